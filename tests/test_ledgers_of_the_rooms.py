"""The suite on each ledger of the loop; the rooms' own tests say more about each."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.mediation.models import DisputeKind, Result
from bihuan.mediation.services import PastDispute, register_past_disputes
from bihuan.platform.actors import SYSTEM
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

HOSTILE = '=HYPERLINK("http://x","点我")'


def with_disputes(county: County) -> County:
    """A dozen disputes of two towns, one of which looks like a formula to a spreadsheet."""
    kinds, results = list(DisputeKind), [Result.SETTLED, Result.FAILED, Result.PENDING]
    register_past_disputes(
        SYSTEM,
        [
            PastDispute(
                kind=kinds[number % len(kinds)],
                area=county.area("刘庄村" if number % 3 else "东关社区"),
                day=date(2025, 1, 10) + timedelta(days=number % 5),
                applicant=f"张大{'一二三四五六七八九十甲乙'[number]}",
                applicant_phone=f"1381234{5000 + number}",
                respondent="李小四" if number % 2 else "",
                summary=HOSTILE
                if number == 4
                else f"第{number}件:张大{'一二三四五六七八九十甲乙'[number]}与邻居因滴水发生口角",
                mediator_name="王调解",
                amount=Decimal(number * 100) if number % 4 else None,
                result=results[number % 3],
                fulfilled=(True if number % 2 else None) if number % 3 == 0 else None,
            )
            for number in range(12)
        ],
    )
    return county


class TestDisputes(LedgerSuite):
    """Disputes."""

    key = "disputes"

    @pytest.fixture
    def filled(self, county: County) -> County:
        return with_disputes(county)


class TestCases(LedgerSuite):
    """Cases."""

    key = "cases"

    @pytest.fixture
    def filled(self, county: County) -> County:
        return with_disputes(county)
