"""The registers of the room."""
