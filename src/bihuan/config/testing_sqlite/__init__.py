"""SQLite for the test suite: the ordinary backend, but able to empty append-only tables between tests."""
