"""What two texts say alike, as spans of each, so that a person who compares them need not search."""

import re
from collections.abc import Iterable

from bihuan.triage.fields import issue_words
from bihuan.triage.places import places_in

Span = tuple[int, int]
RUN = 3  # letters that must agree in a row; two are too often chance
_WORDS = re.compile(r"\w+")


def shared_spans(one: str, other: str) -> tuple[list[Span], list[Span]]:
    """Spans `(start, end)` in `one` and in `other`: runs of three letters and more that both hold, and issues and places both name."""
    here, there = _runs(one), _runs(other)
    named, named_there = _named(one), _named(other)
    runs, words = here.keys() & there.keys(), named.keys() & named_there.keys()
    return _spans(one, here, runs, named, words), _spans(other, there, runs, named_there, words)


def _runs(text: str) -> dict[str, list[int]]:
    """Every run of RUN letters with the places where it begins."""
    found: dict[str, list[int]] = {}
    for piece in _WORDS.finditer(text):
        for start in range(piece.start(), piece.end() - RUN + 1):
            found.setdefault(text[start : start + RUN].lower(), []).append(start)
    return found


def _named(text: str) -> dict[str, list[Span]]:
    """Issue words and places with their spans."""
    found: dict[str, list[Span]] = {}
    for word in issue_words().scan([text])[0]:
        found.setdefault(word.word, []).append((word.start, word.end))
    for place in places_in(text):
        found.setdefault(place.name, []).append((place.start, place.end))
    return found


def _spans(
    text: str, runs: dict[str, list[int]], alike: Iterable[str], named: dict[str, list[Span]], words: Iterable[str]
) -> list[Span]:
    marked = bytearray(len(text))
    for run in alike:
        for start in runs[run]:
            marked[start : start + RUN] = b"\x01" * RUN
    for word in words:
        for start, end in named[word]:
            marked[start:end] = b"\x01" * (end - start)
    return [(found.start(), found.end()) for found in re.finditer(b"\x01+", bytes(marked))]
