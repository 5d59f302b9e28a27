"""Tests of the shared machinery."""
