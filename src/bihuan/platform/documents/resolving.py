"""A layout and the values of one paper, put together into what the page setter draws."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bihuan.platform.documents.layout import (
    Block,
    Each,
    Figure,
    Gap,
    Grid,
    Para,
    Pictures,
    Row,
    Rows,
    Signs,
    Text,
    Title,
    Values,
    pieces,
    printed,
)

Drawn = dict[str, Any]  # JSON: the contract with form.typ
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def printable(text: str) -> str:
    """The text without control, direction and unpaired characters; line ends as one newline."""
    joined = _LINE_ENDS.sub("\n", text)
    return "".join(one for one in joined if one in "\n\t" or _has_shape(one))


def _has_shape(character: str) -> bool:
    # Characters newer than this Python (unassigned to it) stay: rare names are written with them.
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"} and ord(character) & 0xFFFE != 0xFFFE


def printable_values(values: Values) -> dict[str, str | list[dict[str, str]]]:
    """All values made printable; lists stay lists."""
    return {
        name: printable(value) if isinstance(value, str) else [_printable_row(row) for row in value]
        for name, value in values.items()
    }


def _printable_row(row: Row) -> dict[str, str]:
    return {name: printable(value) for name, value in row.items()}


def resolve(layout: Iterable[Block], values: Values) -> list[Drawn]:
    """The blocks with their values in them. Every field the layout names must be among `values`.

    Raises:
        KeyError: a field is missing, which is a defect of whoever filled the paper.
    """
    clean = printable_values(values)
    drawn: list[Drawn] = []
    for block in layout:
        drawn += _block(block, clean)
    return drawn


def _block(block: Block, values: Values) -> list[Drawn]:
    match block:
        case Title():
            return [{"kind": "title", "text": printed(block.text)}]
        case Gap():
            return [{"kind": "gap", "mm": block.mm}]
        case Para():
            shape = {"align": block.align, "size": block.size, "bold": block.bold, "indent": block.indent}
            return [{"kind": "para", "runs": _runs(block.text, values), **shape}]
        case Text():
            text = str(values[block.field])
            paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
            return [{"kind": "text", "label": printed(block.label), "paragraphs": paragraphs, "lines": block.lines}]
        case Grid():
            cells = [
                {"runs": _runs(cell.text, values), "label": cell.label, "span": cell.span}
                for row in block.rows
                for cell in row
            ]
            return [{"kind": "grid", "widths": list(block.widths), "cells": cells}]
        case Rows():
            return [_rows(block, values)] if block.spare or _list(values, block.each) else []
        case Signs():
            return [{"kind": "signs", "lines": [dict(row) for row in _list(values, block.each)]}]
        case Pictures():
            return [{"kind": "pictures", "items": [dict(row) for row in _list(values, block.each)]}]
        case Figure():
            return [{"kind": "figure", "mm": block.mm, "items": [dict(row) for row in _list(values, block.each)]}]
        case Each():
            rows = _list(values, block.each)
            return [one for row in rows for inner in block.blocks for one in _block(inner, row)]


def _rows(block: Rows, values: Values) -> Drawn:
    body = [
        [{"runs": _runs(column.text, row, blank=False), "align": column.align} for column in block.columns]
        for row in _list(values, block.each)
    ]
    empty: Drawn = {"runs": [], "align": "left"}
    return {
        "kind": "rows",
        "widths": [column.width for column in block.columns],
        "head": [printed(column.title) for column in block.columns],
        "body": body or [[empty] * len(block.columns)] * block.spare,
    }


def _list(values: Values, name: str) -> Sequence[Row]:
    found = values[name]
    assert not isinstance(found, str), name
    return found


def _runs(text: str, values: Mapping[str, Any], *, blank: bool = True) -> list[Drawn]:
    """Words as they are, filled fields, and lines to write on where a field is empty (within boxes there is room)."""
    runs: list[Drawn] = []
    for piece in pieces(text):
        if isinstance(piece, str):
            runs.append({"text": piece})
            continue
        value = str(values[piece.name])
        if value.strip():
            runs.append({"text": value})
        elif blank:
            runs.append({"blank": piece.blank})
    return runs
