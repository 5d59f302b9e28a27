"""Which column of a sheet is which column of the ledger: by titles, by what stands in them, and by what a person said before."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from bihuan.kernel.errors import Invalid
from bihuan.platform.ledgers.reading.columns import TELLING_KINDS, CellContext, ColumnReader, Kind, Reading, Topic
from bihuan.platform.ledgers.reading.outcomes import Cell, ColumnMatch, letter_of
from bihuan.platform.ledgers.reading.titles import Title, folded, notes_are_format_only, title_of

SURE, USABLE = 0.85, 0.6
SAMPLE = 60
# A leaf under a merged parent that only says "who" or "what": then the parent's word counts.
GENERIC_LEAVES = frozenset(
    {
        "姓名",
        "名称",
        "名字",
        "姓名名称",
        "姓名或名称",
        "姓名单位",
        "内容",
        "情况",
        "类别",
        "类型",
        "数额",
        "金额",
        "日期",
        "时间",
    }
)
# Titles that say no more than "a person": the first such column is taken for the person a ledger cannot do without.
ANYONE = frozenset({"姓名", "名字", "当事人", "当事人姓名", "双方当事人", "群众姓名", "人员姓名", "户主", "户主姓名"})
NEVER_COLUMNS = frozenset({"序号", "序", "备注", "备考", "no", "说明", "行号"})
# Two titles that differ in one of these mean different things, however alike they are otherwise.
OPPOSITES = ("被", "乙", "甲", "未", "不", "非", "反", "联系", "电话", "住址", "身份证", "年龄", "性别", "单位", "民族")


@dataclass(frozen=True)
class Mapping:
    """A person's corrections per sheet signature: title path → column key, or None to leave the column out."""

    sheets: MappingType[str, MappingType[str, str | None]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Mapping":
        """Read what `as_json` wrote.

        Raises:
            Invalid: no such JSON (field `mapping`).
        """
        try:
            read = json.loads(text)
            sheets = read["sheets"]
            if read.get("version") != 1 or not isinstance(sheets, dict):
                raise ValueError("version")
            return cls(
                {
                    str(signature): {str(path): None if key is None else str(key) for path, key in columns.items()}
                    for signature, columns in sheets.items()
                }
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Invalid(_("列对应关系的格式不对,请重新选择"), field="mapping") from error

    def as_json(self) -> str:
        """Stable JSON, to be kept per source."""
        return json.dumps({"version": 1, "sheets": self.sheets}, ensure_ascii=False, sort_keys=True)

    def with_sheet(self, signature: str, columns: MappingType[str, str | None]) -> "Mapping":
        """A copy in which the sheet of `signature` is understood as `columns` says."""
        return Mapping({**self.sheets, signature: dict(columns)})

    def for_sheet(self, signature: str) -> dict[str, tuple[str | None, str]]:
        """Path → (key, "confirmed" or "remembered"): this very sheet's corrections, else those that all others agree on."""
        if signature in self.sheets:
            return {path: (key, "confirmed") for path, key in self.sheets[signature].items()}
        votes: dict[str, set[str | None]] = {}
        for columns in self.sheets.values():
            for path, key in columns.items():
                votes.setdefault(path, set()).add(key)
        return {path: (next(iter(keys)), "remembered") for path, keys in votes.items() if len(keys) == 1}

    def titles(self) -> set[str]:
        """Every single title that occurs in a remembered path, in one spelling; they help to find the header."""
        return {folded(part) for columns in self.sheets.values() for path in columns for part in path.split("/")}


def path_names(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """One name per column: its titles from the top down joined by `/`; the second of the same name gets `#2`."""
    seen: dict[str, int] = {}
    names = []
    for path in paths:
        name = "/".join(folded(part) for part in path)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 or not name else f"{name}#{seen[name]}")
    return tuple(names)


def signature_of(names: Iterable[str]) -> str:
    """The same for every table with the same titles, in whatever order they stand."""
    return hashlib.sha256("\n".join(sorted(name for name in names if name)).encode()).hexdigest()[:16]


class TitleIndex:
    """The titles and synonyms of a ledger's columns in one spelling."""

    def __init__(self, columns: Sequence[ColumnReader], extra: Iterable[str] = ()) -> None:
        self.columns = tuple(columns)
        self.words: dict[str, list[tuple[Title, str]]] = {}
        self._exact: dict[str, dict[str, float]] = {}
        for column in columns:
            entries = []
            for place, word in enumerate((column.title, *column.synonyms)):
                title = title_of(word)
                entries.append((title, word))
                # Where a sheet has several of a column's words, the one said first in the declaration wins.
                weight = 1.0 - min(place, 40) * 0.001
                self._put(title.full, column.key, weight)
                self._put(title.plain, column.key, weight)
                if notes_are_format_only(word):
                    self._put(title.base, column.key, weight * 0.97)
            self.words[column.key] = entries
        self._extra = frozenset(extra)
        self.raw = {word for words in self.words.values() for title, word in words} | set(self._exact) | {"序号"}

    def keys_of(self, text: str) -> dict[str, float]:
        """Column key → confidence for a title that one of the column's own words is."""
        title = title_of(text)
        best: dict[str, float] = {}
        for form, weight in (
            (title.full, 1.0),
            (title.plain, 1.0),
            (title.base, 0.97 if notes_are_format_only(text) else 0.8),
        ):
            for key, confidence in self._exact.get(form, {}).items():
                best[key] = max(best.get(key, 0.0), confidence * weight)
        return best

    def speaks_of(self, text: str) -> bool:
        """Whether a cell could stand in the header of this ledger."""
        return bool(self.keys_of(text)) or folded(text) in self._extra

    def nearly(self, text: str) -> dict[str, float]:
        """Column key → confidence (at most 0.8) for a title that is only like one of the column's words."""
        title = title_of(text)
        found: dict[str, float] = {}
        if title.base in NEVER_COLUMNS or len(title.base) < 2:
            return found
        for key, entries in self.words.items():
            for word, _raw in entries:
                if len(word.base) < 2 or any((mark in title.full) != (mark in word.full) for mark in OPPOSITES):
                    continue
                alike = 0.0
                if word.base in title.base or title.base in word.base:
                    short, long = sorted((len(word.base), len(title.base)))
                    alike = 0.55 + 0.25 * short / long
                ratio = fuzz.ratio(word.base, title.base) / 100
                if ratio >= 0.7:
                    alike = max(alike, 0.8 * ratio)
                found[key] = max(found.get(key, 0.0), alike)
        return {key: alike for key, alike in found.items() if alike}

    def _put(self, form: str, key: str, confidence: float) -> None:
        if form:
            weights = self._exact.setdefault(form, {})
            weights[key] = max(weights.get(key, 0.0), confidence)


@dataclass(frozen=True, slots=True)
class Claim:
    """One possible meaning of one sheet column."""

    confidence: float
    index: int
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """How the columns of a table are understood; `rivals` are the claims on the same key that came close to the one taken."""

    columns: tuple[ColumnMatch, ...]
    rivals: dict[str, tuple[Claim, ...]]


class ColumnMatcher:
    """Matches the columns of one table; `samples` holds some cells of each sheet column."""

    def __init__(
        self,
        index: TitleIndex,
        paths: Sequence[tuple[str, ...]],
        samples: Sequence[Sequence[Cell]],
        context: CellContext,
    ) -> None:
        self._index = index
        self._readers = {column.key: column for column in index.columns}
        self._paths = paths
        self._names = path_names(paths)
        self._samples = samples
        self._context = context
        self._evidence: dict[tuple[int, str], float | None] = {}

    def understand(self, remembered: MappingType[str, tuple[str | None, str]]) -> Understanding:
        """Assign each ledger column at most once, the most certain claims first."""
        chosen: dict[int, ColumnMatch] = {}
        taken: set[str] = set()
        for index, name in enumerate(self._names):
            if name in remembered and (remembered[name][0] is None or remembered[name][0] in self._readers):
                key, reason = remembered[name]
                if key is None or key not in taken:
                    chosen[index] = self._match(index, key, 1.0 if reason == "confirmed" else 0.95, reason)
                    taken |= {key} if key else set()
        claims = sorted(
            (c for c in self._claims() if c.index not in chosen), key=lambda c: (-c.confidence, c.index, c.key)
        )
        winners: dict[str, Claim] = {}
        for claim in claims:
            if claim.key not in taken and claim.index not in chosen and claim.confidence >= USABLE:
                chosen[claim.index] = self._match(claim.index, claim.key, round(claim.confidence, 2), claim.reason)
                taken.add(claim.key)
                winners[claim.key] = claim
        for claim in self._by_content(chosen, taken):
            chosen[claim.index] = self._match(claim.index, claim.key, claim.confidence, claim.reason)
            taken.add(claim.key)
        rivals = {
            key: tuple(
                c
                for c in claims
                if c.key == key
                and c.index != winner.index
                and winner.confidence < 1.0
                and c.confidence > winner.confidence - 0.03
                and (c.index not in chosen or chosen[c.index].key is None)
            )
            for key, winner in winners.items()
        }
        columns = tuple(
            chosen.get(i) or self._match(i, None, 0.0, "unknown")
            for i in range(len(self._paths))
            if any(self._paths[i])
        )
        return Understanding(columns, {key: found for key, found in rivals.items() if found})

    def evidence(self, index: int, key: str) -> float | None:
        """The share of a column's filled cells that read as this ledger column; None when that would tell nothing."""
        asked = (index, key)
        if asked not in self._evidence:
            reader = self._readers[key]
            cells = [c for c in self._samples[index] if c not in ("", None)][:SAMPLE]
            if reader.kind not in TELLING_KINDS or len(cells) < 2:
                self._evidence[asked] = None
            else:
                good = sum(1 for cell in cells if _fits(reader.read(cell, self._context)))
                self._evidence[asked] = good / len(cells)
        return self._evidence[asked]

    def _claims(self) -> Iterable[Claim]:
        owners = self._owners()
        for index, path in enumerate(self._paths):
            if not any(path):
                continue
            scores: dict[str, tuple[float, str]] = {}

            def better(key: str, confidence: float, reason: str, scores: dict[str, tuple[float, str]] = scores) -> None:
                if confidence > scores.get(key, (0.0, ""))[0]:
                    scores[key] = (confidence, reason)

            leaf, parents = path[-1], path[:-1]
            for first in range(len(path)):
                for key, confidence in self._index.keys_of("".join(path[first:])).items():
                    better(key, confidence if first in (0, len(path) - 1) else confidence * 0.98, "title")
            for parent in parents:
                for key, confidence in self._index.keys_of(parent).items():
                    generic = title_of(leaf).plain in GENERIC_LEAVES or not title_of(leaf).base
                    better(key, confidence * (0.96 if generic else 0.6), "parent")
            if leaf != "".join(path) and not self._index.keys_of(leaf):
                for key, alike in self._index.nearly("".join(path)).items():
                    better(key, alike, "similar")
            if not scores or max(c for c, _ in scores.values()) < SURE:
                for key, alike in self._index.nearly(leaf).items():
                    better(key, alike, "similar")
            for key, (confidence, reason) in scores.items():
                yield Claim(
                    self._weighed(index, key, confidence, reason, owners[index], bool(parents)), index, key, reason
                )

    def _weighed(self, index: int, key: str, confidence: float, reason: str, owner: str, has_parents: bool) -> float:
        reader = self._readers[key]
        if reader.beside and owner and owner != key:
            confidence += 0.02 if owner == reader.beside else (-0.35 if has_parents or reason == "similar" else -0.1)
        share = self.evidence(index, key)
        if share is None:
            return confidence
        if share < 0.5:
            return confidence * (0.7 + 0.6 * share) if reason == "title" else confidence * (0.3 + share)
        if share >= 0.9 and reason != "title":
            return min(0.9, confidence + 0.15)
        return confidence

    def _owners(self) -> list[str]:
        """For each sheet column the person column it stands under or right of."""
        people = {column.key for column in self._index.columns if column.kind is Kind.PERSON}
        owners, last = [], ""
        for path in self._paths:
            above = [key for parent in path[:-1] for key in self._index.keys_of(parent) if key in people]
            own = [key for key, c in self._index.keys_of("".join(path)).items() if key in people and c > 0.9]
            own = own or [
                key for key, c in (self._index.keys_of(path[-1]).items() if path else ()) if key in people and c > 0.9
            ]
            if above or own:
                last = (above or own)[0]
            owners.append(last)
        return owners

    def _by_content(self, chosen: MappingType[int, ColumnMatch], taken: set[str]) -> Iterable[Claim]:
        """Required columns whose title is missing or strange, where exactly one column reads as nothing else does."""
        for reader in self._index.columns:
            if reader.required and reader.key not in taken and reader.kind is Kind.PERSON:
                named = (
                    i
                    for i, path in enumerate(self._paths)
                    if i not in chosen and any(path) and title_of(path[-1]).base in ANYONE
                )
                first = next(named, None)
                if first is not None:
                    yield Claim(USABLE, first, reader.key, "similar")
            if (
                not reader.required
                or reader.key in taken
                or reader.kind not in (Kind.DAY, Kind.PHONE, Kind.CHOICE, Kind.AREA_NAME, Kind.ID_NUMBER)
            ):
                continue
            fitting = [
                index
                for index, path in enumerate(self._paths)
                if index not in chosen
                and any(path)
                and title_of(path[-1]).base not in NEVER_COLUMNS
                and (self.evidence(index, reader.key) or 0.0) >= 0.9
            ]
            if len(fitting) == 1:
                yield Claim(0.6, fitting[0], reader.key, "content")

    def _match(self, index: int, key: str | None, confidence: float, reason: str) -> ColumnMatch:
        unit = None
        for part in reversed(self._paths[index]):
            unit = unit or title_of(part).unit
        return ColumnMatch(index, letter_of(index), self._names[index], key, min(confidence, 1.0), reason, unit)


def _fits(reading: Reading) -> bool:
    """Whether a cell is what the column holds; a village of several towns is one, though it must be asked about."""
    asked = reading.doubt is not None and reading.doubt.topic is Topic.AREA and bool(reading.doubt.options)
    return asked or not reading.message


def adjacent_equal(cells: Sequence[Cell]) -> bool:
    """Whether two neighbouring filled cells are equal; merged cells that lost their merge never are."""
    filled = [cell for cell in cells if cell not in ("", None)]
    return any(a == b for a, b in pairwise(filled))
