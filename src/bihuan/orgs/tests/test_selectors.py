"""Look-ups of the organisation: by position, by name, along the chain, on the rota."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel import clock
from bihuan.orgs import selectors
from bihuan.orgs.models import Area, AreaAlias, ChainHolder, ChainLevel, DutyShift, Post, ResponsibilityChain, Role
from bihuan.orgs.selectors.areas import Placed
from bihuan.orgs.selectors.duty import Found
from bihuan.orgs.tree import area_tree
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change, create, create_many
from bihuan.platform.ledgers.reading.areas import How
from tests.worlds import County


def square(lat: float, lon: float, side: float = 0.01) -> dict[str, object]:
    return {
        "type": "Polygon",
        "coordinates": [[[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]],
    }


def draw(area: Area, polygon: dict[str, object]) -> None:
    with change(Area, area.pk, actor=SYSTEM, verb="draw") as row:
        row.polygon = polygon


def test_position_finds_deepest_area_in_force(county: County) -> None:
    draw(county.area("刘庄村"), square(33.0, 114.0, 0.02))
    draw(county.area("刘庄村第一网格"), square(33.0, 114.0, 0.01))

    in_grid = selectors.area_at(33.005, 114.005)
    in_village = selectors.area_at(33.015, 114.015)

    assert in_grid and (in_grid.node.name, in_grid.how, in_grid.metres) == ("刘庄村第一网格", Placed.INSIDE, 0.0)
    assert in_village and in_village.node.name == "刘庄村"


def test_position_outside_takes_nearest_and_says_so(county: County) -> None:
    draw(county.area("刘庄村第一网格"), square(33.0, 114.0))

    near = selectors.area_at(33.005, 114.011)

    assert near and near.node.name == "刘庄村第一网格" and near.how is Placed.NEAREST
    assert 80 < near.metres < 110
    assert selectors.area_at(33.2, 114.2) is None
    assert selectors.area_at(float("nan"), 114.0) is None


def test_closed_grid_takes_no_more_positions(county: County) -> None:
    grid = county.area("刘庄村第一网格")
    draw(county.area("刘庄村"), square(33.0, 114.0, 0.02))
    draw(grid, square(33.0, 114.0))
    with change(Area, grid.pk, actor=SYSTEM, verb="close") as row:
        row.valid_to = date(2026, 3, 1)

    before = selectors.area_at(33.005, 114.005, day=date(2026, 2, 28))
    after = selectors.area_at(33.005, 114.005, day=date(2026, 3, 1))

    assert before and before.node.name == "刘庄村第一网格"
    assert after and after.node.name == "刘庄村"


def test_smaller_of_two_grids_holds_the_school(county: County) -> None:
    school = county.add_area("实验小学", "grid", "411799101201101", "刘庄村", grid_kind="special")
    draw(county.area("刘庄村第一网格"), square(33.0, 114.0, 0.02))
    draw(school, square(33.005, 114.005, 0.002))

    found = selectors.area_at(33.006, 114.006)

    assert found and found.node.name == "实验小学"


def test_look_up_by_position_costs_one_query_when_nothing_changed(
    county: County, django_assert_num_queries: object
) -> None:
    draw(county.area("刘庄村第一网格"), square(33.0, 114.0))
    selectors.area_at(33.005, 114.005)
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture has no public type
        selectors.area_at(33.005, 114.005)


@pytest.mark.parametrize(
    ("written", "level", "expected", "how"),
    [
        ("刘庄村", "", ["刘庄村"], How.EXACT),
        (" 刘 庄 村 ", "", ["刘庄村"], How.EXACT),
        ("刘庄", "village", ["刘庄村"], How.SUFFIX),
        ("刘庄村委会", "village", ["刘庄村"], How.SUFFIX),
        ("刘庄社区居委会", "village", ["刘庄村"], How.SUFFIX),
        ("德固镇刘庄村", "", ["刘庄村"], How.EXACT),
        ("德固镇人民政府", "", ["德固镇"], How.ALIAS),
        ("德固", "", ["德固镇"], How.ALIAS),
        ("老刘庄", "", ["刘庄村"], How.ALIAS),
        ("柳林居委会", "village", ["柳林社区"], How.SUFFIX),
        ("不存在村", "", [], None),
    ],
)
def test_names_as_people_write_them(
    county: County, written: str, level: str, expected: list[str], how: How | None
) -> None:
    create(AreaAlias(area=county.area("刘庄村"), name="老刘庄"), actor=SYSTEM)

    found = selectors.find_areas(written, level=level)

    assert [match.node.name for match in found] == expected
    assert all(match.how is how for match in found)


def test_namesakes_are_ambiguous_until_the_town_is_known(county: County) -> None:
    county.add_area("刘庄村 ".strip(), "village", "411799102299", "城关镇")

    assert len(selectors.find_areas("刘庄村")) == 2
    assert [m.node.town_id for m in selectors.find_areas("城关镇刘庄村")] == [county.area("城关镇").pk]
    assert len(selectors.find_areas("刘庄村", within=county.area("德固镇"))) == 1


def test_new_alias_is_known_at_once(county: County) -> None:
    assert not selectors.find_areas("新名字")
    create(AreaAlias(area=county.area("西关村"), name="新名字"), actor=SYSTEM)
    assert [m.node.name for m in selectors.find_areas("新名字")] == ["西关村"]
    assert area_tree().line(county.area("西关村").path)[-1].name == "西关村"


def chain_of(county: County, *, kind: str = "", area: str = "德固镇") -> ResponsibilityChain:
    chain = create(ResponsibilityChain(name="矛盾纠纷责任链", work_kind=kind, area=county.area(area)), actor=SYSTEM)
    for rank, title in ((1, "一线落实"), (2, "包联督导"), (3, "牵头抓总")):
        create(ChainLevel(chain=chain, rank=rank, title=title), actor=SYSTEM)
    return chain


def name_holder(county: County, chain: ResponsibilityChain, rank: int, area: str, person: str) -> None:
    level = chain.levels.get(rank=rank)
    create_many([ChainHolder(level=level, area=county.area(area), staff=county.who(person))], actor=SYSTEM)


def test_ladder_takes_the_nearest_area_that_names_somebody(county: County) -> None:
    chain = chain_of(county)
    name_holder(county, chain, 1, "德固镇", "德固镇村(社区)干部")
    name_holder(county, chain, 1, "刘庄村", "德固镇村(社区)书记")
    name_holder(county, chain, 3, "德固镇", "德固镇乡镇(街道)书记")

    ladder = selectors.chain_ladder(chain, county.area("刘庄村第一网格"))

    assert [(rung.rank, rung.staff.name if rung.staff else None) for rung in ladder] == [
        (1, "德固镇村(社区)书记"),
        (2, None),
        (3, "德固镇乡镇(街道)书记"),
    ]
    above = selectors.level_above(chain, 1, county.area("刘庄村第一网格"))
    assert above and above.rank == 3, "a level at which nobody is named is climbed over"
    assert selectors.level_above(chain, 3, county.area("刘庄村")) is None


def test_chain_of_the_kind_goes_before_the_general_one(county: County) -> None:
    general, disputes = chain_of(county), chain_of(county, kind="dispute", area="澜州县")

    assert selectors.chain_for("dispute", county.area("刘庄村")) == disputes
    assert selectors.chain_for("hazard", county.area("刘庄村")) == general
    assert selectors.chain_for("hazard", county.area("东关社区")) is None


def at(day: date, hour: int) -> datetime:
    return clock.instant(day, hour)


def test_rota_names_the_substitute_and_the_night_belongs_to_the_day_before(county: County) -> None:
    planned, stands_in = county.who("德固镇综治中心值班员"), county.who("德固镇督导员")
    day = date(2026, 6, 1)
    shift = DutyShift(area=county.area("德固镇"), day=day, part="night", staff=planned, substitute=stands_in)
    create(shift, actor=SYSTEM)

    found = selectors.on_duty(county.area("刘庄村"), at(day + timedelta(days=1), 3))

    assert found and (found.staff, found.found) == (stands_in, Found.SUBSTITUTE)
    assert planned.name in found.reason


def test_without_a_shift_the_chain_answers_then_the_duty_post(county: County) -> None:
    village, noon = county.area("刘庄村"), at(date(2026, 6, 1), 12)
    by_post = selectors.on_duty(village, noon)
    chain = chain_of(county)
    name_holder(county, chain, 2, "德固镇", "德固镇分管领导")
    by_chain = selectors.on_duty(village, noon, work_kind="dispute")

    assert by_post and (by_post.staff.name, by_post.found) == ("德固镇综治中心值班员", Found.POST)
    assert by_chain and (by_chain.staff.name, by_chain.found) == ("德固镇分管领导", Found.CHAIN)


def test_who_held_which_post_when(county: County) -> None:
    village = county.area("刘庄村")
    first = Post.objects.get(role=Role.VILLAGE_SECRETARY, area=village)
    with change(Post, first.pk, actor=SYSTEM, verb="end") as post:
        post.to_day = date(2025, 12, 31)
    successor = county.who("德固镇村(社区)干部")
    create(Post(staff=successor, role=Role.VILLAGE_SECRETARY, area=village, from_day=date(2026, 1, 1)), actor=SYSTEM)

    history = [
        (post.staff.name, post.from_day, post.to_day)
        for post in selectors.who_held(village, role=Role.VILLAGE_SECRETARY)
    ]

    assert history == [
        ("德固镇村(社区)干部", date(2026, 1, 1), None),
        ("德固镇村(社区)书记", date(2020, 1, 1), date(2025, 12, 31)),
    ]
    assert [p.staff for p in selectors.holders(Role.VILLAGE_SECRETARY, village, day=date(2025, 6, 1))] == [first.staff]
