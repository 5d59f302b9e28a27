"""Household visits: recorded in a minute, planned by need and time, counted towards the hundred; care known to few."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.cases.models import Case, CaseKind, Outcome, State
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.orgs.models import Household, Resident, Role
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create
from bihuan.platform.indicators import Period, indicator, values_together
from bihuan.platform.models import AuditEntry
from bihuan.visits import household_selectors as selectors
from bihuan.visits.household_registers import CARE, TARGETS, VISITS
from bihuan.visits.models import BenefitMatter, Care, HouseholdVisit
from bihuan.visits.planning import DAYS, USUAL, due, pressing
from bihuan.visits.services import (
    become_case,
    become_matter,
    past_matter,
    record_past_matters,
    record_visit,
    set_targets,
)
from bihuan.visits.tests.worlds import GRID, LEADER, VILLAGE
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

AUDITOR, CLERK, OTHER = "县审计员", "德固镇统计员", "城关镇村(社区)书记"
Need = Resident.Need


def home_of(county: County, number: str = "H-1", grid: str = "刘庄村第一网格") -> Household:
    area = county.area(grid)
    return create(
        Household(number=number, area=area, area_path=area.path, town_id=area.town_id, address="刘庄村3组12号"),
        actor=SYSTEM,
    )


def heard(county: County, home: Household, by: str = VILLAGE, **more: object) -> dict[str, object]:
    return {
        "household": home, "visited_on": clock.today(), "visitor": county.who(by), "met": "赵大柱",
        "heard": "楼道灯坏了。晚上看不清台阶。", **more,
    }  # fmt: skip


def visit(county: County, home: Household, by: str = VILLAGE, **more: object) -> HouseholdVisit:
    return VISITS.add(actor=SYSTEM, values=heard(county, home, by, **more))


class TestVisitsLedger(LedgerSuite):
    key = "household_visits"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            visit(county, home_of(county, f"H-{number}"))
        return county


class TestTargetsLedger(LedgerSuite):
    key = "hundred_targets"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for year in (2024, 2025, 2026):
            for town in ("德固镇", "城关镇"):
                set_targets(actor=SYSTEM, town=county.area(town), year=year)
        return county


class TestMattersLedger(LedgerSuite):
    key = "benefit_matters"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            done(county, home_of(county, f"H-{number}"))
        return county


class TestCareLedger(LedgerSuite):
    key = "household_care"
    reader = VILLAGE

    @pytest.fixture
    def filled(self, county: County) -> County:
        home = home_of(county)
        for need in (Need.MENTAL, Need.RELEASED, Need.LOW_INCOME):
            CARE.add(actor=SYSTEM, values={"household": home, "need": need, "since": date(2026, 1, 5)})
        return county

    def test_an_export_has_the_columns_and_rows_of_the_page(self, filled: County, tmp_path: object) -> None:
        """Care is not exported."""
        assert not self.ledger.exportable_by(filled.who(VILLAGE))

    test_a_csv_export_reads_back = None  # type: ignore[assignment]
    test_personal_values_are_masked_on_page_json_and_in_exports = None  # type: ignore[assignment]


def done(county: County, home: Household, *, satisfied: bool | None = True) -> BenefitMatter:
    past = past_matter(
        area=home.area, title="路灯", text="不亮", day=clock.today(), done=clock.today(), result="修好了", name="赵大柱",
        phone="", satisfied=satisfied,
    )  # fmt: skip
    return record_past_matters(SYSTEM, rows=[(past, county.who(VILLAGE), home)])[0]


def test_one_entry_keeps_the_visit_the_care_and_the_case(county: County) -> None:
    home, secretary = home_of(county), county.who(VILLAGE)
    done = record_visit(actor=secretary, values=heard(county, home), cares=[Need.MENTAL], onward="case")
    assert done.case is not None and (done.case.title, done.case.household) == ("楼道灯坏了", home)
    assert (done.area_path, Care.objects.get().need) == (home.area_path, Need.MENTAL)
    with pytest.raises(WrongState, match=done.case.number):
        become_case(VISITS, actor=secretary, pk=done.pk)
    with pytest.raises(WrongState, match=done.case.number):
        become_matter(actor=secretary, visit_id=done.pk)
    later = {"visited_on": clock.today() - timedelta(days=1)}
    record_visit(actor=secretary, values=heard(county, home, **later), cares=[Need.MENTAL])
    assert Care.objects.count() == 1


def test_what_a_grid_worker_hears_becomes_the_secretarys_matter(county: County) -> None:
    worker = county.who(GRID)
    done = record_visit(actor=worker, values=heard(county, home_of(county), GRID), onward="matter")
    matter = BenefitMatter.objects.get()
    assert (matter.visit, matter.secretary, matter.case.kind) == (done, county.who(VILLAGE), CaseKind.BENEFIT)


def test_a_refused_part_keeps_nothing(county: County) -> None:
    home = home_of(county)
    with pytest.raises(Invalid):
        record_visit(actor=county.who(VILLAGE), values=heard(county, home), cares=["nonsense"], onward="case")
    assert not HouseholdVisit.objects.exists() and not Case.objects.exists()
    visit(county, home)
    with pytest.raises(Conflict):
        visit(county, home)


def test_each_records_what_he_paid_where_he_may(county: County) -> None:
    home = home_of(county)
    for person in (AUDITOR, CLERK, OTHER, LEADER):
        with pytest.raises((NotAllowed, Invalid)):
            record_visit(actor=county.who(person), values=heard(county, home, person))
    with pytest.raises(NotAllowed):
        record_visit(actor=county.who(GRID), values=heard(county, home, VILLAGE))
    county.add_staff("河湾村网格员", Role.GRID_WORKER, "河湾村第一网格", None)
    with pytest.raises(Invalid) as refused:
        record_visit(actor=county.who("河湾村网格员"), values=heard(county, home, "河湾村网格员"))
    assert refused.value.faults[0].field == "household"
    with pytest.raises(NotFound):
        VISITS.by_id(county.who("河湾村网格员"), visit(county, home).pk)


def test_what_was_heard_opens_to_few_and_the_look_is_logged(county: County) -> None:
    done = visit(county, home_of(county))
    assert VISITS.reveal(actor=county.who(LEADER), pk=done.pk, reason="了解困难情况")["heard"].startswith("楼道灯")
    assert AuditEntry.objects.filter(object_id=done.pk, verb="reveal", note="了解困难情况").exists()
    assert VISITS.by_id(county.who(AUDITOR), done.pk) == done
    for person in (AUDITOR, CLERK):
        with pytest.raises(NotAllowed):
            VISITS.reveal(actor=county.who(person), pk=done.pk, reason="了解困难情况")
    stored = HouseholdVisit.objects.extra(select={"raw": "heard"}).values_list("raw", flat=True)[0]
    assert "路灯" not in str(stored) and "楼道" not in str(stored)


def test_care_is_on_the_household_only_for_those_who_look_after_it(county: County) -> None:
    home = home_of(county)
    CARE.add(actor=county.who(GRID), values={"household": home, "need": Need.RELEASED, "since": clock.today()})
    visit(county, home)
    at = Thing(ThingKind.HOUSEHOLD, home.pk)
    assert [one.key for one in spine(county.who(VILLAGE), at)] == ["household_care", "household_visits"]
    assert [one.key for one in spine(county.who(CLERK), at)] == ["household_visits"]
    assert spine(county.who(OTHER), at) == []
    for person in (AUDITOR, CLERK, "德固镇督导员" if "德固镇督导员" in county.staff else CLERK):
        with pytest.raises(NotAllowed):
            CARE.by_id(county.who(person), Care.objects.get().pk)
    with pytest.raises(Conflict):
        CARE.add(actor=SYSTEM, values={"household": home, "need": Need.RELEASED, "since": clock.today()})


def test_the_plan_goes_by_need_and_time_and_tells_no_more_than_the_viewer_may_know(county: County) -> None:
    secretary, area, today = county.who(VILLAGE), county.area("刘庄村"), clock.today()
    usual, frail, never = home_of(county, "A"), home_of(county, "B"), home_of(county, "C")
    home_of(county, "Z", "河湾村第一网格")
    visit(county, usual, visited_on=today - timedelta(days=20))
    visit(county, frail, visited_on=today - timedelta(days=20))
    CARE.add(actor=SYSTEM, values={"household": frail, "need": Need.ELDERLY_ALONE, "since": today})
    found = selectors.plan(secretary, area)
    assert [one.household for one in found.homes] == [never, frail, usual]
    assert (found.total, found.due_now, found.homes[1].said) == (3, 2, ["独居老人"])
    assert [one.household for one in selectors.plan(secretary, area, need=Need.ELDERLY_ALONE).homes] == [frail]
    assert all(not one.reasons for one in selectors.plan(county.who(CLERK), area).homes)
    assert selectors.plan(county.who(CLERK), area, need=Need.ELDERLY_ALONE).homes == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 4000), st.lists(st.sampled_from([*DAYS, "other"]), max_size=4), st.integers(1, 400))
def test_longer_unseen_or_more_in_need_is_never_less_pressing(days: int, reasons: list[str], more: int) -> None:
    today = date(2026, 6, 1)
    one, longer = (
        due(today - timedelta(days=days), reasons, today),
        due(today - timedelta(days=days + more), reasons, today),
    )
    needier = due(today - timedelta(days=days), [*reasons, Need.ELDERLY_ALONE], today)
    assert pressing(longer) < pressing(one) and pressing(needier) <= pressing(one)
    assert pressing(due(None, reasons, today)) < pressing(longer)
    assert 0 < one.every <= USUAL and one.now == (days > one.every)


def test_the_share_counts_home_visits_of_the_year_up_to_each_ones_goal_as_of_the_day(county: County) -> None:
    home, secretary = home_of(county), county.who(VILLAGE)
    target = TARGETS.add(
        actor=SYSTEM,
        values={
            "secretary": secretary,
            "year": 2026,
            "area": county.area("刘庄村"),
            "visits_goal": 2,
            "matters_goal": 1,
        },
    )
    second = county.add_staff("河湾村书记", Role.VILLAGE_SECRETARY, "河湾村", None)
    set_targets(actor=county.who(LEADER), town=county.area("德固镇"), year=2026)
    TARGETS.edit(actor=county.who(LEADER), pk=second_target(second).pk, values={"visits_goal": 2})
    for day in (date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5), date(2025, 12, 30)):
        visit(county, home, visited_on=day)
    visit(county, home, visited_on=date(2026, 4, 5), visitor=second, way=HouseholdVisit.Way.PHONE)
    rate, town = indicator("visits.secretary_target_rate"), county.area("德固镇")
    year, january = Period(date(2026, 1, 1), date(2026, 12, 31)), Period(date(2026, 1, 1), date(2026, 1, 31))
    assert (rate.value(SYSTEM, town, year).numerator, rate.value(SYSTEM, town, year).value) == (2, 0.5)
    assert rate.value(SYSTEM, town, january).value == 0.25
    assert values_together(SYSTEM, town, [rate], [january])[rate.key, january].value == 0.25
    done(county, home)
    done(county, home, satisfied=False)
    row = next(one for one in selectors.progress(secretary, 2026) if one.pk == target.pk)
    assert (row.visits_done, row.matters_done, row.matters_open) == (3, 1, 0)  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed):
        set_targets(actor=secretary, town=town, year=2027)


def second_target(person: object) -> object:
    return TARGETS.rows(SYSTEM).get(secretary=person)


def test_a_matter_is_done_only_with_the_residents_word(county: County) -> None:
    home = home_of(county)
    done(county, home)
    done(county, home, satisfied=None)
    this = Period(clock.today(), clock.today())
    count = indicator("benefit.matters_done")
    assert count.value(SYSTEM, county.area("德固镇"), this).value == 1
    assert count.rows(SYSTEM, None, this).count() == 1
    Case.objects.filter(state=State.CLOSED).update(outcome=Outcome.EXPLAINED)
    assert count.value(SYSTEM, None, this).value == 0
