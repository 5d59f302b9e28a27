"""Abuse limits count every try, in every process, and say when to come back."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from bihuan.kernel import clock
from bihuan.kernel.errors import TooMany
from bihuan.platform import limits
from bihuan.platform.models import LimitWindow

NOON = clock.instant(date(2026, 6, 3), 12)


def test_the_try_after_the_last_is_refused_until_the_window_ends(db):
    with clock.at(NOON + timedelta(minutes=58, seconds=30)):
        assert [limits.hit("report:1.2.3.4", limit=3, seconds=3600) for _time in range(3)] == [2, 1, 0]
        with pytest.raises(TooMany, match="2 分钟") as refusal:
            limits.hit("report:1.2.3.4", limit=3, seconds=3600)
        assert refusal.value.retry_after == 90
        assert limits.hit("report:5.6.7.8", limit=3, seconds=3600) == 2
    with clock.at(NOON + timedelta(hours=1)):
        assert limits.hit("report:1.2.3.4", limit=3, seconds=3600) == 2


def test_addresses_do_not_stand_in_the_table_and_old_windows_go(db):
    with clock.at(NOON):
        limits.hit("report:1.2.3.4", limit=3, seconds=60)
        assert not LimitWindow.objects.filter(key__contains="1.2").exists()
        limits.forget_past_windows()
        assert LimitWindow.objects.count() == 1
    with clock.at(NOON + timedelta(minutes=2)):
        limits.forget_past_windows()
    assert not LimitWindow.objects.exists()


def test_counting_is_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        limits.hit("report:1.2.3.4", limit=3, seconds=60)


@pytest.mark.django_db(transaction=True)
def test_no_try_slips_through_at_the_same_time():
    passed, refused, failures = [], [], []

    def knock() -> None:
        try:
            for _time in range(10):
                try:
                    limits.hit("door", limit=25, seconds=86400 * 365)
                    passed.append(1)
                except TooMany:
                    refused.append(1)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=knock) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and (len(passed), len(refused)) == (25, 15)
