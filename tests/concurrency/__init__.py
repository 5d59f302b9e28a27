"""What must hold when many do the same at the same time."""
