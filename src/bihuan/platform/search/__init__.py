"""Search in Chinese: an index of one- and two-character grams over PostgreSQL GIN or SQLite FTS5."""
