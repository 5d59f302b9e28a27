"""Stories of cases in one line: who does what, in the small county."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from bihuan.cases import services as do
from bihuan.cases.models import Case, CaseKind, Channel
from bihuan.kernel import clock
from bihuan.orgs.models import Staff
from tests.worlds import County

MONDAY = clock.instant(date(2026, 6, 1), 9)  # an ordinary working day
DESK, SUPERVISOR, LEADER = "德固镇综治中心值班员", "德固镇督导员", "德固镇分管领导"
HEAD, HANDLER, OTHER_HANDLER = "德固镇单位负责人", "德固镇经办人员", "德固镇村镇办经办"
WATER, BUILDING = "德固镇供水所", "德固镇村镇办"


@dataclass
class Loop:
    """A case and the people around it; every verb reloads the case."""

    county: County
    case: Case

    def who(self, name: str) -> Staff:
        return self.county.who(name)

    def do(self, verb: Callable[..., Any], by: str, **answers: Any) -> "Loop":
        verb(self.who(by), case_id=self.case.pk, **answers)
        self.case = Case.objects.get(pk=self.case.pk)
        return self

    def accepted(self) -> "Loop":
        return self.do(do.accept_case, DESK)

    def dispatched_to(self, office: str = WATER) -> "Loop":
        if self.case.state == "reported":
            self.accepted()
        return self.do(do.dispatch_case, DESK, office=self.county.office(office))

    def taken(self, by: str = HANDLER) -> "Loop":
        if self.case.state != "dispatched":
            self.dispatched_to()
        return self.do(do.take_case, by)

    def finished(self, by: str = HANDLER, outcome: str = "solved") -> "Loop":
        if self.case.state != "handling":
            self.taken(by)
        return self.do(do.finish_case, by, outcome=outcome, result_text="已更换阀门,恢复供水")

    def verified(self, by: str = SUPERVISOR) -> "Loop":
        if self.case.state != "to_verify":
            self.finished()
        return self.do(do.verify_case, by)

    def closed(self) -> "Loop":
        if self.case.state != "to_revisit":
            self.verified()
        return self.do(do.record_revisit, DESK, settled=True, satisfied=True)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Every story begins on the same morning."""
    with clock.at(MONDAY):
        yield


@pytest.fixture
def report(county: County) -> Callable[..., Loop]:
    """`report(kind=…)` reports a matter at the desk of 德固镇 and hands out its loop."""

    def make(by: str = DESK, **values: Any) -> Loop:
        given = {
            "kind": CaseKind.APPEAL,
            "channel": Channel.PHONE,
            "area": county.area("刘庄村第一网格"),
            "title": "刘庄村停水三天",
            "text": "刘庄村二组从周五起没有自来水",
            "reporter_name": "王某",
            "reporter_phone": "13800001234",
        } | values
        return Loop(county, do.report_case(county.who(by), **given))

    return make
