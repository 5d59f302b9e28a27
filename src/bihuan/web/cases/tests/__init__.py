"""Tests of the case pages."""
