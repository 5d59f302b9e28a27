"""Pages about the field app's phones."""
