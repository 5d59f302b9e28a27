"""Needs: heard at a visit, answered by a programme, a work or a case, met; counted by village and kind."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Invalid, NotAllowed, NotFound, WrongState
from bihuan.orgs.models import Household
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.models import AuditEntry
from bihuan.visits.models import Need
from bihuan.visits.need_registers import NEEDS
from bihuan.visits.need_selectors import children_by_grade, needs_by_kind, needs_by_village, whom_it_helps
from bihuan.visits.services import AnsweredBy, answer_need, meet_need, record_visit, reopen_need, withdraw_need
from bihuan.visits.tests.test_households import heard, home_of
from bihuan.visits.tests.test_works import work
from bihuan.visits.tests.worlds import GRID, LEADER, VILLAGE
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

OTHER = "城关镇村(社区)书记"
State, Kind = Need.State, Need.Kind


def need(home: Household, kind: str = "childcare", **more: object) -> Need:
    values = {"household": home, "kind": kind, "heard_on": clock.today() - timedelta(days=3), **more}
    return NEEDS.add(actor=SYSTEM, values=values)


def by_programme() -> AnsweredBy:
    return AnsweredBy(Need.Answer.PROGRAMME, uuid4(), "暑假托管班")


class TestNeedsLedger(LedgerSuite):
    key = "needs"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            need(home_of(county, f"H-{number}"), person="赵小满", grade="1")
        return county


def test_a_need_heard_at_a_visit_is_answered_met_and_counted(county: County) -> None:
    home, leader, today = home_of(county), county.who(LEADER), clock.today()
    visit = record_visit(actor=county.who(VILLAGE), values=heard(county, home), needs=["canteen", "childcare"])
    one = Need.objects.get(kind="childcare")
    assert one.visit_id == visit.pk and one.area_id == home.area_id
    figure, period = indicator("needs.met"), Period(today, today)
    with pytest.raises(WrongState):
        meet_need(actor=county.who(GRID), pk=one.pk, day=today)  # nothing answers it yet
    answer_need(actor=leader, pk=one.pk, answer=by_programme())
    assert figure.value(SYSTEM, None, period).value == 0
    meet_need(actor=county.who(GRID), pk=one.pk, day=today)
    assert figure.value(SYSTEM, None, period).value == 1
    assert indicator("needs.heard").value(SYSTEM, None, period).value == 2
    reopen_need(actor=county.who(VILLAGE), pk=one.pk, reason="班停办了")
    one.refresh_from_db()
    assert (one.state, one.answer_title, one.programme_id, one.met_on) == (State.OPEN, "", None, None)
    assert figure.value(SYSTEM, None, period).value == 0
    assert AuditEntry.objects.filter(object_id=one.pk, verb="reopen_need").exists()


def test_a_second_visit_does_not_repeat_what_waits_already(county: County) -> None:
    home = home_of(county)
    need(home, "canteen")
    record_visit(actor=county.who(VILLAGE), values=heard(county, home), needs=["canteen"])
    assert Need.objects.count() == 1
    with pytest.raises(BihuanError):
        need(home, "canteen", heard_on=clock.today())
    need(home, "canteen", person="赵大柱")  # somebody else of the household


def test_a_case_answers_with_what_is_needed(county: County) -> None:
    one = need(home_of(county), "other", wanted="楼道加一盏灯")
    answer_need(actor=county.who(VILLAGE), pk=one.pk, answer=AnsweredBy(Need.Answer.CASE))
    one.refresh_from_db()
    assert one.case is not None
    assert one.answer_title == one.case.number and "楼道加一盏灯" in one.case.title


def test_who_hears_in_the_grid_does_not_promise_and_another_town_sees_nothing(county: County) -> None:
    one = need(home_of(county))
    with pytest.raises(NotAllowed):
        answer_need(actor=county.who(GRID), pk=one.pk, answer=by_programme())
    with pytest.raises(NotFound):
        NEEDS.by_id(county.who(OTHER), one.pk)
    with pytest.raises(BihuanError):
        answer_need(actor=county.who(OTHER), pk=one.pk, answer=by_programme())


def test_what_cannot_be_is_refused_and_nothing_is_half_written(county: County) -> None:
    home, leader = home_of(county), county.who(LEADER)
    with pytest.raises(Invalid):
        need(home, "canteen", grade="1")
    with pytest.raises(Invalid):
        need(home, heard_on=clock.today() + timedelta(days=1))
    assert not Need.objects.exists()
    one, road = need(home), work(county, state="stopped", stop_reason="管线")
    for answer in (AnsweredBy("magic"), AnsweredBy("programme"), AnsweredBy("work", road.pk), AnsweredBy("work")):
        with pytest.raises(Invalid):
            answer_need(actor=leader, pk=one.pk, answer=answer)
    answer_need(actor=leader, pk=one.pk, answer=AnsweredBy("work", work(county, "另一条路").pk))
    with pytest.raises(BihuanError):
        NEEDS.edit(actor=SYSTEM, pk=one.pk, values={"wanted": "别的"})
    for day in (None, clock.today() + timedelta(days=1), date(2020, 1, 1)):
        with pytest.raises(Invalid):
            meet_need(actor=SYSTEM, pk=one.pk, day=day)
    with pytest.raises(Invalid):
        withdraw_need(actor=SYSTEM, pk=one.pk, reason=" ")
    one.refresh_from_db()
    assert one.state == State.ANSWERED


def test_the_counts_take_one_query_each(county: County, django_assert_num_queries: object) -> None:
    for number, grade in enumerate(("1", "1", "")):
        need(home_of(county, f"H-{number}"), grade=grade)
    need(home_of(county, "H-9"), "canteen")
    needs_by_village(SYSTEM)  # the tree of areas is read once
    with django_assert_num_queries(3):  # type: ignore[operator]
        kinds, grades = needs_by_kind(SYSTEM), children_by_grade(SYSTEM)
        helped = list(whom_it_helps(SYSTEM, "childcare", county.area("刘庄村").path))
    assert [(one.kind, one.waiting) for one in kinds] == [("childcare", 3), ("canteen", 1)]
    assert [(code, n) for code, _name, n in grades] == [("1", 2), ("", 1)]
    assert len(helped) == 3
    (village,) = needs_by_village(SYSTEM)
    assert (village.area.name, village.waiting) == ("刘庄村", {"childcare": 3, "canteen": 1})


def test_a_household_shows_what_it_needs(county: County) -> None:
    home = home_of(county)
    need(home)
    sections = spine(county.who(VILLAGE), Thing(ThingKind.HOUSEHOLD, home.pk))
    assert ("假期托管", "待回应") in [(item.title, item.state) for section in sections for item in section.items]


def test_the_pages_lead_from_the_count_to_the_answer(county: County, client: Client) -> None:
    one = need(home_of(county), "other", person="欧阳小满")
    client.force_login(county.who(VILLAGE))
    board = client.get("/needs/").content.decode()
    assert "其他需求" in board and "刘庄村" in board
    page = client.get(NEEDS.url(one.pk)).content.decode()
    assert "欧阳小满" not in page and "回应" in page
    step = f"{NEEDS.url(one.pk)}answer_need/"
    assert client.post(step, {"answer": "programme:" + str(uuid4())}).status_code == 422
    assert client.post(step, {"answer": "case", "seen": one.version}).status_code == 302
    assert client.post(f"{NEEDS.url(one.pk)}explode/").status_code == 404
    client.force_login(county.who(OTHER))
    assert client.get(NEEDS.url(one.pk)).status_code == 404
    assert client.post(step, {"answer": "case"}).status_code == 404
