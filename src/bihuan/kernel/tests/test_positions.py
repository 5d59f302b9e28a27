"""Positions: the GCJ-02 offset and back, and distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.positions import Position, from_gcj02, in_china, metres_between, to_gcj02

inland = st.builds(Position, st.floats(20, 50), st.floats(80, 130))


@given(inland)
def test_there_and_back_is_the_same_place(here):
    shown = to_gcj02(here.lat, here.lon)
    assert metres_between(from_gcj02(shown.lat, shown.lon), here) < 0.01


@given(inland)
def test_the_offset_is_some_hundred_metres(here):
    assert 1 < metres_between(here, to_gcj02(here.lat, here.lon)) < 1500


def test_abroad_nothing_is_moved():
    assert (
        to_gcj02(51.5, -0.12) == Position(51.5, -0.12)
        and not in_china(51.5, -0.12)
        and not in_china(float("nan"), 113.0)
    )


def test_distances():
    assert metres_between(Position(0, 0), Position(0, 0)) == 0
    assert metres_between(Position(34, 113), Position(35, 113)) == pytest.approx(111_195, abs=5)
    assert metres_between(Position(0, 0), Position(0, 180)) == pytest.approx(20_015_114, abs=50)
