"""The ledgers of the room."""
