"""Fifty enrol at once for thirty seats: thirty seats are offered, the others wait in order."""

import pytest

from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import ENROLMENTS, PROGRAMMES
from bihuan.kernel import clock
from bihuan.platform.actors import SYSTEM
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_for_thirty_seats_never_overbook(county: County) -> None:
    today = clock.today()
    programme = PROGRAMMES.add(
        actor=SYSTEM,
        values={
            "title": "暑期托管班", "kind": Programme.Kind.CHILDCARE, "area": county.area("刘庄村"), "starts_on": today,
            "ends_on": today, "staff": county.who("德固镇综治中心值班员"), "quota": 30, "opens_on": today, "closes_on": today,
        },
    )  # fmt: skip

    def enrol(number: int) -> None:
        ENROLMENTS.add(
            actor=SYSTEM,
            values={
                "programme": programme, "name": "张小一", "phone": f"138123456{number:02d}", "consent": True,
            },
        )  # fmt: skip

    assert crowd(50, enrol) == []
    seats = Enrolment.objects.filter(seat__isnull=False).values_list("seat", flat=True)
    assert sorted(seat for seat in seats if seat) == list(range(1, 31))
    assert Enrolment.objects.filter(state=Enrolment.State.WAITING).count() == 20
