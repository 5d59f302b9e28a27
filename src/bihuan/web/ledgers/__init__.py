"""Pages of the ledgers: lists, saved views, export and the import wizard."""
