"""The clock that tests hold still, and identifiers that follow it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bihuan.kernel import clock, ids

NOON = datetime(2025, 6, 3, 4, tzinfo=UTC)


def test_within_the_block_the_clock_stands():
    with clock.at(NOON):
        assert clock.now() == NOON and clock.today() == date(2025, 6, 3) and clock.is_fixed()
        with clock.at(NOON + timedelta(hours=13)):
            assert clock.today() == date(2025, 6, 4)  # 01:00 in Asia/Shanghai
        assert clock.now() == NOON
    assert not clock.is_fixed()
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2025, 6, 3)):
        pass


def test_wall_clock_there_and_back():
    assert clock.instant(date(2025, 6, 3), 12) == NOON
    assert (clock.local(NOON).hour, clock.local(NOON).utcoffset()) == (12, timedelta(hours=8))


def test_identifiers_carry_the_time_of_the_clock():
    with clock.at(NOON):
        first = ids.new_id()
    with clock.at(NOON + timedelta(milliseconds=5)):
        second = ids.new_id()
    assert first.version == second.version == 7
    assert first.int >> 80 == int(NOON.timestamp() * 1000)
    assert first < second
    assert len({ids.new_id() for _ in range(1000)}) == 1000


def test_codes_hold_nothing_that_people_misread():
    code = ids.new_code(200)
    assert len(code) == 200 and not set(code) & set("01OIL")
