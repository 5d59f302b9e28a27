"""Enterprises and projects of a town: their register, and who looks after each."""
