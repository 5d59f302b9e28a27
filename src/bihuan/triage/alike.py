"""Look up alike matters among hundreds of thousands: postings by letter pair in numpy arrays, and a small fresh tail.

Scores are the cosine of the titles plus half that of the whole texts, raised by how far the issues agree: 0 (nothing
shared) to 1 (the same words about the same issue).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bihuan.triage.fields import SLOTS, WHOLE, Matter, count, issue_names

_WHOLE_SHARE = 0.5
_WHOLE_RARITY = 1.5  # power of idf in the whole text, where turns of speech abound
_ISSUES_AGREE = 0.75
_KEPT_PAIRS = 32  # the heaviest pairs of each field a matter is filed and looked up under
_MOST_POSTINGS = 80_000  # a look-up stops here; the heaviest pairs come first, so what is left would change little
_CANDIDATES = 300
_FAR_BELOW = 0.25
_PLACE_AGREES = 1.25
_BATCH = 2_000
_TAIL = 2_000
_HIGHEST = (1 + _WHOLE_SHARE) * (1 + _ISSUES_AGREE) * _PLACE_AGREES

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Alike:
    """An alike matter: its id as given, the score (0 to 1), and the issues both name."""

    id: str
    score: float
    issues: tuple[str, ...]


class Index:
    """Alike matters by id. Not thread-safe while it is changed; memory about 0.7 KB a matter."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._dead: list[int] = []
        self._places: list[str] = []
        self._issues = np.zeros((0, len(issue_names())), dtype=np.float16)
        self._issue_counts = np.zeros(len(issue_names()), dtype=np.int64)
        self._often = np.zeros(SLOTS, dtype=np.int32)
        self._known = 0
        self._starts = np.zeros(SLOTS + 1, dtype=np.int64)
        self._filed = np.zeros(0, dtype=np.int32)
        self._weights = np.zeros(0, dtype=np.float32)
        self._in_arrays = 0
        self._stale = False
        self._tail: dict[int, list[tuple[int, float]]] = {}
        self._tail_vectors: list[sparse.csr_matrix] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._numbers

    def add(self, id_: str, matter: Matter, *, place: str = "") -> None:
        """File one matter; an id that is there already is replaced."""
        self.add_many([(id_, matter, place)])

    def add_many(self, matters: Iterable[tuple[str, Matter, str]]) -> None:
        """File (id, matter, place) rows; many at once are much faster than one by one."""
        rows = list(matters)
        several = len(rows) > _TAIL // 4
        counted = [
            count([matter for _id, matter, _place in rows[at : at + _BATCH]]) for at in range(0, len(rows), _BATCH)
        ]
        for part in counted:
            np.add.at(self._often, part.matrix.indices, 1)
            self._issue_counts += (part.issues > 0).sum(axis=0)
            self._known += part.matrix.shape[0]
        if not rows:
            return
        first = len(self._ids)
        for id_, _matter, place in rows:
            self.remove(id_)
            self._numbers[id_] = len(self._ids)
            self._ids.append(id_)
            self._places.append(place)
        self._issues = np.concatenate([self._issues, *(part.issues.astype(np.float16) for part in counted)])
        vectors = [self._vectors(part.matrix) for part in counted]
        self._tail_vectors.extend(vectors)
        if several or self._stale or len(self._ids) - self._in_arrays > _TAIL + self._in_arrays // 20:
            self._stale = True  # the next query takes them into the arrays, so that filling in chunks sorts once
            return
        number = first
        for part in vectors:
            for row in range(part.shape[0]):
                span = slice(part.indptr[row], part.indptr[row + 1])
                for slot, weight in zip(part.indices[span].tolist(), part.data[span].tolist(), strict=True):
                    self._tail.setdefault(slot, []).append((number, weight))
                number += 1

    def remove(self, id_: str) -> bool:
        """Forget a matter; says whether it was there."""
        number = self._numbers.pop(id_, None)
        if number is None:
            return False
        self._dead.append(number)
        return True

    def query(self, matter: Matter, *, top: int = 20, place: str = "", without: Sequence[str] = ()) -> list[Alike]:
        """The most alike matters, best first; `place` (as given to `add`) raises those of the same place."""
        if not self._numbers or top < 1:
            return []
        if self._stale:
            self._consolidate()
        counted = count([matter])
        vector = self._vectors(counted.matrix)
        scores = self._scores(vector)
        scores[self._dead] = 0
        for id_ in without:
            if id_ in self._numbers:
                scores[self._numbers[id_]] = 0
        found = _best(scores, max(_CANDIDATES, top))
        agree = self._issues_agree(counted.issues[0], found)
        final = scores[found] * (1 + _ISSUES_AGREE * agree)
        if place:
            same = np.fromiter((self._places[number] == place for number in found.tolist()), dtype=bool)
            final[same] *= _PLACE_AGREES
        order = np.argsort(-final, kind="stable")[:top]
        names = issue_names()
        mine = counted.issues[0] > 0
        return [
            Alike(
                self._ids[int(found[at])],
                round(min(float(final[at]) / _HIGHEST, 1.0), 4),
                tuple(names[issue] for issue in np.flatnonzero(mine & (self._issues[found[at]] > 0))),
            )
            for at in order
        ]

    def _scores(self, vector: sparse.csr_matrix) -> Floats:
        scores = np.zeros(len(self._ids), dtype=np.float32)
        left = _MOST_POSTINGS
        order = np.argsort(-vector.data, kind="stable")
        for slot, weight in zip(vector.indices[order].tolist(), vector.data[order].tolist(), strict=True):
            start, end = self._starts[slot], self._starts[slot + 1]
            if end > start and left > 0:
                left -= end - start
                scores[self._filed[start:end]] += self._weights[start:end] * np.float32(weight)
            for number, filed in self._tail.get(slot, ()):
                scores[number] += filed * weight
        return scores

    def _issues_agree(self, mine: Floats, found: NDArray[np.int64]) -> Floats:
        rarity = np.log((1 + self._known) / (1 + self._issue_counts)).astype(np.float32)
        query = np.sqrt(mine) * rarity
        theirs = np.sqrt(self._issues[found].astype(np.float32)) * rarity
        length = np.linalg.norm(theirs, axis=1) * np.linalg.norm(query)
        return np.asarray(theirs @ query / np.maximum(length, 1e-9), dtype=np.float32)

    def _vectors(self, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
        """Weights with idf, each field a unit vector (the whole text's times its share), the whole text's cut short."""
        rarity = np.log((1 + self._known) / (1 + self._often[matrix.indices])) + 1
        whole = matrix.indices >= WHOLE
        values = matrix.data * np.where(whole, rarity**_WHOLE_RARITY, rarity)
        rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        field = rows * 2 + whole
        length = np.sqrt(np.bincount(field, weights=values * values, minlength=2 * matrix.shape[0]))
        values /= np.maximum(length[field], 1e-9)
        values[whole] *= _WHOLE_SHARE**0.5
        order = np.lexsort((-values, field))
        begins = np.searchsorted(field[order], np.arange(2 * matrix.shape[0]))
        rank = np.arange(len(order)) - begins[field[order]]
        kept = np.sort(order[rank < _KEPT_PAIRS])
        vectors = sparse.csr_matrix(
            (values[kept].astype(np.float32), (rows[kept], matrix.indices[kept])), shape=matrix.shape
        )
        vectors.sort_indices()
        return vectors

    def _consolidate(self) -> None:
        """Take the tail into the arrays. What was removed stays filed until the index is made anew, but is never found."""
        count_ = sum(part.shape[0] for part in self._tail_vectors)
        filed = sparse.csc_matrix(
            (self._weights, self._filed, self._starts), shape=(self._in_arrays, SLOTS), dtype=np.float32
        )
        parts = [filed.tocsr(), *self._tail_vectors]
        self._tail_vectors = []
        del filed
        rows = sparse.vstack(parts, format="csr", dtype=np.float32)
        parts.clear()
        together = rows.tocsc()
        del rows
        self._starts, self._filed, self._weights = together.indptr, together.indices, together.data
        self._in_arrays += count_
        self._tail, self._tail_vectors, self._stale = {}, [], False


def _best(scores: Floats, count_: int) -> NDArray[np.int64]:
    """Numbers of the highest positive scores, highest first."""
    # Most matters share a pair or two with the one asked for; a glance at the highest score leaves few to rank.
    found = np.flatnonzero(scores > scores.max(initial=0) * _FAR_BELOW)
    if len(found) < count_:
        found = np.flatnonzero(scores > 0)
    if len(found) > count_:
        found = found[np.argpartition(scores[found], -count_)[-count_:]]
    return np.asarray(found[np.argsort(-scores[found], kind="stable")], dtype=np.int64)
