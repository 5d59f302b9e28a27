"""Texts as runs of letters: one vectorised pass from a batch of texts to hashed letter groups, without a word list.

Chinese writes no blanks between words, and a township's place names stand in no dictionary; groups of one to three
letters need neither. A group is folded first (full width, capitals, digits), never spans punctuation, and knows where
it stands, so that the words which decided can be shown and marked in the text.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

BITS = 22
_PLANE = 0x10000
_MIX = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B))

Codes = NDArray[np.uint32]
Whole = NDArray[np.int64]


@cache
def _folding() -> Codes:
    """Code point → folded code point; 0 for what ends a run (blanks, punctuation, signs)."""
    table = np.zeros(_PLANE, dtype=np.uint32)
    for code in range(_PLANE):
        if 0xD800 <= code < 0xE000:
            continue
        folded = unicodedata.normalize("NFKC", chr(code)).lower()[:1]
        if not folded.isalnum():
            continue
        table[code] = ord("0") if folded.isdigit() else min(ord(folded), _PLANE - 1)
    table[_PLANE - 1] = _PLANE - 1  # every rarer character counts as one and the same letter
    return table


@dataclass(frozen=True, slots=True)
class Letters:
    """A batch of texts laid end to end: folded codes, and for each the text it belongs to and its place therein."""

    codes: Codes
    text: Whole
    place: Whole
    count: int


def lay_out(texts: Sequence[str]) -> Letters:
    """The batch as one array of folded letters; places count characters of the original text."""
    joined = "\n".join(texts)
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = _folding()[np.minimum(raw, _PLANE - 1)]
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    text = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)[: len(codes)]
    starts = np.cumsum(lengths) - lengths
    place = np.arange(len(codes), dtype=np.int64) - starts[text]
    return Letters(codes, text, place, len(texts))


@dataclass(frozen=True, slots=True)
class Groups:
    """Letter groups of a batch, one row an occurrence: its text, place, length and hash slot (0 … 2**BITS - 1)."""

    text: Whole
    place: Whole
    length: NDArray[np.int8]
    slot: Codes


def groups(letters: Letters, sizes: Sequence[int]) -> Groups:
    """All groups of the given sizes (from 1 upwards) that lie inside one run of letters."""
    parts: list[tuple[Whole, Whole, NDArray[np.int8], Codes]] = []
    hashed = np.zeros(len(letters.codes), dtype=np.uint32)
    whole = np.ones(len(letters.codes), dtype=bool)
    for size in range(1, max(sizes) + 1):
        kept = max(len(letters.codes) - size + 1, 0)
        last = letters.codes[size - 1 :]
        hashed = (hashed[:kept] + last + np.uint32(size)) * _MIX[0]
        hashed ^= hashed >> np.uint32(15)
        hashed *= _MIX[1]
        whole = whole[:kept] & (last > 0)
        if size in sizes:
            at = np.flatnonzero(whole)
            slot = hashed[at] >> np.uint32(32 - BITS)
            parts.append((letters.text[at], letters.place[at], np.full(len(at), size, dtype=np.int8), slot))
    text, place, length, slot = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Groups(text, place, length, slot)
