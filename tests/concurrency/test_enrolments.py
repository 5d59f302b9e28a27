"""People meet at one programme: no seat is given twice, and those who correct, leave or add seats do not block one another."""

from contextlib import suppress

import pytest

from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import ENROLMENTS, PROGRAMMES
from bihuan.community.seats import move, waiting
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.platform.actors import SYSTEM
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)


def opened(county: County, quota: int) -> Programme:
    today = clock.today()
    return PROGRAMMES.add(
        actor=SYSTEM,
        values={
            "title": "暑期托管班", "kind": Programme.Kind.CHILDCARE, "area": county.area("刘庄村"), "starts_on": today,
            "ends_on": today, "staff": county.who("德固镇综治中心值班员"), "quota": quota, "opens_on": today, "closes_on": today,
        },
    )  # fmt: skip


def enrol(programme: Programme, number: int) -> Enrolment:
    values = {"programme": programme, "name": "张小一", "phone": f"138123456{number:02d}", "consent": True}
    return ENROLMENTS.add(actor=SYSTEM, values=values)


def test_fifty_for_thirty_seats_never_overbook(county: County) -> None:
    programme = opened(county, quota=30)
    assert crowd(50, lambda number: enrol(programme, number)) == []
    seats = Enrolment.objects.filter(seat__isnull=False).values_list("seat", flat=True)
    assert sorted(seat for seat in seats if seat) == list(range(1, 31))
    assert Enrolment.objects.filter(state=Enrolment.State.WAITING).count() == 20


def test_those_who_correct_leave_and_add_seats_do_not_block_one_another(county: County) -> None:
    """All the ways to the two locks, of the programme and of an enrolment, at once: none ends in a deadlock."""
    programme = opened(county, quota=4)
    seated = [enrol(programme, number) for number in range(4)]
    waits = [enrol(programme, number) for number in range(4, 12)]

    def act(number: int) -> None:
        place, kind = divmod(number, 4)
        if kind == 0:
            move(SYSTEM, enrolment_id=seated[place].pk, verb="withdraw", reason="不来了")
        elif kind == 1:
            with suppress(WrongState):  # offered a seat meanwhile
                ENROLMENTS.edit(actor=SYSTEM, pk=waits[place].pk, values={"remark": "带午饭"})
        elif kind == 2:
            with suppress(WrongState):
                ENROLMENTS.void(actor=SYSTEM, pk=waits[place].pk, reason="登记错了")
        else:
            with suppress(Invalid):  # a higher seat was given meanwhile
                PROGRAMMES.edit(actor=SYSTEM, pk=programme.pk, values={"quota": 4 + place})

    assert crowd(16, act) == []
    programme.refresh_from_db()
    held = list(Enrolment.objects.filter(programme=programme, seat__isnull=False).values_list("seat", flat=True))
    free = programme.quota - len([seat for seat in held if seat and seat <= programme.quota])
    assert len(held) == len(set(held))
    assert free == 0 or not waiting(programme).exists()
