"""Every date, number and amount in the four ledger files is understood, apart from the days that do not exist."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bihuan.kernel.reading import Read, read_date, read_money, read_phone, read_yes_no, year_in

MATERIAL = Path(__file__).parents[5] / "tests" / "material" / "ledgers"


def tables() -> Iterator[tuple[str, int, list[list[object]]]]:
    for name, header in (("disputes-plain.xlsx", 3), ("disputes-monthly.xlsx", 3), ("disputes-legacy.xls", 2)):
        book = CalamineWorkbook.from_path(MATERIAL / name)
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python()
            year = year_in(rows[0][0])
            assert year is not None
            yield name, year, [row for row in rows[header:] if row[2] and row[7]]
    with (MATERIAL / "disputes-gb18030.csv").open(encoding="gb18030", newline="") as file:
        yield "disputes-gb18030.csv", 2025, [["", *row] for row in list(csv.reader(file))[1:]]


# Where date, phone, success, fulfilment and amount stand.
COLUMNS = {
    "disputes-plain.xlsx": (1, 3, 9, 10, 11),
    "disputes-monthly.xlsx": (2, 4, 9, 10, 11),
    "disputes-legacy.xls": (1, 3, 9, 10, 11),
    "disputes-gb18030.csv": (1, 3, 9, 10, 11),
}


@pytest.mark.parametrize("column", range(5))
def test_each_column_of_the_real_ledgers(column):
    refused = []
    seen = 0
    for name, year, rows in tables():
        for row in rows:
            cell = row[COLUMNS[name][column]]
            found = (
                read_date(cell, year_hint=year), read_phone(cell), read_yes_no(cell), read_yes_no(cell), read_money(cell),
            )[column]  # fmt: skip
            seen += 1
            if not isinstance(found, Read) or not found.sure:
                refused.append((name, cell, found))
    assert seen > 320
    if column == 0:
        assert {cell for _, cell, _ in refused} == {"2025-06-31"}
    else:
        assert refused == []
