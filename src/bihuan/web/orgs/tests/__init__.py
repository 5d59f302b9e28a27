"""Tests of the organisation's pages."""
