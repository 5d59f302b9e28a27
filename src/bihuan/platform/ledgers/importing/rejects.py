"""The workbook of rejected rows: as they stood in the file, with the reason beside each, ready to be corrected and sent again."""

import tempfile
from pathlib import Path
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from bihuan.platform import files
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers.declaration import Ledger
from bihuan.platform.ledgers.reading import RowRejected
from bihuan.platform.models import StoredFile

MAX_REJECTS = 100_000
MAX_BYTES = 200 * 1024 * 1024


class RejectedFile:
    """Collects rejected rows on disk; a new sheet begins where the headings change."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._file: IO[bytes] | None = None
        self._book: xlsxwriter.Workbook | None = None
        self._sheet: Worksheet | None = None
        self._headings: tuple[str, ...] = ()
        self._row = 0
        self.count = 0

    def add(self, rejected: RowRejected) -> None:
        """Write one row."""
        self.count += 1
        if self.count > MAX_REJECTS:
            return
        if self._book is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  # lives until the import ends
            options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            self._book = xlsxwriter.Workbook(self._file, options)
            self._bold = self._book.add_format({"bold": True, "bg_color": "#E9EEF5", "bottom": 1})
            self._why = self._book.add_format({"font_color": "#B3261E", "text_wrap": True, "valign": "top"})
            self._text = self._book.add_format({"num_format": "@", "valign": "top"})
        headings = tuple(rejected.raw)
        if self._sheet is None or headings != self._headings:
            self._begin(headings)
        assert self._sheet is not None
        self._row += 1
        texts = [*rejected.raw.values()]
        for index, text in enumerate(texts):
            self._sheet.write_string(self._row, index, text[:32_000], self._text)
        reasons = ";".join(
            f"{fault.column}:{fault.message}" if fault.column else fault.message for fault in rejected.faults
        )
        self._sheet.write_string(self._row, len(texts), reasons[:32_000], self._why)
        self._sheet.write_string(self._row, len(texts) + 1, f"{rejected.sheet} {rejected.row}", self._text)

    def _begin(self, headings: tuple[str, ...]) -> None:
        assert self._book is not None
        self._sheet = self._book.add_worksheet()
        self._headings, self._row = headings, 0
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, max(len(headings) - 1, 0), 16)
        self._sheet.set_column(len(headings), len(headings), 60)
        for index, title in enumerate([*headings, _("退回原因"), _("原表位置")]):
            self._sheet.write_string(0, index, title, self._bold)

    def kept(self, actor: Actor, file_name: str) -> StoredFile | None:
        """Close and store the workbook; None when nothing was rejected."""
        if self._book is None or self._file is None:
            return None
        self._book.close()
        with self._file as stream:
            name = _("退回行-%(name)s") % {"name": f"{Path(file_name).stem[:80]}.xlsx"}
            return files.store(stream, name=name, actor=actor, limit=MAX_BYTES)
