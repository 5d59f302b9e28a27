"""What the search bar finds of cases: rights narrow before the newest hits are cut off."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bihuan.cases.find import CASES_FOUND
from bihuan.cases.models import Case, CaseKind
from bihuan.cases.policies import CASES, READ
from bihuan.cases.services import PastCase, record_past_cases
from bihuan.cases.tests.conftest import DESK, HANDLER, LEADER, MONDAY, WATER, Loop
from bihuan.orgs.find import index_areas
from bihuan.platform.actors import SYSTEM
from bihuan.platform.search import index
from bihuan.platform.search.index import search, seen_by
from tests.worlds import County

EVERYBODY = (
    DESK,
    LEADER,
    HANDLER,
    "德固镇村(社区)书记",
    "德固镇网格员",
    "城关镇综治中心值班员",
    "县县综治中心",
    "县审计员",
)


def _past(county: County, place: str, count: int, *, days_ago: int) -> list[Case]:
    area = county.area(place)
    at = MONDAY - timedelta(days=days_ago)
    return record_past_cases(
        SYSTEM,
        [
            PastCase(kind=CaseKind.APPEAL, area=area, title=f"路灯不亮{number}", reported_at=at, closed_at=at)
            for number in range(count)
        ],
    )


def test_an_old_matter_of_ones_village_is_found_behind_many_newer_ones_elsewhere(county: County) -> None:
    own = _past(county, "刘庄村", 1, days_ago=900)[0]
    _past(county, "德固镇", 260, days_ago=30)
    _past(county, "城关镇", 260, days_ago=10)
    hits = search(county.who("德固镇村(社区)书记"), "路灯")["case"]
    assert [hit.object_id for hit in hits] == [own.pk]


def test_hits_stand_newest_first(county: County) -> None:
    old, new = (_past(county, "德固镇", 3, days_ago=days)[0] for days in (400, 20))
    found = [hit.object_id for hit in search(county.who(DESK), "路灯不亮0")["case"]]
    assert found == [new.pk, old.pk]


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_index_narrows_to_the_rows_of_the_policy(report: Callable[..., Loop], county: County, who: str) -> None:
    report(text="路灯不亮,晚上看不清路。").dispatched_to(WATER)
    for place in ("刘庄村", "德固镇", "城关镇"):
        _past(county, place, 1, days_ago=50)
    viewer = county.who(who)
    seen = set(seen_by(viewer, CASES_FOUND, "路灯").values_list("object_id", flat=True))
    assert seen == set(CASES.rows(viewer, READ).values_list("pk", flat=True))


def test_a_kind_with_many_hits_hides_none_of_another(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "FEW_HITS", 3)
    area = county.area("刘庄村")
    index_areas([area])
    at = MONDAY - timedelta(days=3)
    cases = record_past_cases(
        SYSTEM,
        [
            PastCase(
                kind=CaseKind.APPEAL, area=area, title=f"刘庄村水井{number}", reported_at=at + timedelta(hours=number)
            )
            for number in range(6)
        ],
    )
    hits = search(county.who("县县综治中心"), "刘庄村", limit=2)
    assert [hit.object_id for hit in hits["case"]] == [cases[5].pk, cases[4].pk]
    assert [hit.object_id for hit in hits["area"]] == [area.pk]
