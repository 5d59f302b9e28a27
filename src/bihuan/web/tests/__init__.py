"""Tests of the shell and the resident pages."""
