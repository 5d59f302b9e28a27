"""Points, wardens and times for the tests of points and patrols, in a line each."""

from datetime import date, datetime

from bihuan.inspections.models import PointCheck
from bihuan.inspections.points.checklists import checklist
from bihuan.inspections.points.recording import Seen, record_check
from bihuan.inspections.points.registers import WATER
from bihuan.kernel import clock
from bihuan.orgs.models import PlacePoint, ResponsibilityChain, Staff
from bihuan.orgs.models.chains import ChainHolder, ChainLevel
from bihuan.orgs.services.imports import register_points
from bihuan.orgs.services.points import PointEntry
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create
from tests.worlds import County

WARDEN, OTHER_WARDEN = "德固镇网格员", "城关镇网格员"
DESK, LEADER, SECRETARY, SUPERVISOR = (
    "德固镇综治中心值班员", "德固镇分管领导", "德固镇村(社区)书记", "德固镇督导员",
)  # fmt: skip
GRID, OTHER_GRID = "刘庄村第一网格", "东关社区第一网格"
HOT = date(2026, 7, 15)  # a Wednesday


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A local time as an instant."""
    return clock.instant(day, hour, minute)


def point(
    county: County,
    name: str = "东塘",
    *,
    kind: str = "water",
    risk: str = "red",
    grid: str = GRID,
    warden: str = WARDEN,
) -> PlacePoint:
    """One registered point at the same place in the county."""
    who = county.who(warden).pk if warden else None
    entry = PointEntry(kind, name, county.area(grid).pk, "村东", 33.1, 114.1, risk, who)
    found = register_points(actor=SYSTEM, entries=[entry])[0]
    assert isinstance(found, PlacePoint)
    return found


def water(county: County, at: PlacePoint) -> None:
    """Its facts as a water."""
    WATER.add(actor=SYSTEM, values={"point": at, "sort": "pond", "depth": 3, "signs": 1, "boards": 1})


def looked(at: PlacePoint, by: Staff, **more: object) -> PointCheck:
    """A check that found everything in order."""
    return record_check(actor=by, point_id=at.pk, seen={}, **more)  # type: ignore[arg-type]


def failing(at: PlacePoint, by: Staff, *codes: str, **more: object) -> PointCheck:
    """A check on which these items failed."""
    assert set(codes) <= {one.code for one in checklist(at.kind)}
    seen = {code: Seen("bad", "不符合") for code in codes}
    return record_check(actor=by, point_id=at.pk, seen=seen, **more)  # type: ignore[arg-type]


def chain(county: County) -> None:
    """The village secretary first, then the leader in charge."""
    whole = create(ResponsibilityChain(name="三级链", area=county.area("德固镇")), actor=SYSTEM)
    for rank, (area, person) in enumerate((("刘庄村", SECRETARY), ("德固镇", LEADER)), start=1):
        level = create(ChainLevel(chain=whole, rank=rank, title=f"第{rank}级"), actor=SYSTEM)
        create(ChainHolder(level=level, area=county.area(area), staff=county.who(person)), actor=SYSTEM)
