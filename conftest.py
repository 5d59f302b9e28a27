"""Fixtures of the whole suite: a small valid county in one word."""

import pytest
from django.conf import settings
from django.utils import translation

from tests.worlds import County


@pytest.fixture
def county(db: None) -> County:
    """A county with two towns, their villages, grids, offices and people (see tests.worlds)."""
    return County.build()


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """Every test starts in the product's own language, whatever a request of the test before it switched to."""
    translation.activate(settings.LANGUAGE_CODE)
