"""The ledger of sittings, and the figures of how and how fast disputes are settled."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bihuan.cases import services as cases
from bihuan.kernel import clock
from bihuan.mediation import services
from bihuan.mediation.models import Party, Result
from bihuan.mediation.services import OnTheSpot, PastDispute, SittingPlan
from bihuan.mediation.tests.stories import MEDIATOR, in_hand
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Part, Period, indicator
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

SUPERVISOR = "德固镇督导员"


class TestSittings(LedgerSuite):
    """What every ledger promises."""

    key = "sittings"

    @pytest.fixture
    def filled(self, county: County) -> County:
        dispute = in_hand(county)
        parties = list(Party.objects.filter(dispute=dispute))
        for day in range(1, 4):
            start = clock.instant(clock.today() + timedelta(days=day), 9)
            plan = SittingPlan(start, start + timedelta(hours=1), county.who(MEDIATOR), place="村部", parties=parties)
            services.plan_sitting(county.who(MEDIATOR), dispute_id=dispute.pk, plan=plan)
        return county


@pytest.fixture
def past(county: County) -> Callable[..., None]:
    def write(day: date, concluded: date, result: str = Result.SETTLED) -> None:
        row = PastDispute(
            "neighbour",
            county.area("刘庄村"),
            day,
            "王某",
            result=result,
            concluded_on=concluded,
            mediator_name="赵调解",
        )
        services.register_past_disputes(SYSTEM, [row])

    return write


def test_the_days_of_a_mediation_run_from_its_register_to_its_end(past: Callable[..., None]) -> None:
    past(date(2025, 3, 1), date(2025, 3, 11))
    past(date(2025, 3, 4), date(2025, 3, 4), Result.FAILED)
    past(date(2025, 3, 5), date(2025, 3, 30), Result.WITHDRAWN)
    value = indicator("mediation.average_days").value(SYSTEM, None, Period(date(2025, 3, 1), date(2025, 3, 31)))
    assert (value.value, value.denominator) == (5.0, 2)


def test_on_the_spot_counts_once_somebody_else_has_verified_it(county: County, past: Callable[..., None]) -> None:
    today = clock.today()
    this_month = Period(today.replace(day=1), today)
    past(this_month.start, today)
    told = OnTheSpot("neighbour", county.area("刘庄村"), "孙二婶", "马大爷", "排水沟堵了", "马大爷三天内清通")
    spot = services.settle_on_the_spot(county.who(MEDIATOR), told=told)
    share = indicator("mediation.on_the_spot_share")
    before = share.value(SYSTEM, None, this_month)
    assert (before.numerator, before.denominator) == (0, 1)
    cases.verify_case(county.who(SUPERVISOR), case_id=spot.case_id)
    after = share.value(SYSTEM, None, this_month)
    assert (after.numerator, after.denominator, after.value) == (1, 2, 0.5)
    assert list(share.rows(SYSTEM, None, this_month)) == [spot]
    assert share.rows(SYSTEM, None, this_month, Part.OF).count() == 2
