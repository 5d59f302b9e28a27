"""Which area a name in a cell means: exact, by alias, with another ending, with its town before it, or closely spelled."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bihuan.kernel.reading import compact

_ENDINGS = re.compile(
    r"(?:(?:行政)?村(?:民)?(?:委员会|委会|委|支部|支委会|党支部|村委会|两委)?|社区(?:居民)?(?:委员会|居委会|居委|委会)?|居(?:民)?委(?:员)?会|居委|村居|小区|屯)$"
)
_TOWN_ENDINGS = re.compile(r"(?:街道(?:办事处|办)?|办事处|人民政府|政府|镇|乡)$")
_BELOW = re.compile(
    r"^(?:第?[\d一二三四五六七八九十]+(?:组|队|社|网格|号院|号楼|号|村民小组|小组|屯)|[\u4e00-\u9fff]{1,4}(?:自然村|组|屯|网格|小组)).*$"
)
_REMARK = re.compile(r"[((\[【].*?[))\]】]")
_SIGNS = re.compile(r"[\s()()\[\]【】、,,.。;;::/\\\-—_·>→|]+")


class How(IntEnum):
    """How a name matched, best first."""

    EXACT = 1
    ALIAS = 2
    SUFFIX = 3
    WITHIN = 4
    CLOSE = 5


@dataclass(frozen=True, slots=True)
class AreaCandidate:
    """An area that a name may mean; `path` is its names from the town down, joined by `/`."""

    key: str
    path: str
    how: How


class AreaResolver(Protocol):
    """Finds areas by the names people write."""

    def find(self, text: str, *, level: str = "", near: str = "") -> Sequence[AreaCandidate]:
        """The candidates of the best grade; more than one means that the name is ambiguous, none that it is unknown.

        `near` holds the words over the table; an area whose town is named there is preferred.
        """
        ...

    def mentioned(self, text: str, *, level: str = "") -> Sequence[AreaCandidate]:
        """The areas of `level` that a longer text (a title, a sheet name) names."""
        ...


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """One area for the directory: `path` are its names from the top down, its own last."""

    key: str
    path: tuple[str, ...]
    level: str = ""
    aliases: tuple[str, ...] = ()


class AreaDirectory:
    """AreaResolver over entries held in memory; look-ups are dictionary hits, only unknown names are compared one by one."""

    def __init__(self, entries: Iterable[AreaEntry]) -> None:
        self._entries: dict[str, AreaEntry] = {}
        self._grades: dict[How, dict[str, list[str]]] = {How.EXACT: {}, How.ALIAS: {}, How.SUFFIX: {}}
        paths: set[tuple[str, ...]] = set()
        for entry in entries:
            if entry.path in paths:
                continue
            paths.add(entry.path)
            self._entries[entry.key] = entry
            name = entry.path[-1]
            self._add(How.EXACT, _form(name), entry.key)
            self._add(How.EXACT, _form("".join(entry.path)), entry.key)
            for alias in entry.aliases:
                self._add(How.ALIAS, _form(alias), entry.key)
            for word in (name, *entry.aliases):
                self._add(How.SUFFIX, stem(word), entry.key)
        above = {_form(name) for entry in self._entries.values() for name in entry.path[:-1]}
        lines = {
            _form("".join(entry.path[first:-1]))
            for entry in self._entries.values()
            for first in range(len(entry.path) - 1)
        }
        stems = {_TOWN_ENDINGS.sub("", name) for name in above}
        self._above = sorted((word for word in above | lines | stems if len(word) >= 2), key=len, reverse=True)
        self._known: dict[tuple[str, str, str], tuple[AreaCandidate, ...]] = {}

    def find(self, text: str, *, level: str = "", near: str = "") -> Sequence[AreaCandidate]:
        """See AreaResolver."""
        asked = (text, level, near)
        if asked not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[asked] = tuple(self._find(text, level, near))
        return self._known[asked]

    def mentioned(self, text: str, *, level: str = "") -> Sequence[AreaCandidate]:
        """See AreaResolver."""
        form = _form(text)
        found = [
            entry
            for entry in self._entries.values()
            if (not level or entry.level == level)
            and any(len(_form(word)) >= 2 and _form(word) in form for word in (entry.path[-1], *entry.aliases))
        ]
        longest = max((len(entry.path[-1]) for entry in found), default=0)
        narrowed = [entry for entry in found if _form(entry.path[-1]) in form] or found
        inside = [
            e
            for e in narrowed
            if not any(
                o is not e and _form(e.path[-1]) in _form(o.path[-1]) and e.path[-1] != o.path[-1] for o in narrowed
            )
        ]
        return self._near([self._candidate(e.key, How.EXACT) for e in (inside or narrowed)] if longest else [], form)

    def _find(self, text: str, level: str, near: str) -> list[AreaCandidate]:
        form = _form(text)
        if not form:
            return []
        for wanted, upgrade in self._spellings(text, form):
            for how, names in self._grades.items():
                word = stem(wanted) if how is How.SUFFIX else wanted
                keys = [key for key in names.get(word, ()) if not level or self._entries[key].level == level]
                if keys:
                    return self._near(
                        [self._candidate(key, upgrade or how) for key in dict.fromkeys(keys)], _form(near), form
                    )
        return self._close(form, level, near)

    def _spellings(self, text: str, form: str) -> Iterator[tuple[str, How | None]]:
        """The name itself, then without the towns before it, then without a remark in brackets or a group behind it."""
        yield form, None
        for word in self._above:
            if form.startswith(word) and len(form) > len(word) + 1:
                yield form[len(word) :], None
        bare = _form(_REMARK.sub("", compact(text)))
        if 2 <= len(bare) < len(form):
            yield bare, How.WITHIN
        for end in range(len(form) - 1, 1, -1):
            if form[end - 1] in "村区会屯" and _BELOW.match(form[end:]):
                yield form[:end], How.WITHIN

    def _close(self, form: str, level: str, near: str) -> list[AreaCandidate]:
        word = stem(form)
        if len(word) < 3:
            return []
        names = self._grades[How.SUFFIX]
        alike = process.extract(word, names.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=None)
        close = [
            key
            for name, _distance, _place in alike
            if len(name) >= 3
            for key in names[name]
            if not level or self._entries[key].level == level
        ]
        return self._near([self._candidate(key, How.CLOSE) for key in dict.fromkeys(close)], _form(near), form)

    def _near(self, found: list[AreaCandidate], near: str, text: str = "") -> list[AreaCandidate]:
        if len(found) < 2:
            return found
        for words in (text, near):
            depths = [self._depth(candidate, words) for candidate in found]
            if words and max(depths) > 0 and min(depths) < max(depths):
                return [candidate for candidate, depth in zip(found, depths, strict=True) if depth == max(depths)]
        return found

    def _depth(self, candidate: AreaCandidate, words: str) -> int:
        return sum(_form(above) in words for above in self._entries[candidate.key].path[:-1])

    def _candidate(self, key: str, how: How) -> AreaCandidate:
        path = self._entries[key].path
        return AreaCandidate(key, "/".join(path[1:] if len(path) > 2 else path), how)

    def _add(self, how: How, word: str, key: str) -> None:
        if word:
            keys = self._grades[how].setdefault(word, [])
            if key not in keys:
                keys.append(key)


def stem(name: str) -> str:
    """A place name without the ending that people leave out or exchange (柳林村, 柳林村委会, 柳林社区 → 柳林)."""
    form = _form(name)
    short = _ENDINGS.sub("", form)
    return short if len(short) >= 2 else form


def _form(text: str) -> str:
    return _SIGNS.sub("", compact(text))
