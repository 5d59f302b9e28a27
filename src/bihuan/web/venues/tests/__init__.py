"""Tests of the pages of the rooms."""
