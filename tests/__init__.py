"""Tests that cross rooms, and the worlds they live in."""
