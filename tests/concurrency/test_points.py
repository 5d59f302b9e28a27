"""A check sent twice at once is one check with one hazard; the day's tasks made by job and by warning at once are made once."""

from datetime import timedelta

import pytest

from bihuan.cases.models import Case
from bihuan.inspections.models import PointCheck, PointTask
from bihuan.inspections.points.tasks_of_day import make_tasks
from bihuan.inspections.points.warnings import Announced, take_warning
from bihuan.inspections.tests.points_world import WARDEN, failing, point
from bihuan.kernel import clock
from bihuan.kernel.ids import new_id
from bihuan.platform.actors import SYSTEM
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_check_sent_twice_at_once_is_one_check(county: County) -> None:
    at, who, key = point(county), county.who(WARDEN), new_id()
    make_tasks(clock.today())
    assert crowd(4, lambda _number: failing(at, who, "kit", check_id=key)) == []
    assert PointCheck.objects.count() == Case.objects.count() == 1
    assert PointTask.objects.get().state == "done"


def test_checks_of_several_at_once_make_one_hazard(county: County) -> None:
    at, who = point(county), county.who(WARDEN)
    assert crowd(4, lambda _number: failing(at, who, "kit")) == []
    assert PointCheck.objects.count() == 4 and Case.objects.count() == 1


def test_the_day_s_tasks_made_by_job_and_warning_at_once_are_made_once(county: County) -> None:
    for number in range(5):
        point(county, f"{number}号塘")
    town, now = county.area("德固镇"), clock.now()
    announced = Announced(
        kind="rain", level="orange", begins_at=now - timedelta(minutes=1), ends_at=now + timedelta(hours=1), number="R1"
    )

    def act(number: int) -> object:
        return take_warning(SYSTEM, announced, [town]) if number == 0 else make_tasks(clock.today())

    assert crowd(4, act) == []
    rows = list(PointTask.objects.filter(day=clock.today()).values_list("point", "reason"))
    assert len(rows) == len(set(rows))
    assert sum(reason == "weather" for _point, reason in rows) == 5
