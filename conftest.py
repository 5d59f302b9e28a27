"""Fixtures of the whole suite: a small valid county in one word."""

import pytest

from tests.worlds import County


@pytest.fixture
def county(db: None) -> County:
    """A county with two towns, their villages, grids, offices and people (see tests.worlds)."""
    return County.build()
