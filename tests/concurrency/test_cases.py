"""Two desks, one matter: one step is taken, nobody meets a lock, everybody else learns what happened."""

import pytest

from bihuan.cases.models import Case, CaseClock, Channel, State
from bihuan.cases.services import accept_case, comment_case, dispatch_case, merge_case, report_case
from bihuan.kernel.errors import BihuanError, StaleRecord, WrongState
from bihuan.kernel.ids import new_id
from bihuan.platform.actors import PUBLIC
from bihuan.platform.audit import trail
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)

CLERK = "德固镇综治中心值班员"


def reported(world: County, **more: object) -> Case:
    return report_case(
        PUBLIC, kind="appeal", channel=Channel.RESIDENT, area=world.area("刘庄村"), text="村口路灯不亮", **more
    )  # type: ignore[arg-type]  # fields by name


def test_of_several_desks_that_accept_at_once_one_does(county: County) -> None:
    case = reported(county)
    desk = county.who(CLERK)

    failures = crowd(6, lambda _number: accept_case(desk, case_id=case.pk, seen=1))

    assert len(failures) == 5
    assert all(isinstance(failure, StaleRecord | WrongState) for failure in failures), failures
    case.refresh_from_db()
    assert (case.state, case.version) == (State.ACCEPTED, 2)
    assert [entry.verb for entry in trail(case)] == ["report", "accept"]


def test_two_desks_that_dispatch_elsewhere_send_it_to_one_office(county: County) -> None:
    case = reported(county)
    desk = county.who(CLERK)
    accept_case(desk, case_id=case.pk)
    offices = [county.office("德固镇供水所"), county.office("德固镇村镇办")]

    failures = crowd(2, lambda number: dispatch_case(desk, case_id=case.pk, office=offices[number], seen=2))

    assert len(failures) == 1 and isinstance(failures[0], BihuanError)
    case.refresh_from_db()
    assert case.state == State.DISPATCHED
    assert CaseClock.objects.filter(case=case, ended_at=None).count() == 1


def test_remarks_made_at_once_are_all_kept(county: County) -> None:
    case = reported(county)
    desk = county.who(CLERK)

    assert crowd(6, lambda number: comment_case(desk, case_id=case.pk, text=f"第{number}条")) == []
    assert sorted(case.comments.values_list("text", flat=True)) == [f"第{number}条" for number in range(6)]


def test_the_same_report_sent_at_once_from_a_phone_is_one_case(county: County) -> None:
    case_id = new_id()

    assert crowd(5, lambda _number: reported(county, case_id=case_id)) == []
    assert Case.objects.count() == 1


def test_two_cases_merged_into_each_other_at_once_leave_one_whole(county: County) -> None:
    desk = county.who(CLERK)
    first, second = reported(county), reported(county)
    pairs = [(first, second), (second, first)]

    def merge(number: int) -> None:
        part, whole = pairs[number]
        merge_case(desk, case_id=part.pk, into_id=whole.pk, reason="同一盏灯")

    failures = crowd(2, merge)

    assert len(failures) == 1 and isinstance(failures[0], BihuanError), failures
    assert sorted(Case.objects.values_list("state", flat=True)) == [State.MERGED, State.REPORTED]
