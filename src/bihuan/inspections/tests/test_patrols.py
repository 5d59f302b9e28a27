"""Patrols: when a track is taken, who sees it, how long it stays; what nobody has seen; guards at school gates."""

from datetime import timedelta
from itertools import pairwise
from math import hypot
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.inspections.models import GateDuty, Patrol, PatrolPosition
from bihuan.inspections.patrols.coverage import coverage
from bihuan.inspections.patrols.gates import GATES, mark_duty
from bihuan.inspections.patrols.selectors import may_see_track, patrol_by_id, stops_of, track_of
from bihuan.inspections.patrols.services import (
    Fix,
    add_positions,
    check_in,
    close_patrol,
    end_forgotten,
    forget_tracks,
    open_patrol,
)
from bihuan.inspections.patrols.thinning import TOLERANCE, _plane, kept
from bihuan.inspections.tests.points_world import (
    DESK,
    GRID,
    HOT,
    LEADER,
    OTHER_GRID,
    OTHER_WARDEN,
    SUPERVISOR,
    WARDEN,
    looked,
    moment,
    point,
)
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.positions import Position
from bihuan.orgs.models import Household
from tests.worlds import County

db = pytest.mark.django_db


def _away(point: tuple[float, float], begin: tuple[float, float], end: tuple[float, float]) -> float:
    """Metres from a point to the segment between two others."""
    across, up = end[0] - begin[0], end[1] - begin[1]
    length = across * across + up * up
    share = 0.0 if length == 0 else ((point[0] - begin[0]) * across + (point[1] - begin[1]) * up) / length
    share = min(1.0, max(0.0, share))
    return hypot(point[0] - begin[0] - share * across, point[1] - begin[1] - share * up)


def begun(county: County, hour: int = 9) -> Patrol:
    with clock.at(moment(HOT, hour)):
        return open_patrol(actor=county.who(WARDEN), grid=county.area(GRID))


def walked(county: County, patrol: Patrol, *steps: tuple[int, float], at: int = 10) -> int:
    """Positions so many minutes after nine, so many thousandths of a degree north (about 111 m each); how many were kept."""
    with clock.at(moment(HOT, at)):
        fixes = [
            Fix(moment(HOT, 9) + timedelta(minutes=minutes), 33.1 + north / 1000, 114.1) for minutes, north in steps
        ]
        return add_positions(actor=county.who(WARDEN), patrol_id=patrol.pk, fixes=fixes)


def home(county: County, number: str = "H1", grid: str = GRID) -> Household:
    area = county.area(grid)
    household = Household(number=number, area=area, area_path=area.path, town_id=area.town_id)
    household.save()
    return household


# --- the track -------------------------------------------------------------------------------------------------------


@db
def test_a_track_is_taken_only_between_begin_and_end(county: County) -> None:
    patrol = begun(county)
    assert walked(county, patrol, (-5, 0), (5, 0), (10, 2), (15, 4), (90, 6)) == 3
    assert walked(county, patrol, (5, 0), (10, 2), (15, 4)) == 0
    with clock.at(moment(HOT, 10)):
        done = close_patrol(actor=county.who(WARDEN), patrol_id=patrol.pk)
    assert done.metres == pytest.approx(445, abs=3)
    with pytest.raises(WrongState, match="已经结束"):
        walked(county, patrol, (61, 8), at=11)
    assert (
        walked(county, patrol, (50, 8), (70, 9), at=11) == 1
    )  # a phone without a signal brings what was taken in time
    assert clock.local(PatrolPosition.objects.latest("at").at).minute == 50
    assert Patrol.objects.get().metres == pytest.approx(890, abs=3)


@db
def test_no_patrol_and_no_track_outside_the_hours(county: County) -> None:
    for hour in (6, 20):
        with pytest.raises(WrongState, match="07:00"):
            begun(county, hour)
    patrol = begun(county)
    assert walked(county, patrol, (9 * 60 + 59, 0), (10 * 60 + 5, 2), at=20) == 1
    assert [clock.local(one.at).hour for one in PatrolPosition.objects.all()] == [18]


@db
def test_a_position_that_is_vague_or_abroad_or_says_nothing_new_is_dropped(county: County) -> None:
    patrol, at = begun(county), moment(HOT, 9, 5)
    sent = [
        Fix(at, 33.1, 114.1, accuracy=400), Fix(at, 0.0, 0.0), Fix(at, 33.1, 114.1, accuracy=20),
        Fix(at + timedelta(seconds=10), 33.10001, 114.1),
    ]  # fmt: skip
    with clock.at(moment(HOT, 10)):
        assert add_positions(actor=county.who(WARDEN), patrol_id=patrol.pk, fixes=sent) == 1


@db
def test_what_was_left_open_ends_with_the_hours(county: County) -> None:
    patrol = begun(county)
    assert end_forgotten(moment(HOT, 18, 59)) == 0
    assert end_forgotten(moment(HOT, 23)) == 1
    patrol.refresh_from_db()
    assert patrol.closed_at == moment(HOT, 19) and "自动结束" in patrol.remark
    assert end_forgotten(moment(HOT, 23)) == 0


@db
def test_a_track_is_deleted_in_time_and_the_patrol_stays(county: County, settings) -> None:
    settings.TRACK_DAYS = 30
    patrol = begun(county)
    walked(county, patrol, (5, 0), (10, 2))
    with clock.at(moment(HOT, 10)):
        length = close_patrol(actor=county.who(WARDEN), patrol_id=patrol.pk).metres
    assert forget_tracks(moment(HOT, 9) + timedelta(days=30)) == 0 and PatrolPosition.objects.count() == 2
    assert forget_tracks(moment(HOT, 11) + timedelta(days=30)) == 1 and not PatrolPosition.objects.exists()
    patrol.refresh_from_db()
    assert patrol.metres == length > 0 and patrol.forgotten_on == HOT + timedelta(days=30)
    assert forget_tracks(moment(HOT, 12) + timedelta(days=30)) == 0


@db
def test_whoever_walked_and_whoever_leads_see_the_track_and_no_other_reader(county: County) -> None:
    patrol = begun(county)
    walked(county, patrol, (5, 0), (10, 2))
    for name in (WARDEN, LEADER, DESK):
        assert len(track_of(county.who(name), patrol)) == 2
    supervisor = county.who(SUPERVISOR)
    assert patrol_by_id(supervisor, patrol.pk) == patrol and not may_see_track(supervisor, patrol)
    with pytest.raises(NotAllowed):
        track_of(supervisor, patrol)
    with pytest.raises(NotFound):
        patrol_by_id(county.who(OTHER_WARDEN), patrol.pk)
    with pytest.raises(NotAllowed):
        track_of(county.who(OTHER_WARDEN), patrol)


NEAR = st.tuples(st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))


@given(st.lists(NEAR, min_size=2, max_size=40))
def test_thinning_keeps_the_ends_and_the_shape(steps: list[tuple[float, float]]) -> None:
    track = [Position(33.1 + north, 114.1 + east) for north, east in steps]
    left, plane = kept(track), _plane(track)
    assert left[0] == 0 and left[-1] == len(track) - 1 and left == sorted(set(left))
    for begin, end in pairwise(left):
        assert all(_away(plane[at], plane[begin], plane[end]) <= TOLERANCE + 1e-6 for at in range(begin, end))


def test_a_straight_walk_is_two_positions() -> None:
    assert kept([Position(33.1 + at / 1000, 114.1) for at in range(50)]) == [0, 49]


# --- who walks where -------------------------------------------------------------------------------------------------


@db
def test_another_grid_s_patrol_is_refused(county: County) -> None:
    with clock.at(moment(HOT, 9)), pytest.raises(NotAllowed):
        open_patrol(actor=county.who(WARDEN), grid=county.area(OTHER_GRID))
    patrol, other = begun(county), county.who(OTHER_WARDEN)
    with clock.at(moment(HOT, 10)):
        with pytest.raises(NotAllowed):
            add_positions(actor=other, patrol_id=patrol.pk, fixes=[])
        with pytest.raises(NotAllowed):
            check_in(actor=other, patrol_id=patrol.pk, household=home(county))
        with pytest.raises(NotAllowed):
            close_patrol(actor=other, patrol_id=patrol.pk)


@db
def test_one_person_walks_one_patrol_and_sending_it_again_is_the_same(county: County) -> None:
    who, grid, key = county.who(WARDEN), county.area(GRID), uuid4()
    with clock.at(moment(HOT, 9)):
        first = open_patrol(actor=who, grid=grid, patrol_id=key)
        assert open_patrol(actor=who, grid=grid, patrol_id=key) == first
        with pytest.raises(Conflict, match="没有结束"):
            open_patrol(actor=who, grid=grid)


@db
def test_a_check_in_is_kept_once_within_the_grid_and_only_its_walker_gets_it_back(county: County) -> None:
    patrol, who, key = begun(county), county.who(WARDEN), uuid4()
    pond = point(county)
    with clock.at(moment(HOT, 10)):
        stop = check_in(actor=who, patrol_id=patrol.pk, point=pond, lat=33.101, lon=114.1, stop_id=key)
        assert stop.distance == pytest.approx(111, abs=1)
        with pytest.raises(Invalid, match="不在这次巡查的网格里"):
            check_in(actor=who, patrol_id=patrol.pk, household=home(county, grid=OTHER_GRID))
        close_patrol(actor=who, patrol_id=patrol.pk)
        assert check_in(actor=who, patrol_id=patrol.pk, point=pond, stop_id=key) == stop
        with pytest.raises(NotAllowed):
            check_in(actor=county.who(OTHER_WARDEN), patrol_id=patrol.pk, point=pond, stop_id=key)
    assert stops_of(county.who(LEADER), patrol) == [stop]


# --- what nobody has seen --------------------------------------------------------------------------------------------


@db
def test_coverage_counts_stops_and_checks_and_names_what_was_unseen_longest_first(county: County) -> None:
    monday, who = HOT - timedelta(days=2), county.who(WARDEN)
    pond, pit, far = point(county, "东塘"), point(county, "深坑"), point(county, "远塘")
    seen_home, other_home = home(county, "H1"), home(county, "H2")
    with clock.at(moment(HOT - timedelta(days=10))):
        looked(pit, who)
    patrol = begun(county)
    with clock.at(moment(HOT, 10)):
        check_in(actor=who, patrol_id=patrol.pk, household=seen_home)
        looked(pond, who)
    with clock.at(moment(HOT, 12)):
        found = coverage(county.who(DESK), county.area("德固镇"), monday)
        here = next(one for one in found.grids if one.area.name == GRID)
        assert (here.points, here.points_seen, here.households, here.households_seen, here.patrols) == (3, 1, 2, 1, 1)
        assert here.share == 40
        assert {one.title for one in found.unseen[:2]} == {str(far), str(other_home)}
        assert [one.days for one in found.unseen] == [None, None, 10, 0, 0]
        assert found.unseen[2].title == str(pit)
        assert coverage(county.who(OTHER_WARDEN), county.area("德固镇"), monday).unseen == []


# --- school gates ----------------------------------------------------------------------------------------------------


def on_duty(county: County, **more: object) -> GateDuty:
    gate = point(county, "小学校门", kind="school_gate")
    values = {"point": gate, "day": HOT, "part": "morning", "guard": "teacher", "name": "王老师"}
    return GATES.add(actor=county.who(DESK), values={**values, **more})


@db
def test_a_guard_is_planned_and_marked_on_the_day(county: County) -> None:
    with clock.at(moment(HOT - timedelta(days=1))):
        duty = on_duty(county)
        with pytest.raises(WrongState, match="还没有到这一天"):
            mark_duty(actor=county.who(DESK), pk=duty.pk, came=True)
    with clock.at(moment(HOT)):
        assert mark_duty(actor=county.who(DESK), pk=duty.pk, came=False).state == GateDuty.State.ABSENT
        with pytest.raises(NotAllowed):
            mark_duty(actor=county.who(OTHER_WARDEN), pk=duty.pk, came=True)


@db
def test_a_guard_stands_at_a_school_gate_once_a_part_of_the_day(county: County) -> None:
    with clock.at(moment(HOT)):
        duty = on_duty(county)
        with pytest.raises(Conflict):
            GATES.add(
                actor=county.who(DESK),
                values={"point": duty.point, "day": HOT, "part": "morning", "guard": "teacher", "name": "王老师"},
            )
        with pytest.raises(Invalid):
            on_duty(county, point=point(county, "东塘"))
