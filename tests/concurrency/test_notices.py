"""An event told from many sides at once reaches each person once."""

import pytest

from bihuan.platform import notify
from bihuan.platform.models import Notice
from tests.concurrency.crowd import crowd
from tests.worlds import County


@pytest.mark.django_db(transaction=True)
def test_same_event_told_by_many_reaches_each_person_once():
    world = County.build()
    people = [world.who("德固镇分管领导"), world.who("德固镇督导员")]

    def tell(_number: int) -> None:
        notify.tell(people, kind="case.overdue", title="办件已超期", key="case.overdue:1:1")

    assert crowd(5, tell) == []
    assert Notice.objects.count() == 2
