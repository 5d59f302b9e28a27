"""The words of the first day, written by hand: categories with examples, fields of life, urgency and the four signs."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Category:
    """A category code with its words and invented example sentences."""

    code: str
    words: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignWords:
    """Words by what they stand for, and the words that deny or only ask."""

    emergency: dict[str, tuple[str, ...]]
    urgent: dict[str, tuple[str, ...]]
    risk: dict[str, tuple[str, ...]]
    several_departments: dict[str, tuple[str, ...]]
    several_areas: dict[str, tuple[str, ...]]
    departments: tuple[str, ...]
    denied_before: tuple[str, ...]
    not_denied: tuple[str, ...]
    denied_after: tuple[str, ...]
    asking: tuple[str, ...]
    now: tuple[str, ...]


def _read(name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(files("bihuan.triage.lexicon").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _words(table: dict[str, object], key: str) -> tuple[str, ...]:
    return tuple(str(table[key]).split())


def _by_meaning(table: dict[str, object]) -> dict[str, tuple[str, ...]]:
    return {meaning: tuple(str(words).split()) for meaning, words in table.items()}


@cache
def categories() -> tuple[Category, ...]:
    """The product's categories in the order of the file."""
    read: list[Category] = []
    for kind, rows in _read("categories").items():
        for name, row in rows.items():
            assert isinstance(row, dict)
            read.append(Category(f"{kind}.{name}", _words(row, "words"), tuple(map(str, row["examples"]))))
    return tuple(read)


@cache
def neutral() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before and after any matter alike: places, and since when and how often."""
    table = _read("places")["neutral"]
    return _words(table, "where"), _words(table, "more")


@cache
def concepts() -> dict[str, tuple[str, ...]]:
    """Fields of life → their words."""
    return _by_meaning(_read("concepts")["concepts"])


@cache
def signs() -> SignWords:
    """Urgency and signs."""
    table = _read("signs")
    urgency = {level: _by_meaning(words) for level, words in table["urgency"].items() if isinstance(words, dict)}
    return SignWords(
        emergency=urgency["emergency"],
        urgent=urgency["urgent"],
        risk=_by_meaning(table["risk"]),
        several_departments=_by_meaning(table["several_departments"]),
        several_areas=_by_meaning(table["several_areas"]),
        departments=_words(table["departments"], "words"),
        denied_before=_words(table["denied"], "before"),
        not_denied=_words(table["denied"], "stops"),
        denied_after=_words(table["denied"], "after"),
        asking=_words(table["asking"], "words"),
        now=_words(table["asking"], "now"),
    )


@cache
def issues() -> dict[str, tuple[str, ...]]:
    """Issues as topics are named by → their words."""
    return _by_meaning(_read("issues")["issues"])


@cache
def place_endings() -> dict[str, tuple[str, ...]]:
    """Kind of place → what its names end in."""
    return _by_meaning(_read("places")["endings"])
