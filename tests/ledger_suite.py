"""What every ledger promises, to be inherited: `class TestDisputes(LedgerSuite): key = "disputes"` and a `filled` fixture.

The fixture `filled` builds a county and stores some rows of the ledger (at least three, through the room's own services).
"""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.errors import NotAllowed
from bihuan.platform.actors import PUBLIC, SYSTEM
from bihuan.platform.ledgers import FilterKind, Ledger, LedgerQuery, count, ledger, read_query, totals
from bihuan.platform.ledgers.export import FileForm, export_to
from bihuan.platform.models import AuditEntry
from bihuan.platform.policies import holds
from tests.worlds import County, one_of_each_role

QUERIES_A_PAGE = 8
SAMPLES = {
    FilterKind.TEXT: ["村"],
    FilterKind.EXACT: ["张三丰"],
    FilterKind.DAYS: ["year", "2020-01-01..2026-12-31"],
    FilterKind.YES_NO: ["yes", "unknown"],
    FilterKind.RANGE: ["0..5000", "10.."],
}


class LedgerSuite:
    """Inherit and set `key`; override `reading_role` with a role of 德固镇 that reads the ledger."""

    key: ClassVar[str] = ""
    reader: ClassVar[str] = "德固镇综治中心值班员"

    @pytest.fixture
    def filled(self, county: County) -> County:
        """A county with rows in the ledger."""
        raise NotImplementedError

    @property
    def ledger(self) -> Ledger:
        return ledger(self.key)

    def test_every_column_reads_orders_and_loads_in_one_statement(self, filled: County) -> None:
        everything = LedgerQuery(columns=tuple(column.key for column in self.ledger.columns))
        with CaptureQueriesContext(connection) as asked:
            page = self.ledger.page(SYSTEM, everything)
        assert len(page.rows) >= 3
        assert len(asked) == 1, [one["sql"][:200] for one in asked]
        for column in self.ledger.columns:
            if column.sortable:
                for order in (column.key, f"-{column.key}"):
                    first = self.ledger.page(SYSTEM, LedgerQuery(order=order, size=2))
                    second = self.ledger.page(SYSTEM, LedgerQuery(order=order, size=2, after=first.after))
                    assert not {row.id for row in first.rows} & {row.id for row in second.rows}

    def test_the_page_costs_a_fixed_number_of_statements(self, filled: County, client: Client) -> None:
        client.force_login(filled.who(self.reader))
        address = f"/ledgers/{self.key}/"
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= QUERIES_A_PAGE, [one["sql"][:160] for one in asked]

    def test_roles_see_it_or_are_refused_as_the_table_says(self, filled: County, client: Client) -> None:
        for person in one_of_each_role():
            client.force_login(person)
            allowed = holds(person, self.ledger.right)
            assert client.get(f"/ledgers/{self.key}/").status_code == (200 if allowed else 403), person.name
            may_export = allowed and self.ledger.exportable_by(person)
            assert client.get(f"/ledgers/{self.key}/export/").status_code == (200 if may_export else 403), person.name
            may_import = allowed and self.ledger.fillable_by(person)
            assert client.get(f"/ledgers/{self.key}/import/").status_code == (200 if may_import else 403), person.name
            if not allowed:
                with pytest.raises(NotAllowed):
                    self.ledger.page(person, LedgerQuery())
        with pytest.raises(NotAllowed):
            self.ledger.page(PUBLIC, LedgerQuery())

    def test_personal_values_are_masked_on_page_json_and_in_exports(self, filled: County, tmp_path: Path) -> None:
        keys = [column.key for column in self.ledger.columns if column.personal]
        query = LedgerQuery(columns=tuple(column.key for column in self.ledger.columns))
        page = self.ledger.page(SYSTEM, query)
        rows = list(self.ledger.rows(SYSTEM))
        secrets = {
            str(self.ledger.column(key).value(row))
            for key in keys
            for row in rows
            if self.ledger.column(key).value(row)
        }
        shown = " ".join(cell.text for row in page.rows for cell in row.cells)
        assert not [secret for secret in secrets if len(secret) > 1 and secret in shown]
        path = tmp_path / "masked.csv"
        export_to(path, self.ledger, SYSTEM, query, form=FileForm.CSV)
        text = path.read_text(encoding="utf-8-sig")
        assert not [secret for secret in secrets if len(secret) > 1 and secret in text]

    def test_an_export_has_the_columns_and_rows_of_the_page(self, filled: County, tmp_path: Path) -> None:
        before = AuditEntry.objects.count()
        query = LedgerQuery()
        page = self.ledger.page(SYSTEM, query)
        path = tmp_path / "out.xlsx"
        rows = export_to(path, self.ledger, SYSTEM, query)
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        table = list(sheet.iter_rows(values_only=True))
        assert list(table[0]) == [column.title for column in page.columns]
        assert rows == len(table) - 1 == self.ledger.rows(SYSTEM).count()
        first = [_plain(row[0]) for row in table[1:]]
        assert first[: len(page.rows)] == [row.cells[0].text for row in page.rows]
        assert AuditEntry.objects.count() == before + 1
        assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)

    def test_a_csv_export_reads_back(self, filled: County, tmp_path: Path) -> None:
        path = tmp_path / "out.csv"
        export_to(path, self.ledger, SYSTEM, LedgerQuery(), form=FileForm.CSV)
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert not [cell for line in table for cell in line if cell[:1] in ("=", "@")]

    def test_every_filter_works_and_survives_the_address(self, filled: County) -> None:
        for column in self.ledger.columns:
            samples = [str(option.key) for option in column.options()][:2] or SAMPLES.get(column.filter_kind, [])
            if column.filter_kind is FilterKind.AREA:
                samples = ["德固镇", "刘庄村"]
            if column.filterable:
                assert samples, f"no sample for {column.key}"
            for sample in samples if column.filterable else []:
                query = read_query(self.ledger, {column.key: [sample]})
                assert query.filters == {column.key: (sample,)}
                assert read_query(self.ledger, dict(QueryDict(query.params()).lists())) == query
                found = self.ledger.page(SYSTEM, query)
                assert len(found.rows) == count(self.ledger, SYSTEM, query)[0]
                assert column.said([sample])

    def test_search_and_totals_answer(self, filled: County) -> None:
        self.ledger.page(SYSTEM, LedgerQuery(text="村"))
        sums = totals(self.ledger, SYSTEM, LedgerQuery(columns=tuple(column.key for column in self.ledger.columns)))
        assert set(sums) == {column.key for column in self.ledger.columns if column.total}

    def test_importable_columns_have_readers_with_distinct_words(self) -> None:
        words: dict[str, str] = {}
        for reader in self.ledger.shape.columns:
            for word in (reader.title, *reader.synonyms):
                assert words.setdefault(word, reader.key) == reader.key, (
                    f"“{word}” names {words[word]} and {reader.key}"
                )


def _plain(cell: object) -> str:
    """A cell of a workbook as the page writes it."""
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else str(cell or "")
