"""A column is said in one place and is everywhere: page, filter, search, export, import, API and manual."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.db.models import QuerySet

from bihuan.orgs.models import Area, Office
from bihuan.orgs.places import areas_named
from bihuan.orgs.policies import MANAGE_ORGS, READ_ORGS
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import create_many
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    Column,
    Ledger,
    LedgerQuery,
    NewRow,
    Refused,
    Text,
    ledgers,
    read_query,
)
from bihuan.platform.ledgers.description import as_markdown, cards
from bihuan.platform.ledgers.export import export_to
from bihuan.platform.ledgers.importing.command import import_file
from bihuan.platform.models import ImportBatch
from bihuan.platform.policies import visible
from bihuan.web.ledgers.filters import controls
from tests.worlds import County


class Stations(Ledger, register=False):
    """A scratch ledger of offices, before the column is added."""

    key, title, model = "scratch-stations", "试验单位台账", Office
    name = Text("name", "单位名称", required=True, fixed=True, nullable=False, sortable=True, search=True)
    area = AreaName("area", "所在区域", required=True, path="area__path")
    kind = Choice("kind", "单位类型", choices=Office.Kind, required=True)
    order = ["name"]
    right, export_right, import_right = READ_ORGS, MANAGE_ORGS, MANAGE_ORGS
    same_when = ["name", "area"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(Office, viewer, READ_ORGS)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        areas: dict[str, Area] = areas_named(row.values["area"] for row in rows)
        made = []
        for row in rows:
            values = {key: value for key, value in row.values.items() if value is not None and key != "area"}
            area = areas[str(row.values["area"])]
            made.append(Office(area=area, town_id=area.town_id, **values))
        return [office.pk for office in create_many(made, actor=actor)]


class StationsWithDuties(Stations, register=False):
    """The same with one more line."""

    duties = Text("duties", "职责范围", synonyms="职责 主要职责", help="这个单位管什么", search=True)


@pytest.fixture
def scratch(county: County) -> Iterator[StationsWithDuties]:
    """The scratch ledger where its guards look for ledgers, with one office that has duties."""
    from bihuan.platform.ledgers import declaration

    found = StationsWithDuties()
    declaration._registry[found.key] = found
    create_many(
        [Office(name="甲所", kind="office", area=county.area("德固镇"), town=county.area("德固镇"), duties="修路灯")],
        actor=SYSTEM,
    )
    yield found
    del declaration._registry[found.key]


def test_the_added_column_is_everywhere(scratch: StationsWithDuties, tmp_path: Path) -> None:
    added: Column = scratch.column("duties")
    assert added not in Stations.columns

    page = scratch.page(SYSTEM, LedgerQuery())
    assert "职责范围" in [column.title for column in page.columns]
    short, more = controls(scratch, SYSTEM, LedgerQuery())
    assert "duties" in {control.key for control in [*short, *more]}

    found = scratch.page(SYSTEM, read_query(scratch, {"duties": ["路灯"]}))
    assert [row.cells[0].text for row in found.rows] == ["甲所"]
    assert [row.cells[0].text for row in scratch.page(SYSTEM, LedgerQuery(text="修路灯")).rows] == ["甲所"]

    api = found.as_json()
    assert {"key": "duties", "title": "职责范围", "kind": "text"} in api["columns"]
    assert api["rows"][0]["values"]["duties"] == "修路灯"

    path = tmp_path / "out.xlsx"
    export_to(path, scratch, SYSTEM, LedgerQuery())
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None and "职责范围" in [cell.value for cell in sheet[1]]

    assert next(card for card in cards(scratch) if card.key == "duties").importable
    manual = as_markdown([scratch])
    assert "| 职责范围 | `duties` | 可以 | 职责、主要职责 |" in manual


def test_the_added_column_comes_in_by_its_other_name(scratch: StationsWithDuties) -> None:
    book = "单位名称,所在区域,单位类型,主要职责\n乙所,城关镇,内设机构,清扫街道\n丙所,城关镇,内设机构,管理市场\n"
    report, failed = import_file(scratch, book.encode(), "单位.csv", actor=SYSTEM)
    assert (report["accepted"], failed) == (2, "")
    assert Office.objects.get(name="乙所").duties == "清扫街道"
    again, _failed = import_file(scratch, book.encode(), "单位.csv", actor=SYSTEM)
    assert (again["accepted"], again["duplicates"]) == (0, 2)


def test_the_manual_names_every_ledger_and_column() -> None:
    manual = as_markdown(ledgers())
    for found in ledgers():
        assert f"`{found.key}`" in manual
        for column in found.columns:
            assert f"`{column.key}`" in manual


@pytest.mark.parametrize("name", ["q", "order", "after", "columns", "title", "page"])
def test_a_column_may_not_take_a_word_of_the_address(name: str) -> None:
    with pytest.raises(ValueError, match="words of the address"):
        type("Clash", (Ledger,), {name: Text("name", "名称")}, register=False)
