"""A matter as two weighted vectors of letter pairs (title; whole text) and the issues it names, for looking up alike ones.

Same topic means same place and same issue. So pairs inside a place name weigh more in the title, as do pairs that the
body takes up again (names do, turns of speech do not); pairs of everyday issue words weigh less, because the issues
are compared by meaning instead: "吵得睡不着" and "噪声扰民" are one issue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bihuan.triage import lexicon
from bihuan.triage.letters import BITS, Groups, groups, lay_out
from bihuan.triage.places import PlaceKind, places_in
from bihuan.triage.scanner import Scanner

_FIELD = 1 << 20  # pairs are fewer than groups of any size, so a field has fewer slots than a model
_COARSER = BITS - 20
WHOLE = _FIELD  # slots from here on belong to the whole text, those before to the title
SLOTS = 2 * _FIELD
_PLACE, _EVERYDAY, _TAKEN_UP = 1.3, 0.7, 2.0
_BODY_ISSUE, _MOST_BODY_ISSUES = 0.3, 3
_LEAD = 40
_SENTENCE_ENDS = "。!?!?\n;;"


@dataclass(frozen=True, slots=True)
class Matter:
    """What is compared: `title` may be empty, then the first sentence of the text stands for it."""

    text: str
    title: str = ""

    def split(self) -> tuple[str, str]:
        """Title (or lead) and the rest of the text."""
        text, title = self.text.strip(), self.title.strip()
        if title:
            rest = text[len(title) :] if text.startswith(title) else text
            return title, rest.lstrip("\n")
        ends = [at for mark in _SENTENCE_ENDS if (at := text.find(mark)) > 0]
        cut = min([_LEAD, *ends])
        return text[:cut], text[cut:]


@dataclass(frozen=True, slots=True)
class Counted:
    """Weights of slots before idf (CSR, matters × SLOTS) and issue counts (matters × issues)."""

    matrix: sparse.csr_matrix
    issues: NDArray[np.float32]


def issue_names() -> tuple[str, ...]:
    """The issues in the order of the columns."""
    return tuple(lexicon.issues())


@cache
def issue_words() -> Scanner[tuple[int, ...]]:
    """Issue words, each with the numbers of the issues it speaks for."""
    means: dict[str, list[int]] = {}
    for at, words in enumerate(lexicon.issues().values()):
        for word in words:
            means.setdefault(word.lower(), []).append(at)
    return Scanner({word: tuple(numbers) for word, numbers in means.items()})


@cache
def _everyday_words() -> Scanner[None]:
    listed = [*lexicon.issues().values(), *lexicon.concepts().values()]
    return Scanner({word.lower(): None for words in listed for word in words})


def count(matters: Sequence[Matter]) -> Counted:
    """Both fields and the issues of a batch."""
    split = [matter.split() for matter in matters]
    titles = [title for title, _rest in split]
    whole = [f"{title}\n{rest}" for title, rest in split]
    title_letters, whole_letters = lay_out(titles), lay_out(whole)
    title_pairs, whole_pairs = groups(title_letters, (2,)), groups(whole_letters, (2,))
    weights = _title_weights(titles, [rest for _title, rest in split], title_pairs)
    rows = np.concatenate([title_pairs.text, whole_pairs.text])
    slots = np.concatenate([_field_slots(title_pairs), _field_slots(whole_pairs) + WHOLE])
    values = np.concatenate([weights, np.ones(len(whole_pairs.slot), dtype=np.float32)])
    matrix = sparse.csr_matrix((values, (rows, slots)), shape=(len(matters), SLOTS), dtype=np.float32)
    matrix.sum_duplicates()
    body = matrix.indices >= WHOLE
    matrix.data[body] = 1 + np.log(matrix.data[body])
    return Counted(matrix, _issues(titles, [rest for _title, rest in split]))


def _field_slots(pairs: Groups) -> NDArray[np.int64]:
    return (pairs.slot >> np.uint32(_COARSER)).astype(np.int64)


def _title_weights(titles: Sequence[str], rests: Sequence[str], pairs: Groups) -> NDArray[np.float32]:
    starts = np.concatenate([[0], np.cumsum([len(title) for title in titles])]).astype(np.int64)
    in_place, everyday = np.zeros(starts[-1] + 1, dtype=bool), np.zeros(starts[-1] + 1, dtype=bool)
    for title, start, words in zip(titles, starts.tolist(), _everyday_words().scan(titles), strict=False):
        for place in places_in(title):
            # 某市、某区 in front of everything tells nothing apart.
            if place.kind is not PlaceKind.AREA or len(place.name) > 3:
                in_place[start + place.start : start + place.end] = True
        for word in words:
            everyday[start + word.start : start + word.end] = True
    first = starts[pairs.text] + pairs.place
    taken_up = np.isin(_keys(pairs), _keys(groups(lay_out(rests), (2,))), kind="sort")
    weights = np.ones(len(first), dtype=np.float32)
    weights[in_place[first] & in_place[first + 1]] *= _PLACE
    weights[everyday[first] & everyday[first + 1]] *= _EVERYDAY
    weights[taken_up] *= _TAKEN_UP
    return weights


def _keys(found: Groups) -> NDArray[np.int64]:
    return (found.text << BITS) | found.slot.astype(np.int64)


def _issues(titles: Sequence[str], rests: Sequence[str]) -> NDArray[np.float32]:
    counts = np.zeros((2, len(titles), len(issue_names())), dtype=np.float32)
    for field, texts in enumerate((titles, rests)):
        for row, words in enumerate(issue_words().scan(texts)):
            for word in words:
                counts[field, row, list(word.means)] += 1
    together: NDArray[np.float32] = counts[0] + np.minimum(counts[1], _MOST_BODY_ISSUES) * np.float32(_BODY_ISSUE)
    return together
