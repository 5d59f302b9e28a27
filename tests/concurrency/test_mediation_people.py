"""One slot of a lawyer, one dispute, many desks at once: one of them has it, and the others read why not."""

from datetime import date, time

import pytest

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, Invalid, StaleRecord
from bihuan.mediation.advice.registers import BOOKINGS, PROFESSIONALS
from bihuan.mediation.advice.services import plan_shifts
from bihuan.mediation.models import AdviceBooking, Assignment, DisputeKind, Mediator
from bihuan.mediation.network.assigning import assign_mediator
from bihuan.mediation.network.registers import MEDIATORS
from bihuan.mediation.services import register_dispute
from bihuan.platform.actors import SYSTEM
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)

DESK, DAY = "德固镇综治中心值班员", date(2026, 6, 30)


def test_of_several_desks_that_book_a_slot_one_has_it(county: County) -> None:
    town = county.area("德固镇")
    lawyer = PROFESSIONALS.add(actor=SYSTEM, values={"name": "米律师", "kind": "lawyer", "body": "律所", "area": town})
    (shift,) = plan_shifts(
        SYSTEM, professional=lawyer, area=town, first=DAY, last=DAY, weekdays=[1], starts=time(9), ends=time(11)
    )
    said = {"shift": shift, "starts_at": clock.instant(DAY, 9), "area": town, "question": "欠薪"}
    desks = [county.who(DESK) for _number in range(6)]

    failures = crowd(6, lambda number: BOOKINGS.add(actor=desks[number], values={**said, "name": f"群众{number}"}))

    assert len(failures) == 5 and AdviceBooking.objects.count() == 1
    assert all(isinstance(failure, Conflict | Invalid) for failure in failures), failures
    assert {failure.faults[0].field for failure in failures if isinstance(failure, BihuanError)} == {"starts_at"}


def test_two_desks_that_assign_at_once_give_a_dispute_to_one_mediator(county: County) -> None:
    town = county.area("德固镇")
    people: list[Mediator] = [
        MEDIATORS.add(actor=SYSTEM, values={"name": name, "area": town}) for name in ("甲调解", "乙调解")
    ]
    dispute = register_dispute(
        county.who(DESK), kind=DisputeKind.FAMILY, area=county.area("刘庄村"), applicant="王某", summary="赡养"
    )
    desks = [county.who(DESK), county.who(DESK)]

    failures = crowd(
        2,
        lambda number: assign_mediator(
            desks[number], dispute_id=dispute.pk, mediator_id=people[number].pk, seen=dispute.version
        ),
    )

    assert len(failures) == 1 and isinstance(failures[0], StaleRecord), failures
    given = Assignment.objects.get()
    dispute.refresh_from_db()
    assert dispute.mediator_name == given.mediator.name
