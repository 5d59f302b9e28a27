"""A sheet of a template as a table of the page: the same rows, columns and merged cells, each cell with what it can do."""

from collections.abc import Callable
from dataclasses import dataclass

from bihuan.insight.filling.places import Place, letters
from bihuan.insight.filling.workbook import SheetSeen

MOST_ROWS, MOST_COLUMNS = 300, 60


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell. `tone`: head, formula, bound, typed, missing, free; `url` opens `text`; `name` makes it an input."""

    place: str
    text: str
    tone: str = "head"
    url: str = ""
    title: str = ""
    name: str = ""
    error: str = ""
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: letters above, numbered rows; `cut` when it goes on beyond what a page can show."""

    name: str
    letters: list[str]
    rows: list[tuple[int, list[GridCell]]]
    cut: bool


def grid(sheet: SheetSeen, cell: Callable[[Place, str], GridCell]) -> Grid:
    """The sheet, each cell as `cell` makes it of its place and the template's text; covered cells are left out."""
    height, width = min(sheet.height, MOST_ROWS), min(sheet.width, MOST_COLUMNS)
    blocks = {block.first: block for block in sheet.merges}
    rows = []
    for row in range(1, height + 1):
        line = []
        for column in range(1, width + 1):
            place = Place(row, column)
            if sheet.anchor(place) != place:
                continue
            made = cell(place, sheet.text(place))
            if (block := blocks.get(place)) is not None:
                tall = min(block.last.row, height) - row + 1
                wide = min(block.last.column, width) - column + 1
                made = GridCell(
                    made.place, made.text, made.tone, made.url, made.title, made.name, made.error, tall, wide
                )
            line.append(made)
        rows.append((row, line))
    cut = sheet.height > height or sheet.width > width
    return Grid(sheet.name, [letters(column) for column in range(1, width + 1)], rows, cut)
