"""Deadlines beside the clocks of a case: whatever is owed, its marks come in order and it is looked at only ahead."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bihuan.cases import deadlines
from bihuan.cases.models import CaseTask, Whistle
from bihuan.cases.tests.conftest import MONDAY

HOURS = st.decimals("0.5", "240", places=1)


@given(hours=HOURS, always=st.booleans(), rank=st.integers(0, 9))
def test_marks_of_a_budget_come_in_order_and_end_at_the_deadline(hours: Decimal, always: bool, rank: int) -> None:
    one = Whistle(started_at=MONDAY, escalated_rank=rank)
    deadlines.wind(one, amount=hours, unit="wall_clock_hours" if always else "working_hours", always=always)
    marks = deadlines.marks(one)
    moments = [at for _share, at in marks]
    assert moments == sorted(moments) and moments[0] > MONDAY
    assert dict(marks)[100] == one.due_at
    assert len(marks) == (4 if rank else 3)


@given(days=st.integers(0, 400), rank=st.integers(0, 9))
def test_a_named_date_escalates_at_most_a_day_a_step(days: int, rank: int) -> None:
    one = CaseTask(started_at=MONDAY, escalated_rank=rank)
    deadlines.wind(one, due_at=MONDAY + timedelta(days=days))
    assert one.due_at is not None
    moments = [at for _share, at in deadlines.marks(one)]
    assert moments == sorted(moments)
    if rank:
        assert moments[-1] - one.due_at <= timedelta(days=1) * (rank + 1)


@given(hours=HOURS, minutes=st.integers(-5000, 5000))
def test_what_is_done_by_the_deadline_is_not_late_and_is_looked_at_no_more(hours: Decimal, minutes: int) -> None:
    one = Whistle(started_at=MONDAY)
    deadlines.wind(one, amount=hours, unit="working_hours")
    assert one.due_at is not None and one.look_at is not None
    deadlines.settle(one, one.due_at + timedelta(minutes=minutes))
    assert one.overdue is (minutes > 0) and one.look_at is None


def test_what_owes_nothing_is_never_looked_at() -> None:
    one = CaseTask(started_at=MONDAY)
    deadlines.wind(one)
    assert (one.due_at, one.look_at, deadlines.marks(one)) == (None, None, [])
