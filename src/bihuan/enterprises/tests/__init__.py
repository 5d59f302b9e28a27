"""Tests of the register of enterprises."""
