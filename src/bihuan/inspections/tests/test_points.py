"""What is owed, done, missed and told; what a check finds; warnings."""

from datetime import date, timedelta

import pytest

from bihuan.cases import services as cases
from bihuan.cases.models import Case, CaseKind
from bihuan.inspections.models import PointTask, WeatherWarning
from bihuan.inspections.points.recording import open_case, record_check
from bihuan.inspections.points.registers import CHECKS, KIT, SCHEDULE, WARNING
from bihuan.inspections.points.tasks import tell_of_expiring_kit
from bihuan.inspections.points.tasks_of_day import ask_for_check, cancel_task, close_day, make_tasks
from bihuan.inspections.points.warnings import Announced, lift_warning, take_warning
from bihuan.inspections.tests.points_world import (
    DESK,
    GRID,
    HOT,
    LEADER,
    OTHER_GRID,
    OTHER_WARDEN,
    SECRETARY,
    SUPERVISOR,
    WARDEN,
    chain,
    failing,
    looked,
    moment,
    point,
)
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import Notice as Told
from tests.worlds import County

pytestmark = pytest.mark.django_db


def states(day: date = HOT) -> list[tuple[str, str, str]]:
    return [
        (one.point.name, one.reason, one.state)
        for one in PointTask.objects.filter(day=day).order_by("reason", "point__name")
    ]


def told(county: County, name: str, kind: str) -> list[str]:
    return list(Told.objects.filter(to=county.who(name), kind=kind).values_list("title", flat=True))


def test_the_day_s_tasks_are_made_once_and_the_warden_hears(county: County) -> None:
    point(county), point(county, "西塘", risk="blue"), point(county, "北坡", kind="other")
    with clock.at(moment(HOT, 6)):
        assert len(make_tasks(HOT)) == 2
        assert make_tasks(HOT) == []
    assert states() == [("东塘", "schedule", "open"), ("西塘", "schedule", "open")]
    assert told(county, WARDEN, "points.owed") == ["今天有 2 处要巡查检查"]


def test_a_point_is_due_again_by_its_grade(county: County) -> None:
    east, west = point(county), point(county, "西塘", risk="orange")
    with clock.at(moment(HOT)):
        looked(east, county.who(WARDEN)), looked(west, county.who(WARDEN))
        assert [one.point.name for one in make_tasks(HOT + timedelta(days=1))] == ["东塘"]
        assert len(make_tasks(HOT + timedelta(days=2))) == 2


def test_production_places_wait_for_a_working_day_and_waters_do_not(county: County) -> None:
    sunday = date(2026, 7, 19)
    point(county), point(county, "木器坊", kind="workshop")
    with clock.at(moment(sunday)):
        assert [one.point.name for one in make_tasks(sunday)] == ["东塘"]
        assert {one.point.name for one in make_tasks(sunday + timedelta(days=1))} == {"东塘", "木器坊"}


def test_a_town_s_own_rule_replaces_the_default(county: County) -> None:
    at = point(county)
    SCHEDULE.add(actor=county.who(DESK), values={"kind": "water", "area": county.area("德固镇"), "every": 30})
    with clock.at(moment(HOT)):
        looked(at, county.who(WARDEN))
        assert make_tasks(HOT + timedelta(days=29)) == []
        assert make_tasks(HOT + timedelta(days=30))[0].why == "危险水域(各等级)每 30 天一次"
    with pytest.raises(Invalid, match="按乡镇"):
        SCHEDULE.add(actor=county.who(DESK), values={"kind": "water", "area": county.area("刘庄村"), "every": 3})


def test_a_check_does_what_was_owed_that_day(county: County) -> None:
    at = point(county)
    with clock.at(moment(HOT)):
        make_tasks(HOT)
        check = looked(at, county.who(WARDEN), lat=33.101, lon=114.1)
    task = PointTask.objects.get()
    assert (task.state, task.check_made_id, task.done_at) == ("done", check.pk, moment(HOT))
    assert check.distance == 111 and check.findings == 0


def test_what_nobody_did_goes_up_the_chain_the_same_day_and_higher_the_day_after(county: County) -> None:
    at, next_day = point(county), HOT + timedelta(days=1)
    chain(county)
    make_tasks(HOT)
    assert close_day(moment(HOT, 17, 59)) == 0
    assert close_day(moment(HOT, 18)) == 1
    assert close_day(moment(HOT, 18, 10)) == 0
    task = PointTask.objects.get()
    assert (task.state, task.escalated_on, task.escalated_to) == ("missed", HOT, county.who(SECRETARY))
    assert "第1级" in task.escalated_why and told(county, SECRETARY, "points.gap") == ["今天有 1 处没有按时巡查"]
    make_tasks(next_day)
    close_day(moment(next_day, 18))
    assert PointTask.objects.get(day=next_day).escalated_to == county.who(LEADER)
    with clock.at(moment(next_day, 19)):
        looked(at, county.who(WARDEN))
    assert PointTask.objects.get(day=next_day).state == "done" and PointTask.objects.get(day=HOT).state == "missed"


def test_a_gap_made_up_later_stays_a_gap(county: County) -> None:
    at = point(county)
    make_tasks(HOT)
    close_day(moment(HOT, 18))
    with clock.at(moment(HOT + timedelta(days=1), 9)):
        looked(at, county.who(WARDEN))
    assert PointTask.objects.get(day=HOT).state == "late"


def test_a_warden_fulfils_own_tasks_and_another_grid_s_are_refused(county: County) -> None:
    own, other = point(county), point(county, "南河", grid=OTHER_GRID, warden=OTHER_WARDEN)
    elsewhere = point(county, "远塘", grid=OTHER_GRID, warden=WARDEN)
    with clock.at(moment(HOT)):
        make_tasks(HOT)
        for at in (own, elsewhere):
            assert looked(at, county.who(WARDEN)).tasks.get().state == "done"
        with pytest.raises(NotAllowed):
            looked(other, county.who(WARDEN))
        with pytest.raises(NotAllowed):
            looked(own, county.who("德固镇人民调解员"))
        with pytest.raises(NotAllowed):
            cancel_task(actor=county.who(WARDEN), pk=PointTask.objects.get(point=other).pk, reason="不归我")
    assert PointTask.objects.get(point=other).state == "open"


def test_sending_a_check_again_changes_nothing(county: County) -> None:
    at, other = point(county), point(county, "西塘")
    check = failing(at, county.who(WARDEN), "kit")
    again = failing(at, county.who(WARDEN), "kit", check_id=check.pk)
    assert again.pk == check.pk and Case.objects.count() == 1
    with pytest.raises(Conflict):
        failing(other, county.who(WARDEN), "kit", check_id=check.pk)


def test_what_fails_becomes_one_hazard_at_the_point_until_it_is_closed(county: County) -> None:
    at = point(county)
    first = failing(at, county.who(WARDEN), "kit", "sign")
    case = first.case
    assert case is not None and (case.kind, case.place_point, case.urgency) == (CaseKind.HAZARD, at, "urgent")
    assert "救生器材齐全完好:不符合" in case.text
    again = failing(at, county.who(WARDEN), "kit")
    assert again.case is None and again.known == case
    more = failing(at, county.who(WARDEN), "kit", "fence")
    assert more.case is not None and "护栏" in more.case.text and "救生器材" not in more.case.text
    assert Case.objects.count() == 2


def test_a_check_that_was_not_reported_can_be_taken_on_once(county: County) -> None:
    at = point(county)
    check = failing(at, county.who(WARDEN), "kit", report=False)
    assert check.case is None
    case = open_case(actor=county.who(WARDEN), pk=check.pk)
    assert case.place_point == at
    with pytest.raises(WrongState):
        open_case(actor=county.who(WARDEN), pk=check.pk)
    with pytest.raises(Invalid, match="没有发现问题"):
        open_case(actor=county.who(WARDEN), pk=looked(at, county.who(WARDEN)).pk)


def test_faults_of_a_check_name_their_fields(county: County) -> None:
    from bihuan.inspections.points.recording import Seen

    at = point(county)
    with pytest.raises(Invalid) as refused:
        record_check(
            actor=county.who(WARDEN), point_id=at.pk, seen={"kit": Seen("maybe", "长" * 200)}, remark="长" * 1001, lat=3.0,
            at=clock.now() - timedelta(days=15),
        )  # fmt: skip
    assert {fault.field for fault in refused.value.faults} == {"item_kit", "remark_kit", "remark", "lat", "at"}
    with pytest.raises(NotFound):
        record_check(actor=county.who(WARDEN), point_id=county.area(GRID).pk, seen={})


def test_a_record_of_a_check_is_not_edited(county: County) -> None:
    check = looked(point(county), county.who(WARDEN))
    with pytest.raises(WrongState, match="不能修改"):
        CHECKS.edit(actor=county.who(WARDEN), pk=check.pk, values={"remark": "改一下"})


def rain(county: County, **more: object) -> dict[str, object]:
    now = clock.now()
    return {
        "kind": "rain", "level": "orange", "area": county.area("德固镇"), "begins_at": now, "ends_at": now + timedelta(hours=30),
        **more,
    }  # fmt: skip


def test_a_warning_makes_the_day_s_tasks_at_once_beside_what_was_done_already(county: County) -> None:
    at = point(county, risk="blue")
    point(county, "外塘", grid=OTHER_GRID, warden=OTHER_WARDEN)
    with clock.at(moment(HOT)):
        looked(at, county.who(WARDEN))
        warning = WARNING.add(actor=county.who(DESK), values=rain(county))
        assert states() == [("东塘", "weather", "open")]
        task = PointTask.objects.get()
        assert (task.why, task.warning) == ("暴雨橙色预警", warning)
        assert told(county, WARDEN, "points.warned") == ["天气预警:今天有 1 处要去巡查"]
        assert make_tasks(HOT) != [] and states() == [
            ("外塘", "schedule", "open"),
            ("东塘", "weather", "open"),
        ]
    with clock.at(moment(HOT + timedelta(days=1), 6)):
        assert [one.reason for one in make_tasks(clock.today(), within=at.area_path)] == ["weather"]


def test_a_lesser_warning_calls_nobody_out(county: County) -> None:
    at = point(county, risk="blue")
    with clock.at(moment(HOT)):
        looked(at, county.who(WARDEN))
        WARNING.add(actor=county.who(DESK), values=rain(county, level="blue"))
        WARNING.add(actor=county.who(DESK), values=rain(county, kind="snow", level="red"))
    assert not PointTask.objects.exists()


def test_a_lifted_warning_takes_its_open_tasks_with_it(county: County) -> None:
    east, west = point(county), point(county, "西塘")
    with clock.at(moment(HOT)):
        warning = WARNING.add(actor=county.who(DESK), values=rain(county))
        looked(east, county.who(WARDEN))
    with clock.at(moment(HOT, 15)):
        lift_warning(actor=county.who(DESK), pk=warning.pk)
        with pytest.raises(WrongState):
            lift_warning(actor=county.who(DESK), pk=warning.pk)
    assert PointTask.objects.get(point=west).state == "cancelled" and PointTask.objects.get(point=east).state == "done"


def test_a_warning_from_outside_stands_once_an_area_and_is_corrected(county: County) -> None:
    point(county)
    now, areas = clock.now().replace(microsecond=0), [county.area("德固镇"), county.area("城关镇")]
    said = Announced("2026-07-01", "rain", "yellow", now, now + timedelta(hours=6), "县气象台")
    county_desk = county.who("县县综治中心")
    assert [new for _row, new in take_warning(county_desk, said, areas)] == [True, True]
    assert [new for _row, new in take_warning(county_desk, said, areas)] == [False, False]
    graver = Announced("2026-07-01", "rain", "red", now, now + timedelta(hours=9), "县气象台")
    take_warning(county_desk, graver, areas)
    assert (
        set(WeatherWarning.objects.values_list("level", flat=True)) == {"red"} and WeatherWarning.objects.count() == 2
    )
    with pytest.raises(NotAllowed):
        take_warning(county.who(DESK), Announced("2", "rain", "red", now, now + timedelta(hours=1)), areas)
    assert not WeatherWarning.objects.filter(number="2").exists()


def test_a_check_can_be_asked_for_and_taken_back(county: County) -> None:
    at = point(county, "北坡", kind="other")
    task = ask_for_check(actor=county.who(DESK), point_id=at.pk, why="群众反映塌方")
    assert told(county, WARDEN, "points.owed") == ["请今天去看看:北坡"]
    with pytest.raises(Conflict):
        ask_for_check(actor=county.who(DESK), point_id=at.pk, why="再看一次")
    with pytest.raises(NotAllowed):
        ask_for_check(actor=county.who(SUPERVISOR), point_id=at.pk, why="督导")
    cancel_task(actor=county.who(DESK), pk=task.pk, reason="已由镇里派人")
    with pytest.raises(WrongState):
        cancel_task(actor=county.who(DESK), pk=task.pk, reason="再取消")


def test_kit_that_expires_is_told_before_and_counts_as_a_gap_from_its_day(county: County) -> None:
    at, today = point(county), clock.today()
    kit = KIT.add(
        actor=county.who(WARDEN),
        values={"point": at, "sort": "ring", "count": 2, "expires_on": today + timedelta(days=7)},
    )
    assert kit.gap == ""
    tell_of_expiring_kit()
    tell_of_expiring_kit()
    assert told(county, WARDEN, "points.kit") == ["东塘的救生圈 × 2还有 7 天到期"]
    with clock.at(moment(today + timedelta(days=7))):
        tell_of_expiring_kit()
        assert kit.gap == "已过期" and len(told(county, WARDEN, "points.kit")) == 2


def test_a_closed_hazard_was_verified_by_somebody_else(county: County) -> None:
    """The loop itself refuses the handler; the figure counts only what another verified."""
    from bihuan.platform.indicators import Period, indicator

    at = point(county)
    check = failing(at, county.who(WARDEN), "kit")
    assert check.case is not None
    year = Period(check.day.replace(month=1, day=1), check.day)
    rate = indicator("points.hazards_closed_rate")
    assert (rate.value(SYSTEM, None, year).numerator, rate.value(SYSTEM, None, year).denominator) == (0, 1)
    finished_by(county, check.case)
    cases.verify_case(county.who(SUPERVISOR), case_id=check.case.pk, note="已复查")
    assert rate.value(SYSTEM, None, year).value == 1
    fresh = failing(at, county.who(WARDEN), "kit")
    assert fresh.case is not None and fresh.case != check.case


def finished_by(county: County, case: Case) -> None:
    """Accepted, sent to 村镇办, handled with a picture of afterwards."""
    from bihuan.cases.models import Evidence
    from bihuan.platform import files

    handler = county.who("德固镇村镇办经办")
    cases.accept_case(county.who(DESK), case_id=case.pk)
    cases.dispatch_case(county.who(DESK), case_id=case.pk, office=county.office("德固镇村镇办"))
    cases.take_case(handler, case_id=case.pk)
    file = files.store(b"%PDF-1.4\n%%EOF\n", name="after.pdf", actor=handler)
    cases.attach_evidence(handler, case_id=case.pk, file=file, phase=Evidence.Phase.AFTER)
    cases.finish_case(handler, case_id=case.pk, outcome="solved", result_text="已补齐救生圈")
