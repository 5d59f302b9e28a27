"""Patterns for regex(): the part that Python and browsers understand alike and that cannot run away.

Characters, ".", classes, \\d \\w \\s (ASCII), groups, alternatives, and counts. The ways in which a pattern can be tried on a
bounded text are reckoned and bounded, so that no answer makes the engine think for long. What is matched is the whole text.
"""

import re
from collections.abc import Callable
from functools import lru_cache

MOST_PATTERN, MOST_MATCHED, MOST_COUNT = 120, 300, 60
MOST_WAYS = MOST_MATCHED**3
_KNOWN = {
    "d": "[0-9]",
    "D": "[^0-9]",
    "w": "[A-Za-z0-9_]",
    "W": "[^A-Za-z0-9_]",
    "s": "[ \\t\\r\\n]",
    "S": "[^ \\t\\r\\n]",
}
_INNER = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \\t\\r\\n"}
_COUNT = re.compile(r"\{([0-9]{1,3})(,([0-9]{1,3})?)?\}")


class PatternError(ValueError):
    """A pattern outside of what is understood."""


class _Pattern:
    """Reads a pattern and writes it again in the form that both engines take the same way; beside it, how many ways there are."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def take(self) -> str:
        found = self.peek()
        if not found:
            raise PatternError
        self.at += 1
        return found

    def alternatives(self, depth: int) -> tuple[str, int]:
        if depth > 4:
            raise PatternError
        written, ways = self.sequence(depth)
        while self.peek() == "|":
            self.take()
            more, also = self.sequence(depth)
            written, ways = f"{written}|{more}", ways + also
        return written, ways

    def sequence(self, depth: int) -> tuple[str, int]:
        written, ways = "", 1
        while self.peek() and self.peek() not in "|)":
            part, inner = self.atom(depth)
            count, counted = self.count(inner)
            written, ways = written + part + count, ways * counted
            if ways > MOST_WAYS:
                raise PatternError
        return written, ways

    def count(self, inner: int) -> tuple[str, int]:
        """The count after a part that itself has `inner` ways, and the ways of both."""
        sign = self.peek()
        if not sign or sign not in "*+?{":
            return "", inner
        if sign == "{":
            match = _COUNT.match(self.source, self.at)
            least = int(match[1]) if match else MOST_COUNT + 1
            most = int(match[3] or least) if match else 0
            if match is None or not least <= most <= MOST_COUNT:
                raise PatternError
            self.at, found, is_open = match.end(), match[0], bool(match[2]) and match[3] is None
        else:
            found, is_open, least, most = self.take(), sign != "?", 0, 1
        if self.peek() and self.peek() in "*+?{":
            raise PatternError
        if is_open:
            if inner > 1:
                raise PatternError
            return found, MOST_MATCHED
        ways: int = sum(inner**times for times in range(least, most + 1))
        return found, ways

    def atom(self, depth: int) -> tuple[str, int]:
        sign = self.take()
        if sign == "(":
            if self.source.startswith("?:", self.at):
                self.at += 2
            inner, ways = self.alternatives(depth + 1)
            if self.take() != ")":
                raise PatternError
            return f"(?:{inner})", ways
        if sign == "[":
            return self.one_of(), 1
        if sign == "\\":
            letter = self.take()
            return (_KNOWN[letter] if letter in _KNOWN else self.literal(letter)), 1
        if sign == ".":
            return "[^\\n\\r]", 1
        if (sign == "^" and self.at == 1) or (sign == "$" and self.at == len(self.source)):
            return "", 1
        if sign in "*+?{}^$])":
            raise PatternError
        return self.plain(sign), 1

    def literal(self, letter: str) -> str:
        if letter.isascii() and letter.isalnum():
            raise PatternError  # \b, \1, \p … are not the same everywhere
        return self.plain(letter)

    def plain(self, sign: str) -> str:
        return "\\" + sign if sign in "^$\\.*+?()[]{}|/" else sign

    def one_of(self) -> str:
        written = ""
        if self.peek() == "^":
            self.take()
            written = "^"
        empty = True
        while self.peek() != "]" or empty:
            first = self.member()
            empty = False
            if len(first) > 1 and first[0] != "\\":
                written += first
                continue
            if self.peek() == "-" and self.source[self.at + 1 : self.at + 2] not in ("]", ""):
                self.take()
                last = self.member()
                if (len(last) > 1 and last[0] != "\\") or last[-1] < first[-1]:
                    raise PatternError
                written += f"{first}-{last}"
                continue
            written += first
        self.take()
        return f"[{written}]"

    def member(self) -> str:
        sign = self.take()
        if sign == "\\":
            letter = self.take()
            if letter in _INNER:
                return _INNER[letter]
            if letter.isascii() and letter.isalnum():
                raise PatternError
            sign = letter
        return "\\" + sign if sign in "^$\\.*+?()[]{}|/-" else sign


def written(source: str) -> str:
    """`source` in the form that both engines take alike.

    Raises:
        PatternError: it is outside of what is understood.
    """
    if len(source) > MOST_PATTERN or any(sign < " " or sign > "\uffff" for sign in source):
        raise PatternError
    reader = _Pattern(source)
    found, _counted = reader.alternatives(0)
    if reader.at != len(source):
        raise PatternError
    return found


@lru_cache(maxsize=500)
def matcher(source: str) -> Callable[[str], bool]:
    """Whether a text is wholly what `source` describes; longer ones than MOST_MATCHED are not.

    Raises:
        PatternError: it is outside of what is understood.
    """
    try:
        compiled = re.compile(f"(?:{written(source)})\\Z")
    except (re.error, OverflowError) as wrong:
        raise PatternError from wrong
    return lambda text: len(text) <= MOST_MATCHED and compiled.match(text) is not None
