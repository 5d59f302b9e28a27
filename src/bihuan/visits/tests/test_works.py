"""Benefit works: accepted with the residents' word, counted when accepted; certificates one step after the other."""

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Invalid, NotAllowed, NotFound, WrongState
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.models import AuditEntry
from bihuan.visits.models import BenefitWork, WorkHousehold
from bihuan.visits.services import accept_work, begin_work, reopen_work, stop_work
from bihuan.visits.tests.test_households import home_of
from bihuan.visits.tests.worlds import CLERK, GRID, LEADER, VILLAGE
from bihuan.visits.work_registers import HOMES, OPINIONS, STEPS, WORKS
from bihuan.visits.work_selectors import late_works, works_by_kind
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

OTHER = "城关镇村(社区)书记"
State, Step = BenefitWork.State, WorkHousehold.Step
DAYS = ("gathered_on", "taken_on", "ready_on", "issued_on")


def said(county: County, title: str = "村东路修补", kind: str = "road", **more: object) -> dict[str, object]:
    """What a person says of one work in 刘庄村."""
    return {
        "title": title, "kind": kind, "area": county.area("刘庄村"), "quantity": 120, "begins_on": date(2026, 3, 1),
        "ends_on": date(2026, 4, 1), **more,
    }  # fmt: skip


def work(county: County, title: str = "村东路修补", kind: str = "road", **more: object) -> BenefitWork:
    return WORKS.add(actor=SYSTEM, values=said(county, title, kind, **more))


def opinion(one: BenefitWork, result: str = "fit", remark: str = "坑洼没有填平。") -> None:
    one.refresh_from_db()
    values = {"work": one, "name": "赵大柱", "said_on": clock.today(), "result": result, "remark": remark}
    OPINIONS.add(actor=SYSTEM, values=values)


def estate(county: County, title: str = "清河雅苑办证") -> BenefitWork:
    return work(county, title, "title", quantity=3)


class TestWorksLedger(LedgerSuite):
    key = "benefit_works"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            work(county, f"修路{number}")
        return county


class TestHouseholdsLedger(LedgerSuite):
    key = "work_households"

    @pytest.fixture
    def filled(self, county: County) -> County:
        one = estate(county)
        for number in range(3):
            HOMES.add(actor=SYSTEM, values={"work": one, "door": f"1号楼{number}01", "owner": "赵大柱"})
        return county


class TestOpinionsLedger(LedgerSuite):
    key = "work_opinions"

    @pytest.fixture
    def filled(self, county: County) -> County:
        one = work(county, state="under_way")
        for _number in range(3):
            opinion(one)
        return county


class TestStepsLedger(LedgerSuite):
    key = "work_steps"

    @pytest.fixture
    def filled(self, county: County) -> County:
        one = work(county)
        for number in range(3):
            day = date(2026, 3, 2 + number)
            STEPS.add(actor=SYSTEM, values={"work": one, "name": f"第{number}步", "due_on": day})
        return county


def test_a_work_counts_when_residents_found_it_fit_and_it_is_accepted(county: County) -> None:
    one, leader, today = work(county), county.who(LEADER), clock.today()
    figure, period = indicator("works.road_area"), Period(today, today)
    with pytest.raises(WrongState):
        accept_work(actor=leader, pk=one.pk, day=today)  # nothing has begun
    begin_work(actor=leader, pk=one.pk, day=today)
    with pytest.raises(WrongState, match="还没有居民验收意见"):
        accept_work(actor=leader, pk=one.pk, day=today)
    opinion(one, "unfit")
    opinion(one)
    with pytest.raises(WrongState, match="合格 1 位、不合格 1 位"):
        accept_work(actor=leader, pk=one.pk, day=today)
    opinion(one)
    assert figure.value(SYSTEM, None, period).value == 0
    accept_work(actor=leader, pk=one.pk, day=today)
    assert figure.value(SYSTEM, None, period).value == 120
    assert [row.pk for row in figure.rows(SYSTEM, None, period)] == [one.pk]
    reopen_work(actor=leader, pk=one.pk, reason="雨后又有积水")
    assert figure.value(SYSTEM, None, period).value == 0
    assert AuditEntry.objects.filter(object_id=one.pk, verb="reopen_work").exists()


def test_what_was_accepted_is_not_rewritten_and_states_go_by_their_steps_alone(county: County) -> None:
    today = clock.today()
    one = work(county, state="accepted", accepted_on=today)
    for change in ({"quantity": 9000}, {"kind": "lighting"}, {"state": "planned", "accepted_on": None}):
        with pytest.raises(Invalid):
            WORKS.edit(actor=SYSTEM, pk=one.pk, values=change)
    WORKS.edit(actor=SYSTEM, pk=one.pk, values={"about": "沥青五厘米厚"})
    with pytest.raises(WrongState):
        stop_work(actor=county.who(LEADER), pk=one.pk, reason="不做了")
    one.refresh_from_db()
    assert (one.quantity, one.state) == (120, State.ACCEPTED)


def test_a_clerk_registers_but_neither_accepts_nor_brings_in_as_accepted(county: County) -> None:
    clerk, today = county.who(CLERK), clock.today()
    one = WORKS.add(actor=clerk, values=said(county))
    begin_work(actor=clerk, pk=one.pk, day=today)
    opinion(one)
    with pytest.raises(NotAllowed):
        accept_work(actor=clerk, pk=one.pk, day=today)
    with pytest.raises(NotAllowed):
        WORKS.add(actor=clerk, values=said(county, "另一条路", state="accepted", accepted_on=today))
    with pytest.raises(NotAllowed):
        accept_work(actor=county.who(GRID), pk=one.pk, day=today)
    with pytest.raises(NotFound):
        WORKS.by_id(county.who(OTHER), one.pk)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": -5}, "quantity"),
        ({"kind": "other"}, "unit"),
        ({"ends_on": date(2026, 2, 1)}, "ends_on"),
        ({"state": "accepted"}, "accepted_on"),
        ({"state": "stopped"}, "stop_reason"),
        ({"accepted_on": date(2026, 4, 1)}, "accepted_on"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(county: County, more: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        work(county, **more)  # type: ignore[arg-type]
    assert field in {fault.field for fault in refused.value.faults}
    assert not BenefitWork.objects.exists()


def test_a_stopped_work_says_why_and_can_be_taken_up_again(county: County) -> None:
    one, leader = work(county), county.who(LEADER)
    with pytest.raises(Invalid):
        stop_work(actor=leader, pk=one.pk, reason=" ")
    stop_work(actor=leader, pk=one.pk, reason="管线要先迁移")
    begin_work(actor=leader, pk=one.pk, day=clock.today())
    one.refresh_from_db()
    assert (one.state, one.stop_reason) == (State.UNDER_WAY, "")
    with pytest.raises(Invalid):
        accept_work(actor=leader, pk=one.pk, day=clock.today() + timedelta(days=1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(*[st.none() | st.integers(0, 5)] * 4))
def test_certificates_go_step_by_step_and_the_step_follows_the_days(
    county: County, asked: tuple[int | None, ...]
) -> None:
    WorkHousehold.objects.all().delete()
    BenefitWork.objects.all().delete()
    one = estate(county)
    days = {name: date(2026, 3, 1 + at) for name, at in zip(DAYS, asked, strict=True) if at is not None}
    given_days = [days.get(name) for name in DAYS]
    reached = len(days)
    ordered = all(day is not None for day in given_days[:reached]) and sorted(days.values()) == list(days.values())
    try:
        home = HOMES.add(actor=SYSTEM, values={"work": one, "door": "1号楼101", **days})
    except BihuanError:
        assert not ordered
        return
    assert ordered
    assert home.step == list(Step)[reached]
    figure = indicator("works.title_households").value(SYSTEM, None, Period(date(2026, 3, 1), date(2026, 3, 31)))
    assert figure.value == (1 if reached >= 3 else 0)


def test_only_an_estate_has_certificates_and_a_door_stands_once(county: County) -> None:
    road, one = work(county), estate(county)
    with pytest.raises(Invalid):
        HOMES.add(actor=SYSTEM, values={"work": road, "door": "101", "gathered_on": date(2026, 3, 1)})
    HOMES.add(actor=SYSTEM, values={"work": one, "door": "101"})
    with pytest.raises(BihuanError):
        HOMES.add(actor=SYSTEM, values={"work": one, "door": "101"})


def test_a_household_shows_the_works_that_concern_it(county: County) -> None:
    home, one = home_of(county), estate(county)
    HOMES.add(actor=SYSTEM, values={"work": one, "door": "101", "household": home, "gathered_on": date(2026, 3, 1)})
    sections = spine(county.who(VILLAGE), Thing(ThingKind.HOUSEHOLD, home.pk))
    told = [(item.title, item.state) for section in sections for item in section.items]
    assert ("清河雅苑办证", "资料齐") in told


def test_the_board_says_what_was_done_and_what_is_late_in_two_queries(
    county: County, django_assert_num_queries: object
) -> None:
    today = clock.today()
    work(county, "甲路", state="accepted", accepted_on=today)
    late = work(county, "乙路")
    with django_assert_num_queries(2):  # type: ignore[operator]
        lines = works_by_kind(SYSTEM, today)
        found = list(late_works(SYSTEM, today))
    assert [(line.kind, line.accepted, line.quantity, line.planned) for line in lines] == [("road", 1, 120, 1)]
    assert [one.pk for one in found] == [late.pk]


def test_the_pages_mask_names_and_lead_a_work_to_its_acceptance(county: County, client: Client) -> None:
    one = estate(county)
    HOMES.add(actor=SYSTEM, values={"work": one, "door": "1号楼101", "owner": "欧阳立新"})
    client.force_login(county.who(VILLAGE))
    board = client.get("/benefit-works/").content.decode()
    assert "小区办证" in board
    page = client.get(WORKS.url(one.pk)).content.decode()
    assert "1号楼101" in page and "欧阳立新" not in page and "开工" in page
    today = str(clock.today())
    assert client.post(f"{WORKS.url(one.pk)}begin_work/", {"day": today, "seen": one.version}).status_code == 302
    refused = client.post(f"{WORKS.url(one.pk)}accept_work/", {"day": today})
    assert "还没有居民验收意见" in refused.content.decode()
    opinion(one)
    assert client.post(f"{WORKS.url(one.pk)}accept_work/", {"day": today}).status_code == 302
    assert client.get(f"{WORKS.url(one.pk)}explode/").status_code == 404
    client.force_login(county.who(OTHER))
    assert client.get(WORKS.url(one.pk)).status_code == 404
    assert client.post(f"{WORKS.url(one.pk)}reopen_work/", {"reason": "试试"}).status_code == 404
