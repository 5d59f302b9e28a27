"""Reading keeps the pace and the memory that a hundred thousand rows need."""

import io
import time
import tracemalloc

import pytest
import xlsxwriter

from bihuan.platform.ledgers.reading import LedgerReading, RowOk, Terms, open_book
from bihuan.platform.ledgers.reading.tests.disputes import DISPUTES, TODAY, areas
from bihuan.platform.ledgers.reading.tests.workbooks import HEAD, NAMES, row

ROWS = 10_000


def large() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEAD)
    for number in range(ROWS):
        name = NAMES[number % 10] + NAMES[number // 10 % 10] + NAMES[number // 100 % 10] + NAMES[number // 1000 % 10]
        sheet.write_row(number + 1, 0, row(number, 申请人=name, 联系电话=13_800_000_000 + number, 涉及金额="1.2万"))
    book.close()
    return target.getvalue()


@pytest.mark.bench
def test_ten_thousand_rows_are_checked_within_seconds_and_nothing_is_kept_of_them() -> None:
    content = large()
    reading = LedgerReading(open_book(content), DISPUTES, Terms(TODAY, areas=areas()))
    began = time.perf_counter()
    assert sum(isinstance(outcome, RowOk) for outcome in reading.rows()) == ROWS
    assert ROWS / (time.perf_counter() - began) > 100_000 / 60

    tracemalloc.start()
    for _outcome in LedgerReading(open_book(content), DISPUTES, Terms(TODAY, areas=areas())).rows():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30 * 1024 * 1024
