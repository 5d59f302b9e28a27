"""Volunteers: nobody unchecked beside children, no two shifts at once, hours only of those who came; pairings and visits."""

from datetime import time, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.community.documents import hours_of
from bihuan.community.models import Enrolment, Pairing, Programme, Shift, Volunteer
from bihuan.community.registers import PAIRING_VISITS, PAIRINGS, SHIFTS, VOLUNTEERS
from bihuan.community.tests.test_class_days import comes, running
from bihuan.community.tests.test_programmes import DESK, SUPERVISOR
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.platform.actors import SYSTEM
from tests.ledger_suite import LedgerSuite
from tests.worlds import County


def helper(county: County, number: int = 0, **more: object) -> Volunteer:
    """Somebody who was checked yesterday for a year."""
    today = clock.today()
    return VOLUNTEERS.add(
        actor=SYSTEM,
        values={
            "name": f"李志{'一二三四五'[number]}", "phone": f"1390000000{number}", "area": county.area("刘庄村"),
            "skills": ["tutor"], "since": today - timedelta(days=1), "checked": "passed",
            "checked_on": today - timedelta(days=1), "check_until": today + timedelta(days=364), **more,
        },
    )  # fmt: skip


def shift(volunteer: Volunteer, begin: int = 9, end: int = 11, **more: object) -> Shift:
    values = {
        "volunteer": volunteer, "day": clock.today(), "from_hour": time(begin), "to_hour": time(end), "task": "作业辅导",
        **more,
    }  # fmt: skip
    return SHIFTS.add(actor=SYSTEM, values=values)


def left_behind(programme: Programme, number: int = 0) -> Enrolment:
    return comes(programme, number, left_behind=True)


def paired(county: County, number: int = 0) -> Pairing:
    child = left_behind(running(county, title=f"第{number}班"), number)
    values = {"enrolment": child, "volunteer": helper(county, number), "since": clock.today()}
    return PAIRINGS.add(actor=SYSTEM, values=values)


class TestVolunteersLedger(LedgerSuite):
    key = "volunteers"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            helper(county, number)
        return county


class TestShiftsLedger(LedgerSuite):
    key = "shifts"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            shift(helper(county, number))
        return county


class TestPairingsLedger(LedgerSuite):
    key = "pairings"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            paired(county, number)
        return county


class TestPairingVisitsLedger(LedgerSuite):
    key = "pairing_visits"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for number in range(3):
            values = {"pairing": paired(county, number), "visited_on": clock.today(), "found": "和奶奶一起住"}
            PAIRING_VISITS.add(actor=SYSTEM, values=values)
        return county


@pytest.mark.parametrize(
    "checked",
    [
        {"checked": "none", "checked_on": None, "check_until": None},
        {"checked": "failed"},
        {"check_until": clock.today() - timedelta(days=1), "checked_on": clock.today() - timedelta(days=300)},
    ],
)
def test_nobody_without_a_valid_check_is_put_beside_children(county: County, checked: dict[str, object]) -> None:
    volunteer = helper(county, **checked)
    programme = running(county)
    with pytest.raises(Invalid) as refusal:
        shift(volunteer, programme=programme)
    assert refusal.value.faults[0].code == "unchecked"
    with pytest.raises(Invalid):
        shift(volunteer, with_children=True)
    with pytest.raises(Invalid):
        PAIRINGS.add(
            actor=SYSTEM, values={"enrolment": left_behind(programme), "volunteer": volunteer, "since": clock.today()}
        )
    assert shift(volunteer).with_children is False, "the street may be swept by anybody"


def test_a_childrens_class_makes_the_shift_one_with_children(county: County) -> None:
    assert shift(helper(county), programme=running(county)).with_children


def test_a_check_that_fails_is_refused_while_shifts_with_children_stand(county: County) -> None:
    volunteer = helper(county)
    made = shift(volunteer, with_children=True)
    with pytest.raises(Invalid):
        VOLUNTEERS.edit(actor=SYSTEM, pk=volunteer.pk, values={"checked": "failed"})
    SHIFTS.void(actor=SYSTEM, pk=made.pk, reason="改排别人")
    assert VOLUNTEERS.edit(actor=SYSTEM, pk=volunteer.pk, values={"checked": "failed"}).checked == "failed"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.integers(6, 20), st.integers(1, 4)), min_size=2, max_size=5))
def test_no_two_shifts_of_a_volunteer_overlap_whatever_is_asked(county: County, asked: list[tuple[int, int]]) -> None:
    Shift.objects.all().delete()
    volunteer = Volunteer.objects.first() or helper(county)
    for begin, length in asked:
        try:
            shift(volunteer, begin, begin + length if begin + length < 24 else 23)
        except Invalid:
            continue
    kept = sorted(Shift.objects.filter(volunteer=volunteer).values_list("from_hour", "to_hour"))
    assert kept and all(before[1] <= after[0] for before, after in pairwise(kept))


def test_only_hours_of_shifts_that_were_kept_are_certified(county: County, client: Client) -> None:
    volunteer = helper(county)
    shift(volunteer, 8, 10, came=True)
    shift(volunteer, 10, 11, came=False)
    shift(volunteer, 14, 17, came=True)
    values = hours_of(volunteer, list(Shift.objects.order_by("from_hour"))).values
    assert (values["hours"], values["times"], len(values["shifts"])) == ("5", "2", 2)
    client.force_login(county.who(DESK))
    assert client.get(f"/volunteers/{volunteer.pk}/hours.pdf").content.startswith(b"%PDF")
    client.force_login(county.who(SUPERVISOR))
    assert client.get(f"/volunteers/{volunteer.pk}/hours.pdf").status_code == 403


def test_a_child_has_one_pairing_at_a_time_and_is_left_behind(county: County) -> None:
    pairing = paired(county)
    with pytest.raises(Invalid):
        PAIRINGS.add(
            actor=SYSTEM,
            values={"enrolment": pairing.enrolment, "volunteer": helper(county, 1), "since": clock.today()},
        )
    other = comes(running(county, title="另一班"), 2)
    with pytest.raises(Invalid):
        PAIRINGS.add(actor=SYSTEM, values={"enrolment": other, "volunteer": pairing.volunteer, "since": clock.today()})
    PAIRINGS.edit(actor=SYSTEM, pk=pairing.pk, values={"until": clock.today()})
    again = {"enrolment": pairing.enrolment, "volunteer": pairing.volunteer, "since": clock.today()}
    assert PAIRINGS.add(actor=SYSTEM, values=again).until is None


def test_the_pages_of_a_volunteer_show_the_name_masked(county: County, client: Client) -> None:
    pairing = paired(county)
    shift(pairing.volunteer, programme=pairing.enrolment.programme)
    client.force_login(county.who(DESK))
    for path in (f"/volunteers/{pairing.volunteer_id}/", f"/pairings/{pairing.pk}/", "/shifts/add/", "/pairings/add/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert not [secret for secret in ("李志一", "13900000000", "张小一") if secret in page.content.decode()], path
