"""Find the words of a list in many texts at once, with their places.

Two letters decide where looking pays: a table says which pairs begin a listed word, numpy reads the whole batch
through it, and only the few places left are looked up. Thousands of words cost about as much as a dozen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bihuan.triage.letters import Codes, Letters, lay_out

T = TypeVar("T")
_SLOTS = 1 << 16
_MIX = np.uint32(0x9E3779B1)


def _pairs(codes: Codes) -> NDArray[np.uint32]:
    """A 16-bit hash for each two neighbouring letters."""
    hashed: NDArray[np.uint32] = ((codes[:-1] * _MIX + codes[1:]) * _MIX) >> np.uint32(16)
    return hashed


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A listed word in a text: `text[start:end]` is the word; `means` is what the list says of it."""

    word: str
    start: int
    end: int
    means: T


class Scanner(Generic[T]):
    """Words (two letters or more, as folded: half width, small letters) and what each means."""

    def __init__(self, words: Mapping[str, T]) -> None:
        self._words = {word: means for word, means in words.items() if len(word) > 1}
        self._by_pair: dict[str, list[str]] = {}
        for word in sorted(self._words, key=len, reverse=True):
            self._by_pair.setdefault(word[:2], []).append(word)
        self._begins = np.zeros(_SLOTS, dtype=bool)
        for pair in self._by_pair:
            self._begins[_pairs(lay_out([pair]).codes)] = True

    def scan(self, texts: Sequence[str], letters: Letters | None = None) -> list[list[Found[T]]]:
        """For each text the listed words in it from left to right; at one place only the longest word counts."""
        found: list[list[Found[T]]] = [[] for _text in texts]
        for number, place in self._candidates(texts, letters):
            here = texts[number]
            for word in self._by_pair.get(here[place : place + 2].lower(), ()):
                if here[place : place + len(word)].lower() == word:
                    so_far = found[number]
                    if not so_far or place + len(word) > so_far[-1].end:
                        so_far.append(Found(word, place, place + len(word), self._words[word]))
                    break
        return found

    def _candidates(self, texts: Sequence[str], letters: Letters | None) -> Iterable[tuple[int, int]]:
        letters = letters or lay_out(texts)
        codes = letters.codes
        if len(codes) < 2:
            return iter(())
        pairs = _pairs(codes)
        at = np.flatnonzero(self._begins[pairs])
        return zip(letters.text[at].tolist(), letters.place[at].tolist(), strict=True)
