"""Cell places as spreadsheets write them: "B7", "A1:C3"."""

import re
from typing import NamedTuple

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


class Place(NamedTuple):
    """A cell; row and column counted from 1."""

    row: int
    column: int

    @classmethod
    def read(cls, text: str) -> "Place":
        """What "B7" names.

        Raises:
            ValueError: no place of a sheet.
        """
        found = _PLACE.fullmatch(text.strip().upper())
        if found is None:
            raise ValueError(text)
        column = 0
        for letter in found.group(1):
            column = column * 26 + ord(letter) - 64
        place = cls(int(found.group(2)), column)
        if place.row > LAST_ROW or column > LAST_COLUMN:
            raise ValueError(text)
        return place

    def __str__(self) -> str:
        return f"{letters(self.column)}{self.row}"


def letters(column: int) -> str:
    """1 → "A", 27 → "AA"."""
    word = ""
    while column:
        column, rest = divmod(column - 1, 26)
        word = chr(65 + rest) + word
    return word


class Block(NamedTuple):
    """A rectangle of cells, both ends included."""

    first: Place
    last: Place

    @classmethod
    def read(cls, text: str) -> "Block":
        """What "A1:C3" (or one cell) names, its ends in order.

        Raises:
            ValueError: not such a text.
        """
        one, _colon, other = text.partition(":")
        a, b = Place.read(one), Place.read(other or one)
        return cls(Place(min(a.row, b.row), min(a.column, b.column)), Place(max(a.row, b.row), max(a.column, b.column)))

    def __contains__(self, place: object) -> bool:
        if not isinstance(place, Place):
            return False
        first, last = self.first, self.last
        return first.row <= place.row <= last.row and first.column <= place.column <= last.column

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}:{self.last}"
