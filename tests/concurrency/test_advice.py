"""Many residents want the same appointment at once: exactly one has it, everybody else reads why not."""

from datetime import timedelta

import pytest

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.kernel.ids import new_id
from bihuan.mediation.advice.online import book_online
from bihuan.mediation.advice.registers import PROFESSIONALS, SHIFTS
from bihuan.mediation.models import AdviceBooking
from bihuan.platform.actors import SYSTEM
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 20


def test_one_appointment_is_given_to_exactly_one(county: County) -> None:
    town, day = county.area("德固镇"), clock.today() + timedelta(days=1)
    judge = PROFESSIONALS.add(actor=SYSTEM, values={"name": "方法官", "kind": "judge", "body": "法庭", "area": town})
    hours = {"starts": clock.local(clock.instant(day, 9)).time(), "ends": clock.local(clock.instant(day, 10)).time()}
    shift = SHIFTS.add(actor=SYSTEM, values={"professional": judge, "area": town, "day": day, "slot": 30, **hours})

    failures = crowd(
        PEOPLE,
        lambda number: book_online(
            booking_id=new_id(), town=town, shift_id=shift.pk, starts_at=clock.instant(day, 9),
            name=f"第{number}位", phone=f"138000{number:05d}",
        ),
    )  # fmt: skip

    assert len(failures) == PEOPLE - 1
    assert all(isinstance(one, BihuanError) and one.faults[0].code == "taken" for one in failures), failures
    held = AdviceBooking.objects.get()
    assert held.receipt and held.code and held.state == "booked"
