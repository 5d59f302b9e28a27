"""Where the header of a table stands in a sheet, and the title path of each of its columns."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bihuan.platform.ledgers.reading.mapping import TitleIndex
from bihuan.platform.ledgers.reading.opening import Merge
from bihuan.platform.ledgers.reading.outcomes import Cell
from bihuan.platform.ledgers.reading.titles import folded, title_of, year_said

HEAD_LINES = 80
MAX_HEADER_ROWS = 4
TITLE_LENGTH = 80

Line = tuple[int, Sequence[Cell]]


class Lines:
    """The lines of a sheet with their numbers (from 1), where one can look ahead without taking them."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._rows = enumerate(rows, 1)
        self._ahead: deque[Line] = deque()

    def __iter__(self) -> Iterator[Line]:
        while True:
            if self._ahead:
                yield self._ahead.popleft()
                continue
            line = next(self._rows, None)
            if line is None:
                return
            yield line

    def peek(self, count: int) -> list[Line]:
        """Up to `count` lines that come next."""
        while len(self._ahead) < count:
            line = next(self._rows, None)
            if line is None:
                break
            self._ahead.append(line)
        return [self._ahead[i] for i in range(min(count, len(self._ahead)))]

    def back(self, line: Line) -> None:
        """Put a taken line back in front."""
        self._ahead.appendleft(line)

    def skip_to(self, number: int) -> list[Line]:
        """Take and return every line up to and including `number`."""
        taken = []
        while self.peek(1) and self._ahead[0][0] <= number:
            taken.append(self._ahead.popleft())
        return taken


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a table: line numbers of its first and last row, and each column's titles from the top down."""

    top: int
    bottom: int
    paths: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[Cell, ...], ...]


def filled_texts(cells: Sequence[Cell]) -> list[str] | None:
    """The texts of a line that could be a header; None when something in it is no title (a number, a day, a long text)."""
    texts = []
    for cell in cells:
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str):
            return None
        text = cell.strip()
        if len(text) > TITLE_LENGTH:
            return None
        if text:
            texts.append(text)
    return texts


def hits(cells: Sequence[Cell], index: TitleIndex) -> int:
    """How many different ledger columns the line's cells name as titles."""
    texts = filled_texts(cells)
    if not texts:
        return 0
    known = [
        frozenset(index.keys_of(text)) or frozenset({text}) for text in dict.fromkeys(texts) if index.speaks_of(text)
    ]
    if len(known) * 10 < len(texts) * 3:
        return 0
    return len(set(known))


def find_head(lines: Sequence[Line], merges: Sequence[Merge] | None, index: TitleIndex) -> Head | None:
    """The first header among `lines`: the line that names at least two columns, with its parents above and children below."""
    window = [line for line in lines if any(cell not in ("", None) for cell in line[1])][:HEAD_LINES]
    scored = [(hits(cells, index), number) for number, cells in window]
    best = max((score for score, _ in scored), default=0)
    if best < 2:
        return None
    number = next(number for score, number in scored if score >= max(2, best * 0.6))
    return _head_at(number, dict(lines), merges, index)


def likely_head(lines: Sequence[Line], merges: Sequence[Merge] | None, index: TitleIndex) -> Head | None:
    """A header none of whose titles are known: a line of at least three short, different texts over lines as wide as it."""
    window = [line for line in lines if any(cell not in ("", None) for cell in line[1])][:30]
    for position, (number, cells) in enumerate(window[:-1]):
        texts = filled_texts(cells)
        if (
            texts is None
            or len(texts) < 3
            or len(set(texts)) < len(texts)
            or any(len(text) > 15 or ":" in folded(text) for text in texts)
        ):
            continue
        below = [sum(cell not in ("", None) for cell in row) for _, row in window[position + 1 : position + 4]]
        if below and max(below) >= len(texts) * 0.6:
            return _head_at(number, dict(lines), merges, index)
    return None


def _head_at(number: int, rows: dict[int, Sequence[Cell]], merges: Sequence[Merge] | None, index: TitleIndex) -> Head:
    top = bottom = number
    width = _width(rows[number])
    near = [
        m
        for m in merges or ()
        if number - MAX_HEADER_ROWS <= m.top + 1 <= number + MAX_HEADER_ROWS and m.right - m.left + 1 < max(width, 3)
    ]
    while top - 1 in rows and bottom - top + 1 < MAX_HEADER_ROWS and _is_parent(top - 1, rows, near, index):
        top -= 1
    tall = [
        m.bottom + 1
        for m in near
        if top <= m.top + 1 <= bottom and m.bottom > m.top and isinstance(_at(rows, m.top + 1, m.left), str)
    ]
    if tall:
        bottom = max(bottom, min(max(tall), top + MAX_HEADER_ROWS - 1))
    while bottom + 1 in rows and bottom - top + 1 < MAX_HEADER_ROWS and _is_child(bottom + 1, rows, near):
        bottom += 1
    return _read_head(top, bottom, rows, near)


def _is_parent(number: int, rows: dict[int, Sequence[Cell]], merges: Sequence[Merge], index: TitleIndex) -> bool:
    """Whether the line groups the columns of the line beneath it."""
    texts = filled_texts(rows[number])
    if not texts or len(texts) < 2 or any(":" in folded(text) or year_said(text) for text in texts):
        return False
    here = [m for m in merges if m.top + 1 == number]
    if any(m.right > m.left and _at(rows, number, m.left) for m in here) or any(m.bottom > m.top for m in here):
        return True
    below, above = rows[number + 1], rows[number]
    if hits(above, index) >= 2:
        return _width(above) >= 3
    return any(_cell(above, i) and not _cell(below, i) for i in range(_width(above))) and any(
        _cell(above, i) and _cell(below, i) and _cell(below, i + 1) and not _cell(above, i + 1)
        for i in range(_width(above))
    )


def _is_child(number: int, rows: dict[int, Sequence[Cell]], merges: Sequence[Merge]) -> bool:
    """Whether the line splits the titles of the line above it, or only adds units to them."""
    texts = filled_texts(rows[number])
    if not texts or any(len(text) > 20 for text in texts):
        return False
    here, above = rows[number], rows[number - 1]
    if all(not title_of(text).base or (title_of(text).unit and len(text) <= 6) for text in texts):
        return True
    parents = {
        column
        for m in merges
        if m.top + 1 <= number - 1 <= m.bottom + 1 and m.right > m.left
        for column in range(m.left, m.right + 1)
    }
    for i in range(max(_width(here), _width(above))):
        if not _cell(here, i):
            continue
        if i in parents:
            continue
        if _cell(above, i) and (_cell(above, i + 1) or not _cell(here, i + 1)):
            return False
        if not _cell(above, i) and not any(_cell(above, left) for left in range(i)):
            return False
    return True


def _read_head(top: int, bottom: int, rows: dict[int, Sequence[Cell]], merges: Sequence[Merge]) -> Head:
    width = max(_width(rows.get(n, ())) for n in range(top, bottom + 1))
    grid = [[_text(_cell(rows.get(n, ()), i)) for i in range(width)] for n in range(top, bottom + 1)]
    merged = [m for m in merges if top <= m.top + 1 and m.bottom + 1 <= bottom]
    for m in merged:
        text = grid[m.top + 1 - top][m.left] if m.left < width else ""
        for n in range(m.top + 1 - top, m.bottom + 2 - top):
            for i in range(m.left, min(m.right + 1, width)):
                grid[n][i] = text
    for level in range(len(grid) - 1):
        for i in range(1, width):
            # A parent whose merge is lost stands over its first child only.
            spread = (
                not grid[level][i]
                and grid[level][i - 1]
                and grid[level + 1][i]
                and grid[level + 1][i - 1] not in ("", grid[level][i - 1])
            )
            if spread and grid[level + 1][i] != grid[level][i]:
                grid[level][i] = grid[level][i - 1]
    paths = []
    for i in range(width):
        path: list[str] = []
        for texts in grid:
            if texts[i] and (not path or path[-1] != texts[i]):
                path.append(texts[i])
        paths.append(tuple(path))
    cells = tuple(tuple(rows.get(n, ())) for n in range(top, bottom + 1))
    return Head(top, bottom, tuple(paths), cells)


def _width(cells: Sequence[Cell]) -> int:
    return max((i + 1 for i, cell in enumerate(cells) if cell not in ("", None)), default=0)


def _cell(cells: Sequence[Cell], index: int) -> Cell:
    found = cells[index] if index < len(cells) else ""
    return found.strip() if isinstance(found, str) else found


def _at(rows: dict[int, Sequence[Cell]], number: int, index: int) -> Cell:
    return _cell(rows.get(number, ()), index)


def _text(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""
