"""Checks, patrols, visits and work logs of a phone: once, in time, in one's own grid alone."""

import io
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bihuan.cases.models import Case, CaseKind
from bihuan.field.models import FieldReceipt
from bihuan.field.tests.conftest import GRID_WORKER, SECRETARY, Phone
from bihuan.inspections.models import Patrol, PatrolPosition, PatrolStop, PointCheck, PointTask, WorkLog
from bihuan.inspections.patrols.services import end_forgotten
from bihuan.inspections.points.tasks_of_day import task_at
from bihuan.inspections.tests.points_world import GRID, HOT, OTHER_GRID, OTHER_WARDEN, moment, point
from bihuan.inspections.tests.worlds import with_campaign
from bihuan.kernel import clock
from bihuan.orgs.models import Attachment, Household
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create
from bihuan.visits.models import BenefitMatter, Care, HouseholdVisit
from tests.worlds import County

pytestmark = pytest.mark.django_db


def home(county: County, grid: str = GRID) -> Household:
    area = county.area(grid)
    return create(Household(number=f"H-{grid[:2]}", area=area, area_path=area.path, town_id=area.town_id), actor=SYSTEM)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), (90, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def refused(answer: dict, status: int) -> bool:
    return answer["status"] == "refused" and answer["http"] == status and len(answer["message"]) > 6


# --- checks ----------------------------------------------------------------------------------------------------------


def test_a_gap_at_a_point_opens_one_hazard_and_the_task_of_the_day_is_done(phone: Phone, county: County) -> None:
    pond = point(county)
    create(task_at(pond, clock.today(), PointTask.Reason.SCHEDULE, "每 7 天一次"), actor=SYSTEM, verb="plan")
    body = {
        "point": str(pond.pk),
        "seen": {"kit": {"result": "bad", "remark": "救生圈过期"}, "people": {"result": "ok"}},
    }
    sent = phone.record("check", body, position={"lat": 33.1, "lon": 114.1, "accuracy": 9})
    [answer] = phone.send(sent)
    assert phone.send(sent) == [answer] and PointCheck.objects.count() == 1
    check, case = PointCheck.objects.get(pk=sent["id"]), Case.objects.get()
    assert (case.kind, case.place_point, check.case, check.findings) == (CaseKind.HAZARD, pond, case, 1)
    assert answer["answer"]["number"] == case.number and answer["marks"] == []
    assert PointTask.objects.get().state == PointTask.State.DONE

    photo = phone.announce(sent["id"], picture(), target="check")
    done = phone.call("PUT", f"files/{photo['id']}?offset=0", picture()).json()
    assert done["receipt"] and Attachment.objects.get().object_id == check.pk and case.evidence.count() == 1


def test_a_check_of_another_grid_is_refused_and_so_is_a_picture_for_it(phone: Phone, phone_of, county: County) -> None:
    theirs, warden = point(county, grid=OTHER_GRID, warden=OTHER_WARDEN), phone_of(OTHER_WARDEN)
    [answer] = phone.send(phone.record("check", {"point": str(theirs.pk)}))
    assert refused(answer, 403) and not PointCheck.objects.exists()
    own = warden.record("check", {"point": str(theirs.pk)})
    assert warden.send(own)[0]["status"] == "received"
    said = {
        "id": phone.record("x", {})["id"], "target": "check", "about": own["id"], "name": "a.jpg", "size": 3,
        "sha256": "0" * 64, "at": phone.now.isoformat(),
    }  # fmt: skip
    assert phone.call("POST", "files", said).status_code == 403
    [answer] = phone.send(phone.record("check", {"point": own["id"], "seen": {"kit": {"result": "no such"}}}))
    assert answer["status"] == "refused" and "seen" in answer["errors"][0]["field"]


# --- patrols ---------------------------------------------------------------------------------------------------------


def walk(phone: Phone, step: str, **body: object) -> dict:
    return phone.record("patrol", {"step": step, **body})


def fix(at, north: int, accuracy: float = 8) -> list:
    return [round(at.timestamp() * 1000), 33.1 + north / 10_000, 114.1, accuracy]


def a_days_walk(phone: Phone, county: County) -> list[dict]:
    """Begun at nine, seen at a pond and a house, over at eleven; made offline."""
    pond, house = point(county), home(county)
    with clock.at(moment(HOT, 9)):
        begun = walk(phone, "open", area=str(county.area(GRID).pk))
    with clock.at(moment(HOT, 10)):
        fixes = [fix(moment(HOT, 9) + timedelta(minutes=one), one * 10) for one in range(60)]
        track = walk(phone, "track", patrol=begun["id"], fixes=fixes)
        stops = [
            walk(phone, "stop", patrol=begun["id"], point=str(pond.pk)),
            walk(phone, "stop", patrol=begun["id"], household=str(house.pk), remark="没人在家"),
        ]
    with clock.at(moment(HOT, 11)):
        return [begun, track, *stops, walk(phone, "close", patrol=begun["id"])]


def test_a_patrol_made_offline_comes_in_late_with_its_own_times(phone: Phone, county: County) -> None:
    records = a_days_walk(phone, county)
    with clock.at(moment(HOT, 21)):  # after the hours of patrols
        answers = phone.send(*records)
        assert [one["status"] for one in answers] == ["received"] * 5, answers
        assert phone.send(*records) == answers
    patrol = Patrol.objects.get(pk=records[0]["id"])
    assert (patrol.opened_at, patrol.closed_at) == (moment(HOT, 9), moment(HOT, 11))
    assert (
        answers[1]["answer"]["kept"] == 60 and PatrolPosition.objects.count() == 2
    )  # a straight line, thinned at the end
    assert {stop.at for stop in PatrolStop.objects.all()} == {moment(HOT, 10)} and PatrolStop.objects.count() == 2
    assert patrol.metres > 6000


def test_what_a_phone_brings_after_the_clock_ended_its_patrol_still_counts(phone: Phone, county: County) -> None:
    begun, track, *stops, close = a_days_walk(phone, county)
    with clock.at(moment(HOT, 9)):
        phone.send(begun)
    end_forgotten(moment(HOT + timedelta(days=1), 0))
    with clock.at(moment(HOT + timedelta(days=1), 8)):
        assert [one["status"] for one in phone.send(track, *stops, close)] == ["received"] * 4
        late = walk(phone, "stop", patrol=begun["id"], point=stops[0]["body"]["point"])
        assert refused(phone.send(late)[0], 409)
        assert phone.send(walk(phone, "close", patrol=begun["id"]))[0]["status"] == "received"  # nothing more to end
    patrol = Patrol.objects.get()
    assert patrol.closed_at == moment(HOT, 11) and patrol.metres > 6000
    times = list(PatrolPosition.objects.order_by("at").values_list("at", flat=True))
    assert len(times) == 2 and all(one < other for one, other in pairwise(times))


def test_no_track_outside_a_patrol_or_outside_the_hours(phone: Phone, county: County) -> None:
    with clock.at(moment(HOT, 22)):
        assert refused(phone.send(walk(phone, "open", area=str(county.area(GRID).pk)))[0], 409)
    with clock.at(moment(HOT, 9)):
        begun = walk(phone, "open", area=str(county.area(GRID).pk))
        phone.send(begun)
    with clock.at(moment(HOT, 10)):
        fixes = [fix(moment(HOT, 8), 10), fix(moment(HOT, 9, 30), 20), fix(moment(HOT, 9, 40), 30, accuracy=900)]
        [answer] = phone.send(walk(phone, "track", patrol=begun["id"], fixes=fixes))
    assert answer["answer"]["kept"] == PatrolPosition.objects.count() == 1


def test_the_positions_of_a_phone_with_a_wrong_clock_are_set_right(phone: Phone, county: County) -> None:
    with clock.at(moment(HOT, 9)):
        begun = walk(phone, "open", area=str(county.area(GRID).pk))
        phone.send(begun)
    with clock.at(moment(HOT, 10)):
        phone.behind = timedelta(days=1)
        at = moment(HOT, 9, 30) - phone.behind
        [answer] = phone.send(walk(phone, "track", patrol=begun["id"], fixes=[fix(at, 1)]))
    assert answer["answer"]["kept"] == 1
    assert PatrolPosition.objects.get().at == moment(HOT, 9, 30)


def test_another_grid_and_another_persons_patrol_are_refused(phone: Phone, phone_of, county: County) -> None:
    other = phone_of(OTHER_WARDEN)
    with clock.at(moment(HOT, 9)):
        assert refused(phone.send(walk(phone, "open", area=str(county.area(OTHER_GRID).pk)))[0], 403)
        begun = walk(phone, "open", area=str(county.area(GRID).pk))
        assert phone.send(begun)[0]["status"] == "received"
        steps = [
            walk(other, "track", patrol=begun["id"], fixes=[fix(moment(HOT, 9), 1)]),
            walk(other, "close", patrol=begun["id"]),
        ]
        assert all(refused(one, 403) for one in other.send(*steps))
        theirs = point(county, grid=OTHER_GRID, warden=OTHER_WARDEN)
        [answer] = phone.send(walk(phone, "stop", patrol=begun["id"], point=str(theirs.pk)))
        assert answer["status"] == "refused"
        assert phone.send(walk(phone, "open", area=str(county.area(GRID).pk)))[0]["code"] == "open_already"
    assert not PatrolPosition.objects.exists() and not PatrolStop.objects.exists()


# --- visits ----------------------------------------------------------------------------------------------------------


def test_a_visit_becomes_a_case_or_a_benefit_matter_by_one_tap(phone: Phone, county: County) -> None:
    house = home(county)
    body = {
        "household": str(house.pk),
        "heard": "屋顶漏雨,想修。",
        "met": "赵大柱",
        "cares": ["low_income"],
        "onward": "matter",
    }
    sent = phone.record("visit", body)
    [answer] = phone.send(sent)
    assert phone.send(sent) == [answer], answer
    visit, matter = HouseholdVisit.objects.get(pk=sent["id"]), BenefitMatter.objects.get()
    assert (visit.heard, visit.visitor, matter.visit, matter.secretary) == (
        "屋顶漏雨,想修。", county.who(GRID_WORKER), visit, county.who(SECRETARY),
    )  # fmt: skip
    assert answer["answer"]["number"] == matter.case.number and Care.objects.get().need == "low_income"
    assert "漏雨" not in FieldReceipt.objects.get().label
    [again] = phone.send(phone.record("visit", body))
    assert again["status"] == "refused" and again["http"] == 409 and BenefitMatter.objects.count() == 1


def test_a_visit_to_another_grid_or_without_a_word_is_refused(phone: Phone, county: County) -> None:
    theirs, own = home(county, OTHER_GRID), home(county)
    records = [
        phone.record("visit", {"household": str(theirs.pk), "heard": "没什么"}),
        phone.record("visit", {"household": str(own.pk), "heard": ""}),
        phone.record("visit", {"household": str(own.pk), "heard": "好", "onward": "gift"}),
    ]
    answers = phone.send(*records)
    assert refused(answers[0], 404) and [one["status"] for one in answers] == ["refused"] * 3
    assert answers[1]["errors"][0]["field"] == "heard" and not HouseholdVisit.objects.exists()


# --- work logs -------------------------------------------------------------------------------------------------------


def test_the_work_of_a_day_is_logged_once_by_who_keeps_logs(phone_of, county: County) -> None:
    campaign = with_campaign(county)
    secretary, worker = phone_of(SECRETARY), phone_of(GRID_WORKER)
    with clock.at(moment(HOT, 18)):
        body = {
            "campaign": str(campaign.pk), "area": str(county.area("刘庄村").pk), "welfare": 3, "volunteers": 2,
            "spots_cleared": 4, "river_spots": 1,
        }  # fmt: skip
        sent = secretary.record("work_log", body)
        [answer] = secretary.send(sent)
        assert secretary.send(sent) == [answer], answer
        log = WorkLog.objects.get(pk=sent["id"])
        assert (log.person_times, log.day, answer["answer"]["person_times"]) == (5, HOT, 5)
        wrong = {**body, "kind": "ditches", "river_spots": 9}
        assert secretary.send(secretary.record("work_log", wrong))[0]["errors"][0]["field"] == "spots_cleared"
        assert refused(worker.send(worker.record("work_log", {**body, "kind": "weeds"}))[0], 403)
        elsewhere = {**body, "area": str(county.area("东关社区").pk)}
        assert secretary.send(secretary.record("work_log", elsewhere))[0]["status"] == "refused"
    assert WorkLog.objects.count() == 1


# --- what a phone takes along ----------------------------------------------------------------------------------------


def test_the_phone_takes_along_the_days_tasks_and_what_it_may_do_where(phone: Phone, phone_of, county: County) -> None:
    pond, house = point(county), home(county)
    point(county, "西关塘", grid=OTHER_GRID, warden=OTHER_WARDEN)
    with_campaign(county)
    with clock.at(moment(HOT, 9)):
        create(task_at(pond, HOT, PointTask.Reason.WEATHER, "高温橙色预警"), actor=SYSTEM, verb="plan")
        phone.send(phone.record("visit", {"household": str(house.pk), "heard": "都好"}))
        phone.send(phone.record("check", {"point": str(pond.pk)}))
        begun = walk(phone, "open", area=str(county.area(GRID).pk))
        phone.send(begun)
        found = phone.call("GET", "packet").json()
        kept = phone_of(SECRETARY).call("GET", "packet").json()["campaigns"]
    [duty] = found["duties"]
    assert (duty["point"], duty["done"], duty["own"], duty["weather"]) == (str(pond.pk), True, True, True)
    assert found["at_points"][str(pond.pk)] == {"seen": HOT.isoformat(), "check": True, "kit": []}
    told = found["at_homes"][str(house.pk)]
    assert (told["visited"], told["visit"], told["due"]) == (HOT.isoformat(), True, False)
    assert found["patrol"]["grids"] == [str(county.area(GRID).pk)] and found["patrol"]["open"]["id"] == begun["id"]
    assert [code for code, _title in found["checklists"]["water"]][:3] == ["sign", "board", "kit"]
    assert found["campaigns"] == [] and kept[0]["areas"]  # the village keeps the log, not the grid


# --- what it costs ---------------------------------------------------------------------------------------------------


def statements(phone: Phone, *records: dict) -> int:
    with CaptureQueriesContext(connection) as captured:
        answers = phone.send(*records)
    assert {one["status"] for one in answers} == {"received"}, answers
    return len(captured.captured_queries)


def per_record(phone: Phone, make: Callable[[int], dict]) -> float:
    """Statements that each more record costs, once the first has warmed what is asked once."""
    phone.send(make(0))
    few, many = statements(phone, make(1), make(2)), statements(phone, *(make(number) for number in range(3, 15)))
    return (many - few) / 10


def test_the_statements_of_each_synced_record_are_pinned(phone: Phone, county: County) -> None:
    area = str(county.area(GRID).pk)
    with clock.at(moment(HOT, 9)):
        begun = walk(phone, "open", area=area)
        phone.send(begun)
        pond = str(point(county).pk)
        homes = [home_number(county, number) for number in range(15)]
        at = moment(HOT, 9)
        cost = {
            "report": per_record(phone, lambda n: phone.record("report", {"text": f"第{n}处路灯不亮", "area": area})),
            "check": per_record(phone, lambda _n: phone.record("check", {"point": pond})),
            "track": per_record(phone, lambda n: walk(phone, "track", patrol=begun["id"], fixes=[fix(at, n)] * 400)),
            "stop": per_record(phone, lambda _n: walk(phone, "stop", patrol=begun["id"], point=pond)),
            "visit": per_record(
                phone, lambda n: phone.record("visit", {"household": str(homes[n].pk), "heard": "都好"})
            ),
        }
    assert cost == {"report": 14, "check": 13, "track": 8, "stop": 12, "visit": 15}


def home_number(county: County, number: int) -> Household:
    area = county.area(GRID)
    return create(Household(number=f"N-{number}", area=area, area_path=area.path, town_id=area.town_id), actor=SYSTEM)
