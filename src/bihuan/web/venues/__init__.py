"""Pages of the rooms: the board of a day, the week of a room, booking."""
