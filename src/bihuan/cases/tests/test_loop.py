"""The closed loop, told as stories."""

from bihuan.cases.models import State


def test_a_matter_goes_round_the_whole_loop(report):
    loop = report().closed()
    assert loop.case.state == State.CLOSED
    assert loop.case.satisfied is True
    assert loop.case.clocks.filter(ended_at=None).count() == 0
    assert loop.case.overdue_stages == 0
