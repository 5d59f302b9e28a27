"""Tables of a web page: what many offices' systems export under the name of .xls."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from bihuan.kernel.errors import TooLarge
from bihuan.platform.ledgers.reading.limits import Limits

MAX_SPAN = 2_000


@dataclass(slots=True)
class PageTable:
    """The rows of one table; `spans` are (top, left, bottom, right) of cells that stretch, counted from 0."""

    rows: list[list[str]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)


class TableParser(HTMLParser):
    """Collects the outermost tables of a page; `refuse` is raised when one is over the limits."""

    def __init__(self, limits: Limits, refuse: TooLarge) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[PageTable] = []
        self._limits, self._refuse = limits, refuse
        self._depth = 0
        self._text: list[str] | None = None
        self._place = (0, 0)
        self._covered: set[tuple[int, int]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row, a cell or a line break begins."""
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(PageTable())
                self._covered = set()
        elif self._depth != 1:
            return
        elif tag == "tr":
            self._end_cell()
            self.tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag in ("br", "p", "div") and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A table, a row or a cell ends."""
        if tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        """Text; only what stands in a cell counts."""
        if self._text is not None:
            self._text.append(data)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        table = self.tables[-1]
        if not table.rows:
            table.rows.append([])
        top, row = len(table.rows) - 1, table.rows[-1]
        while (top, len(row)) in self._covered:
            row.append("")
        left = len(row)
        down, across = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
        if top >= self._limits.rows or left + across > self._limits.columns:
            raise self._refuse
        if down > 1 or across > 1:
            table.spans.append((top, left, top + down - 1, left + across - 1))
            self._covered |= {(top + i, left + j) for i in range(down) for j in range(across)}
            if len(self._covered) > self._limits.dense_cells:
                raise self._refuse
        row.extend([""] * across)
        self._text, self._place = [], (top, left)

    def _end_cell(self) -> None:
        if self._text is not None:
            lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
            top, left = self._place
            self.tables[-1].rows[top][left] = "\n".join(line for line in lines if line)
            self._text = None


def _span(value: str | None) -> int:
    return min(int(value), MAX_SPAN) if value and value.isdigit() and int(value) > 0 else 1
