"""Pages of the enterprises and projects."""
