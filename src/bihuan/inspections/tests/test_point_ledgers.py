"""What every ledger promises, for the ledgers of points under watch and of patrols."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.inspections.models import PointCheck
from bihuan.inspections.patrols.gates import GATES
from bihuan.inspections.patrols.services import close_patrol, open_patrol
from bihuan.inspections.points.notices import serve_notice
from bihuan.inspections.points.registers import BUSINESS, KIT, SCHEDULE, WARNING
from bihuan.inspections.points.tasks_of_day import make_tasks
from bihuan.inspections.tests.points_world import (
    DESK,
    GRID,
    HOT,
    SUPERVISOR,
    WARDEN,
    failing,
    looked,
    moment,
    point,
    water,
)
from bihuan.kernel import clock
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.registers import Register
from bihuan.platform.actors import SYSTEM
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

NAMES = ("东塘", "西塘", "深坑")


def three(county: County, kind: str = "water") -> list[PlacePoint]:
    return [point(county, name, kind=kind) for name in NAMES]


def kept(register: Register[Any], rows: list[dict[str, object]]) -> None:
    for values in rows:
        register.add(actor=SYSTEM, values=values)


class TestWaters(LedgerSuite):
    key = "waters"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for at in three(county):
            water(county, at)
        return county


class TestBusinesses(LedgerSuite):
    key = "businesses"

    @pytest.fixture
    def filled(self, county: County) -> County:
        facts = {"contact": "张三丰", "phone": "13812345678", "gas": "none"}
        kept(BUSINESS, [{"point": at, "name": f"{at.name}坊", **facts} for at in three(county, "workshop")])
        return county


class TestKits(LedgerSuite):
    key = "kits"

    @pytest.fixture
    def filled(self, county: County) -> County:
        kept(KIT, [{"point": at, "sort": "ring", "count": 1} for at in three(county)])
        return county


class TestSchedules(LedgerSuite):
    key = "schedules"

    @pytest.fixture
    def filled(self, county: County) -> County:
        town = county.area("德固镇")
        kept(SCHEDULE, [{"area": town, "kind": kind, "every": 3} for kind in ("water", "workshop", "shop")])
        return county


class TestWarnings(LedgerSuite):
    key = "weather_warnings"

    @pytest.fixture
    def filled(self, county: County) -> County:
        when = {"begins_at": clock.now(), "ends_at": clock.now() + timedelta(hours=6)}
        town = county.area("德固镇")
        kept(WARNING, [{"area": town, "kind": kind, "level": "blue", **when} for kind in ("heat", "rain", "wind")])
        return county


class TestChecks(LedgerSuite):
    key = "point_checks"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for at in three(county):
            looked(at, county.who(WARDEN))
        return county


class TestTasks(LedgerSuite):
    key = "point_tasks"

    @pytest.fixture
    def filled(self, county: County) -> County:
        three(county)
        make_tasks(HOT)
        return county


class TestNotices(LedgerSuite):
    key = "rectification_notices"

    @pytest.fixture
    def filled(self, county: County) -> County:
        found: list[PointCheck] = [failing(at, county.who(WARDEN), "kit") for at in three(county)]
        due = clock.today() + timedelta(days=7)
        for check in found:
            serve_notice(actor=county.who(SUPERVISOR), check_id=check.pk, due_on=due, demand="补齐救生圈")
        return county


class TestGateDuties(LedgerSuite):
    key = "gate_duties"

    @pytest.fixture
    def filled(self, county: County) -> County:
        gate = point(county, "小学校门", kind="school_gate")
        duty = {"point": gate, "day": clock.today(), "guard": "teacher", "name": "张三丰", "phone": "13812345678"}
        kept(GATES, [{**duty, "part": part} for part in ("morning", "noon", "evening")])
        return county


class TestPatrols(LedgerSuite):
    key = "patrols"
    reader = DESK

    @pytest.fixture
    def filled(self, county: County) -> County:
        who, grid = county.who(WARDEN), county.area(GRID)
        for hour in (8, 10, 14):
            with clock.at(moment(HOT, hour)):
                patrol = open_patrol(actor=who, grid=grid, route="一圈")
                close_patrol(actor=who, patrol_id=patrol.pk)
        return county
