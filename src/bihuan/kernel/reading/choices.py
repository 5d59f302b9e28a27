"""Match a cell to one of a set of labelled choices: exact, by synonym, by a safe variant, then by close spelling."""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from bihuan.kernel.reading import pinyin
from bihuan.kernel.reading.outcome import BLANK, Read, ReadingError
from bihuan.kernel.reading.texts import compact, is_blank, tidy
from bihuan.kernel.reading.yes_no import ticked_option

K = TypeVar("K", bound=Hashable)

# Endings that a clerk adds or leaves out without changing which kind is meant.
OPTIONAL_ENDINGS = ("纠纷", "矛盾纠纷", "矛盾", "争议", "问题", "类", "类纠纷", "事项", "类别")
_SIGNS = re.compile(r"[\s()()\[\]【】、,,.。;;::/\\\-—_·“”\"'《》|+&]+")
_NUMBERING = re.compile(r"^(?:\(?\d{1,2}\)?[.、::)\s]+|[①-⑳])")
_DENYING = re.compile("没有|没能|未能|尚未|还未|没|不")
_DENIALS = re.compile("[未不没无非否勿]")
_CLOSE = 80.0
_LONG = 4  # in shorter words one other character is another word
_CATCH_ALL = ("其他", "其它", "其余")  # 其他某某 is a kind of its own, which nobody has named yet


@dataclass(frozen=True, slots=True)
class Option(Generic[K]):
    """One choice: the key that is stored, the label people see, and other words that mean the same."""

    key: K
    label: str
    synonyms: tuple[str, ...] = ()


class ChoiceSet(Generic[K]):
    """The choices of one column; built once, then each cell is one dictionary look-up in the usual case.

    Variants made by leaving out or adding an ending are used only where they name a single option, so a variant never
    wins over another option's own word.

    Raises:
        ValueError: a label or synonym names two options.
    """

    def __init__(self, options: Iterable[Option[K]], *, endings: Iterable[str] = OPTIONAL_ENDINGS) -> None:
        self.options = tuple(options)
        self._endings = tuple(sorted({compact(ending) for ending in endings}, key=len, reverse=True))
        self._labels = {option.key: option.label for option in self.options}
        self._exact: dict[str, K] = {}
        for option in self.options:
            for word in (option.label, *option.synonyms, *((option.key,) if isinstance(option.key, str) else ())):
                form = _form(word)
                if form and self._exact.setdefault(form, option.key) != option.key:
                    raise ValueError(f"“{word}” names two choices: {self._exact[form]!r} and {option.key!r}")
        shared: dict[str, set[K]] = {}
        for form, key in self._exact.items():
            for variant in (self._stem(form), _denied(form)):
                shared.setdefault(variant, set()).add(key)
        self._stems = {stem: next(iter(keys)) for stem, keys in shared.items() if len(keys) == 1}

    def label(self, key: K) -> str:
        """The label of `key`.

        Raises:
            KeyError: no such choice.
        """
        return self._labels[key]

    def read(self, cell: object) -> Read[K | None] | ReadingError:
        """The key of the choice a cell means; blank gives None.

        A close spelling, or one option's word inside a longer text, gives `sure=False` with the labels considered.

        Errors: `choice_unknown` with the nearest labels, `choice_ambiguous`.
        """
        text = compact(cell)
        form = _form(_NUMBERING.sub("", ticked_option(text) or text))
        if form in self._exact:
            return Read(self._exact[form])
        raw = _form(text)
        if raw in self._exact:
            return Read(self._exact[raw])
        if is_blank(cell) or not form:
            return BLANK
        for variant in (self._stem(form), _denied(form)):
            if variant in self._stems:
                return Read(self._stems[variant])
        return self._guess(form, cell)

    def nearest(self, cell: object, limit: int = 3) -> tuple[str, ...]:
        """The labels most like a cell, best first; for an error message or a select box."""
        ranked = self._ranked(_form(compact(cell)))
        return tuple(self._labels[key] for key, score in ranked if score >= 30)[:limit]

    def _guess(self, form: str, cell: object) -> Read[K | None] | ReadingError:
        stem = self._stem(form)
        shortened = {
            key
            for word, key in self._exact.items()
            if len(stem) >= 2 and stem in word and stem not in self._endings and _same_sense(stem, word)
        }
        if len(shortened) == 1:
            key = next(iter(shortened))
            if len(stem) >= 4 and any(word.startswith(stem) for word, owner in self._exact.items() if owner == key):
                return Read(key)  # 道路交通 for 道路交通事故: cut short, and nothing else begins so
            return self._unsure(key, cell)
        inside = self._inside(stem)
        if len(inside) > 1:
            labels = tuple(option.label for option in self.options if option.key in inside)
            return ReadingError(
                "choice_ambiguous",
                f"“{tidy(cell)}”可能是{'、'.join(labels)},请选定一个",
                f"“{tidy(cell)}” may mean {', '.join(labels)}; choose one.",
                labels,
            )
        if inside:
            return self._unsure(inside.pop(), cell)
        sounding = {
            key
            for word, key in self._exact.items()
            if len(word) == len(form) and pinyin.full(word) == pinyin.full(form)
        }
        if len(sounding) == 1:
            return self._unsure(sounding.pop(), cell)
        ranked = self._ranked(form, same_sense=True) if len(stem) >= _LONG and not form.startswith(_CATCH_ALL) else []
        if ranked and ranked[0][1] >= _CLOSE and (len(ranked) == 1 or ranked[1][1] < ranked[0][1] - 5):
            return self._unsure(ranked[0][0], cell)
        return self._unknown(cell)

    def _inside(self, stem: str) -> set[K]:
        """The options whose word fills at least half of a longer text; a word within a longer found word does not count."""
        words = [
            word
            for word in self._stems
            if len(word) >= 2 and 2 * len(word) >= len(stem) and word in stem
            if word not in _CATCH_ALL and _same_sense(word, stem)
        ]
        return {self._stems[word] for word in words if not any(word != other and word in other for other in words)}

    def _ranked(self, form: str, *, same_sense: bool = False) -> list[tuple[K, float]]:
        scores: dict[K, float] = {}
        for typed, words in ((form, self._exact), (self._stem(form), self._stems)):
            for word, key in words.items():
                if not same_sense or _same_sense(typed, word):
                    scores[key] = max(scores.get(key, 0.0), fuzz.ratio(typed, word))
        return sorted(scores.items(), key=lambda item: -item[1])

    def _stem(self, form: str) -> str:
        for ending in self._endings:
            if form.endswith(ending) and len(form) > len(ending):
                return self._stem(form.removesuffix(ending))
        return form

    def _unsure(self, key: K, cell: object) -> Read[K | None]:
        label = self._labels[key]
        others = tuple(other for other in self.nearest(cell) if other != label)
        return Read(
            key, False, f"“{tidy(cell)}”按“{label}”理解", f"“{tidy(cell)}” read as “{label}”.", (label, *others)
        )

    def _unknown(self, cell: object) -> ReadingError:
        near = self.nearest(cell) or tuple(option.label for option in self.options[:3])
        shown = tidy(cell)[:30]
        hint, hint_en = ("、".join(near), ", ".join(near))
        return ReadingError(
            "choice_unknown",
            f"没有“{shown}”这一项,可选的相近项有:{hint}",
            f"There is no choice “{shown}”; the nearest are: {hint_en}.",
            near,
        )


def _form(word: str) -> str:
    text = compact(word)
    return _SIGNS.sub("", text) or text


def _denied(form: str) -> str:
    """One way to deny for all: 不成功, 没有成功 and 未能成功 are 未成功."""
    return _DENYING.sub("未", form)


def _same_sense(one: str, other: str) -> bool:
    """Whether both deny equally often: 不成功 is close to 成功 in spelling only."""
    return len(_DENIALS.findall(one)) == len(_DENIALS.findall(other))
