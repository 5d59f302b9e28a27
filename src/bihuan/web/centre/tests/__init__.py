"""Tests of the centre screen."""
