"""The grid worker's app: what its phones send and fetch, and which phones they are."""
