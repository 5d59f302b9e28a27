"""The ledger suite on superiors' forms, their fillings and kept briefings."""

from dataclasses import replace
from datetime import date

import pytest

from bihuan.insight.briefings.services import approve as approve_briefing
from bihuan.insight.briefings.services import make_briefing
from bihuan.insight.briefings.services import submit as submit_briefing
from bihuan.insight.filling.services import approve, begin_filling, submit, upload_template
from bihuan.insight.filling.tests.worlds import entry_of, monthly, template_of, with_disputes
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

CLERK = "德固镇统计员"


def with_forms(county: County) -> County:
    """Three forms, and one of them filled for three months: approved, submitted, begun."""
    clerk, leader = county.who(CLERK), county.who("德固镇分管领导")
    template = template_of(with_disputes(county))
    for name in ("安全生产月报", "信访月报"):
        upload_template(clerk, entry=replace(entry_of(county), title=name), content=monthly(), name="月报.xlsx")
    months = [date(2026, month, 1) for month in (4, 5, 6)]
    fillings = [begin_filling(clerk, template_id=template.pk, day=day) for day in months]
    for filling in fillings[:2]:
        submit(clerk, filling_id=filling.pk)
    approve(leader, filling_id=fillings[0].pk)
    return county


class _Forms(LedgerSuite):
    reader = CLERK

    @pytest.fixture
    def filled(self, county: County) -> County:
        return with_forms(county)


class TestFormTemplates(_Forms):
    key = "form_templates"


class TestFormFillings(_Forms):
    key = "form_fillings"


class TestBriefings(_Forms):
    key = "briefings"

    @pytest.fixture
    def filled(self, county: County) -> County:
        clerk, town = county.who(CLERK), county.area("德固镇")
        for day in (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)):
            made = make_briefing(clerk, area=town, every="month", day=day)
        submit_briefing(clerk, briefing_id=made.pk)
        approve_briefing(county.who("德固镇分管领导"), briefing_id=made.pk)
        return county
