"""Pages of the organisation: areas, people, offices, chains, rota, residents, place points."""
