"""The benchmark itself: it runs, and its report keeps its form."""
