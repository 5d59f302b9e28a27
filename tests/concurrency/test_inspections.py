"""Several inspectors begin the same round at once: every problem is registered, and the round is held once."""

import pytest

from bihuan.inspections.models import Finding
from bihuan.inspections.services import report_finding
from bihuan.inspections.tests.worlds import SUPERVISOR, said, with_committee, with_round
from bihuan.kernel import clock
from bihuan.platform import audit
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)


def test_inspectors_who_begin_together_hold_one_round():
    county = County.build()
    with_committee(county)
    one, who = with_round(county, "unannounced"), county.who(SUPERVISOR)
    problems = [said(county, text=f"第{number}处垃圾") for number in range(6)]
    assert crowd(6, lambda number: report_finding(who, round_id=one.pk, found=problems[number])) == []
    one.refresh_from_db()
    assert one.held_on == clock.today() and Finding.objects.filter(round=one).count() == 6
    assert audit.trail(one).filter(verb="hold").count() == 1
    numbers = set(Finding.objects.values_list("case__number", flat=True))
    assert len(numbers) == 6
