"""The centre's wall: one dark screen that shows the day and refreshes itself."""
