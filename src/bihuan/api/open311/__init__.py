"""GeoReport v2 (Open311), for clients that know nothing of us: the specification's own words, formats and errors."""
