"""Tests of the register of assets."""
