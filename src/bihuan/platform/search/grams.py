"""From text to grams, and the column type that stores and matches them on both databases."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.lookups import Lookup

_CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_CJK}]+|[0-9a-z]+")
MAX_GRAMS = 3000
MAX_WORD = 64  # characters of a Latin word that count; PostgreSQL refuses lexemes over 2 KB


def _runs(text: str) -> list[str]:
    """Runs of Chinese characters, and words and numbers in Latin letters, in order."""
    return [run[:MAX_WORD] if run[0].isascii() else run for run in _RUNS.findall(text.lower())]


def grams(text: str) -> list[str]:
    """The tokens of `text`, each once, in order: single Chinese characters, pairs of neighbours, and whole words and
    numbers in Latin letters with their prefixes of 2–12 characters (so that the beginning of a number finds it)."""
    found: dict[str, None] = {}
    for run in _runs(text):
        if run[0].isascii():
            for end in range(2, min(len(run), 12) + 1):
                found[run[:end]] = None
            found[run] = None
        else:
            found |= dict.fromkeys(run) | dict.fromkeys(map(add, run, run[1:]))
        if len(found) > MAX_GRAMS:
            break
    return list(found)


def query_grams(text: str) -> list[str]:
    """The fewest tokens that find `text`: pairs where a run has two characters or more, else the character itself."""
    found: dict[str, None] = {}
    for run in _runs(text):
        if run[0].isascii() or len(run) == 1:
            found[run] = None
        else:
            for pair in pairwise(run):
                found["".join(pair)] = None
    return list(found)


if TYPE_CHECKING:
    _Field = models.Field[Iterable[str], list[str]]
    _Lookup = Lookup[Any]
else:
    _Field, _Lookup = models.Field, Lookup


class GramField(_Field):
    """A set of tokens: `tsvector` on PostgreSQL, space-joined text with an FTS5 mirror on SQLite."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def copied(self, value: Iterable[str] | None) -> str:
        """The value as PostgreSQL's COPY takes it; grams hold no quotes (see `grams`)."""
        return "'" + "' '".join(value) + "'" if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        tokens = list(value or [])
        return tokens if connection.vendor == "postgresql" else " ".join(tokens)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> list[str]:
        text = str(value or "")
        return re.findall(r"'([^']*)'", text) if connection.vendor == "postgresql" else text.split()


# A token that must be there, or groups of tokens of which one must be there as a whole.
Wanted = str | Sequence[Sequence[str]]


@GramField.register_lookup
class HasGrams(_Lookup):
    """`grams__has=[wanted, …]`: each `Wanted` is met. One question to the index, however many ways lead to a hit."""

    lookup_name = "has"

    def get_prep_lookup(self) -> Any:
        return list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{left} @@ %s::tsquery", [*params, _question(self.rhs, _quoted("'"), " & ", " | ")]
        key = left.rsplit(".", 1)[0] + '."id"'
        found = "SELECT rowid FROM platform_search_fts WHERE platform_search_fts MATCH %s"
        return f"{key} IN ({found})", [_question(self.rhs, _quoted('"'), " AND ", " OR ")]


def _quoted(mark: str) -> Callable[[str], str]:
    return lambda token: mark + token.replace("'", "").replace('"', "") + mark


def _question(wanted: Iterable[Wanted], quoted: Callable[[str], str], both: str, either: str) -> str:
    said = []
    for one in wanted:
        groups = [[one]] if isinstance(one, str) else one
        said.append("(" + either.join("(" + both.join(map(quoted, group)) + ")" for group in groups) + ")")
    return both.join(said)
