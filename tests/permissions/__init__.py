"""Who may do what, as one table and on every row."""
