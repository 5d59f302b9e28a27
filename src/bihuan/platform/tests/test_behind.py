"""Insertions behind the caller's back: the same transaction, the same order, and no refusal is lost."""

import pytest
from django.db import IntegrityError, connection, transaction

from bihuan.kernel.errors import Conflict
from bihuan.orgs.models import Area, Office
from bihuan.platform.actors import SYSTEM
from bihuan.platform.behind import writing_behind
from bihuan.platform.bulk import insert_many
from bihuan.platform.change import create_many
from bihuan.platform.models import AuditEntry
from tests.worlds import County


def _office(name: str, area: Area, town: Area) -> Office:
    return Office(name=name, kind=Office.Kind.STATION, area=area, town=town)


def _named(name: str) -> int:
    return Office.objects.filter(name=name).count()


def test_a_question_of_the_callers_sees_what_was_inserted_before_it(county: County) -> None:
    town = county.area("德固镇")
    with transaction.atomic(), writing_behind(connection):
        insert_many([_office("甲所", town, town)])
        assert _named("甲所") == 1
        insert_many([_office("乙所", town, town)])
    assert _named("乙所") == 1


def test_records_and_their_entries_are_there_at_the_end(county: County) -> None:
    town = county.area("德固镇")
    made = [_office(f"丙{number}所", town, town) for number in range(700)]
    with transaction.atomic(), writing_behind(connection):
        create_many(made, actor=SYSTEM, verb="register")
    assert Office.objects.filter(pk__in=[one.pk for one in made]).count() == 700
    assert AuditEntry.objects.filter(object_id__in=[one.pk for one in made]).count() == 700


def test_what_is_refused_gives_the_whole_up_and_leaves_the_connection_fit(county: County) -> None:
    town, other = county.area("德固镇"), county.area("城关镇")
    with pytest.raises((IntegrityError, Conflict)), transaction.atomic(), writing_behind(connection):
        insert_many([_office("丁所", other, town)])
        insert_many([_office("戊所", town, town), _office("戊所", town, town)])
        insert_many([_office("己所", town, town)])
    assert _named("丁所") == _named("戊所") == _named("己所") == 0
    insert_many([_office("庚所", town, town)])
    assert _named("庚所") == 1


def test_a_fault_of_the_caller_rolls_back_what_was_under_way(county: County) -> None:
    town = county.area("德固镇")
    with pytest.raises(ZeroDivisionError), transaction.atomic(), writing_behind(connection):
        insert_many([_office(f"辛{number}所", town, town) for number in range(900)])
        raise ZeroDivisionError
    assert not Office.objects.filter(name__startswith="辛").exists()
