"""Venues, their rooms, and who has booked them; no slot of a room is ever given twice."""
