"""Rows inserted in bulk are the rows that the model layer would have stored, value for value."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy

from bihuan.kernel import clock
from bihuan.orgs.models import Area, Office, Resident
from bihuan.platform.bulk import insert_many
from bihuan.platform.models import Job, SearchEntry
from tests.worlds import County


def _raw(model: type[models.Model], pk: object) -> dict[str, Any]:
    with connection.cursor() as cursor:
        value = model._meta.pk.get_db_prep_value(pk, connection)  # type: ignore[union-attr]
        cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE id = %s", [value])
        row = cursor.fetchone()
        assert row is not None and cursor.description is not None
        return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def _residents(county: County, count: int) -> list[Resident]:
    grid = county.area("刘庄村第一网格")
    return [
        Resident(
            name=f"张{number}", phone="13812345678" if number % 2 else "", gender="", area=grid, area_path=grid.path,
            town=county.area("德固镇"), needs=["disabled"], birth_year=1960 + number, is_head=bool(number % 2),
        )
        for number in range(count)
    ]  # fmt: skip


def test_values_are_those_of_bulk_create(county: County) -> None:
    ours, theirs = _residents(county, 2)
    theirs.__dict__.update({key: value for key, value in ours.__dict__.items() if key not in {"id", "_state"}})
    insert_many([ours])
    Resident.objects.bulk_create([theirs])
    sealed = {"id", "name", "phone", "address", "id_number"}
    left, right = _raw(Resident, ours.pk), _raw(Resident, theirs.pk)
    assert {k: v for k, v in left.items() if k not in sealed} == {k: v for k, v in right.items() if k not in sealed}
    kept = Resident.objects.get(pk=ours.pk)
    assert (kept.name, kept.phone, kept.needs, kept.created_at) == (
        ours.name,
        ours.phone,
        ["disabled"],
        ours.created_at,
    )
    assert kept.name_index and not ours._state.adding


def test_more_rows_than_a_statement_holds(county: County) -> None:
    insert_many(_residents(county, 1201))
    assert Resident.objects.count() == 1201
    assert Resident.objects.exclude(phone_index="").count() == 600


def test_lazy_texts_dates_and_amounts_go_in(county: County) -> None:
    town = county.area("德固镇")
    insert_many(
        [
            Office(
                name=gettext_lazy("供水二所"), kind=Office.Kind.STATION, area=town, town=town, valid_to=date(2027, 1, 1)
            )
        ]
    )
    assert Office.objects.get(name="供水二所").valid_to == date(2027, 1, 1)
    insert_many([Job(name="x", key="bulk:1", result={"amount": str(Decimal("1.50")), "at": clock.now().isoformat()})])
    assert Job.objects.get(key="bulk:1").result["amount"] == "1.50"


def test_index_rows_are_found_afterwards(county: County) -> None:
    area = county.area("德固镇")
    insert_many([SearchEntry(kind="place_point", object_id=area.pk, grams=["水塘", "塘"], town_id=area.pk)])
    assert SearchEntry.objects.filter(kind="place_point", grams__has=["水塘"]).count() == 1


def test_a_refused_row_stores_none(county: County) -> None:
    before = Area.objects.count()
    first, second = county.area("德固镇"), county.area("城关镇")
    twins = [Office(name="同名所", kind="office", area=area, town=first) for area in (first, second, first)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(twins)
    assert not Office.objects.filter(name="同名所").exists() and Area.objects.count() == before
