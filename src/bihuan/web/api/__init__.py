"""Pages of the programming interface."""
