"""Fixtures of the shared machinery's tests."""

from collections.abc import Iterator

import pytest

from bihuan.platform.tests.outside_world import OutsideWorld, outside_world


@pytest.fixture
def outside(settings) -> Iterator[OutsideWorld]:
    """A server of somebody else, reachable because private targets are allowed for once."""
    settings.ALLOW_PRIVATE_TARGETS = True
    with outside_world() as world:
        yield world
