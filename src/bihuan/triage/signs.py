"""Urgency and the four signs of a major case, by words with reasons; denials and mere questions do not alarm."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bihuan.triage import lexicon
from bihuan.triage.letters import Letters, lay_out
from bihuan.triage.people import may_name_people, most_people
from bihuan.triage.scanner import Found, Scanner

GROUP_FROM = 5
_DENIAL_REACH = 3  # letters that may stand between a denial and the word it denies
_OWED_WAGES = re.compile(
    r"(?:拖欠|欠|不给|不发|没发|没给|克扣)[^。;!?\n]{0,15}?(?:工资|工钱|薪水|薪资)|"
    r"(?:工资|工钱|薪水|薪资)[^。;!?\n]{0,6}?(?:拖欠|没有?给|没有?发|不发|不给|没结|一直欠)"
)
_STOPS = frozenset(",。;!?、,.;!?:\n")


class Urgency(StrEnum):
    """The three urgencies of a case."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Sign(StrEnum):
    """The four signs of a major case."""

    DEPARTMENTS = "departments"
    AREAS = "areas"
    GROUP = "group"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Because:
    """What was concluded, the sentence that says why, and the words of the text it rests on."""

    conclusion: str
    reason: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """Urgency and signs of one text, each with its reason."""

    urgency: Urgency
    reason: str
    words: tuple[str, ...]
    signs: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a listed word may say: (group, what it stands for), several at once."""

    says: tuple[tuple[str, str], ...]


@cache
def scanner() -> Scanner[_Meaning]:
    """All words of urgency and signs in one list."""
    words = lexicon.signs()
    says: dict[str, list[tuple[str, str]]] = {}
    grouped: dict[str, dict[str, tuple[str, ...]]] = {
        "emergency": words.emergency,
        "urgent": words.urgent,
        "risk": words.risk,
        "departments": words.several_departments,
        "areas": words.several_areas,
        "office": {name: (name,) for name in words.departments},
        "asking": {"": words.asking},
        "now": {"": words.now},
    }
    for group, meanings in grouped.items():
        for meaning, listed in meanings.items():
            for word in listed:
                says.setdefault(word, []).append((group, meaning))
    return Scanner({word: _Meaning(tuple(meant)) for word, meant in says.items()})


def alarms(texts: Sequence[str], letters: Letters | None = None, areas: Scanner[str] | None = None) -> list[Alarm]:
    """Urgency and signs of each text; `areas` names the villages, so that two of them in a text are a sign."""
    letters = letters or lay_out(texts)
    found = scanner().scan(texts, letters)
    peopled = may_name_people(letters).tolist()
    named = areas.scan(texts, letters) if areas is not None else [[] for _text in texts]
    return [
        _alarm(text, words, places, most_people(text) if may else 0)
        for text, words, places, may in zip(texts, found, named, peopled, strict=True)
    ]


def _alarm(text: str, found: Sequence[Found[_Meaning]], places: Sequence[Found[str]], people: int) -> Alarm:
    said: dict[str, dict[str, list[str]]] = {}
    for one in found:
        groups = {group for group, _meaning in one.means.says}
        if groups & {"emergency", "urgent", "risk"} and denied(text, one.start, one.end):
            continue
        for group, meaning in one.means.says:
            words = said.setdefault(group, {}).setdefault(meaning, [])
            if one.word not in words:
                words.append(one.word)
    if ("工资" in text or "工钱" in text or "薪" in text) and (owed := _OWED_WAGES.search(text)):
        said.setdefault("urgent", {}).setdefault("讨要工资", [owed[0]])
        if people >= GROUP_FROM:
            said.setdefault("risk", {}).setdefault("拖欠多人工资", [owed[0]])
    urgency, reason, words_found = _urgency(text, said)
    signs = (_departments(said), _areas(said, places), _group(people), _risk(said))
    return Alarm(urgency, reason, words_found, tuple(sign for sign in signs if sign is not None))


def _urgency(text: str, said: dict[str, dict[str, list[str]]]) -> tuple[Urgency, str, tuple[str, ...]]:
    asks = "asking" in said and "now" not in said and len(text) < 120
    for urgency, group in ((Urgency.EMERGENCY, "emergency"), (Urgency.URGENT, "urgent")):
        if group in said:
            reason, words = _spelled(said[group])
            if asks:
                return Urgency.NORMAL, f"提到{reason},但属于咨询", words
            return urgency, reason, words
    return Urgency.NORMAL, "没有发现紧急情形", ()


def _spelled(meanings: dict[str, list[str]]) -> tuple[str, tuple[str, ...]]:
    reason = ";".join(f"{meaning}(“{'”“'.join(words)}”)" for meaning, words in meanings.items())
    return reason, tuple(dict.fromkeys(word for words in meanings.values() for word in words))


def _departments(said: dict[str, dict[str, list[str]]]) -> Because | None:
    if "departments" in said:
        reason, words = _spelled(said["departments"])
        return Because(Sign.DEPARTMENTS, reason, words)
    offices = tuple(said.get("office", {}))
    if len(offices) >= 3:
        return Because(Sign.DEPARTMENTS, f"涉及{len(offices)}个部门:{'、'.join(offices)}", offices)
    return None


def _areas(said: dict[str, dict[str, list[str]]], places: Sequence[Found[str]]) -> Because | None:
    names = {one.means: one.word for one in places}
    if len(names) > 1:
        return Because(Sign.AREAS, f"涉及多个村(社区):{'、'.join(names)}", tuple(names.values()))
    if "areas" in said:
        reason, words = _spelled(said["areas"])
        return Because(Sign.AREAS, reason, words)
    return None


def _group(count: int) -> Because | None:
    return Because(Sign.GROUP, f"涉及{count}人(户)") if count >= GROUP_FROM else None


def _risk(said: dict[str, dict[str, list[str]]]) -> Because | None:
    if "risk" not in said:
        return None
    reason, words = _spelled(said["risk"])
    return Because(Sign.RISK, f"高风险:{reason}", words)


@cache
def _denials() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    words = lexicon.signs()
    return words.denied_before, words.not_denied, words.denied_after


def denied(text: str, start: int, end: int) -> bool:
    """Whether the word at `text[start:end]` is denied (没有人受伤), only feared (避免起火) or a name (火灾演练)."""
    before, stands, after = _denials()
    window = text[max(start - 8, 0) : start]
    cut = max((window.rfind(stop) for stop in _STOPS), default=-1)
    window = window[cut + 1 :]
    for word in before:
        at = window.rfind(word)
        if at >= 0 and len(window) - at - len(word) <= _DENIAL_REACH:
            whole = text[start - len(window) + at : end]
            if not any(whole.startswith(stop) for stop in stands):
                return True
    rest = text[end : end + 6]
    return any(rest.startswith(word) for word in after)
