"""Routing rules as data that explain themselves: a dry run over past cases, and warnings for rules never reached."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bihuan.triage.signs import Urgency

_RANK = {Urgency.NORMAL: 0, Urgency.URGENT: 1, Urgency.EMERGENCY: 2}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may ask of a matter. `areas` are the codes of its area and all areas above."""

    text: str
    category: str = ""
    confidence: float = 1.0
    urgency: Urgency = Urgency.NORMAL
    areas: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    people: int = 0
    kind: str = ""
    channel: str = ""
    hour: int = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """To `office` when everything asked for holds; what is left empty is not asked. A category also covers those below it.

    `hours` are the first hour (0 to 23) and the one it ends before (1 to 24); they may run over midnight.
    """

    name: str
    office: str
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    urgency_from: Urgency = Urgency.NORMAL
    people_from: int = 0
    confidence_from: float = 0.0
    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    hours: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Where a matter goes, by which rule, and why in a sentence."""

    office: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class PastCase:
    """A past matter with the office that in the end handled it."""

    id: str
    facts: Facts
    office: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A past case that the rules would have sent elsewhere."""

    id: str
    was: str
    would_be: str
    reason: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the rules would have done: counts, hits a rule, the differences, and warnings in sentences."""

    cases: int
    routed: int
    same: int
    hits: dict[str, int]
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...] = field(default=())


def route(rules: Sequence[Rule], facts: Facts, names: Mapping[str, str] | None = None) -> Route | None:
    """The first rule that holds; None when none does, and then a person decides. `names` say codes in people's words."""
    for rule in rules:
        reasons = _holds(rule, facts, names or {})
        if reasons is not None:
            return Route(rule.office, rule.name, f"规则“{rule.name}”:{';'.join(reasons) or '不设条件'}")
    return None


def _holds(rule: Rule, facts: Facts, names: Mapping[str, str]) -> list[str] | None:
    """The reasons, or None when something asked for does not hold."""
    reasons: list[str] = []
    for wanted, has, said in ((rule.kinds, facts.kind, "类型为"), (rule.channels, facts.channel, "来源为")):
        if wanted:
            if has not in wanted:
                return None
            reasons.append(f"{said}{names.get(has, has)}")
    if rule.hours is not None:
        if facts.hour not in _clock(rule.hours):
            return None
        reasons.append(f"时间在{rule.hours[0]}点至{rule.hours[1]}点")
    if rule.categories:
        category = next((code for code in rule.categories if _covers(code, facts.category)), None)
        if category is None or facts.confidence < rule.confidence_from:
            return None
        reasons.append(f"类别属于{names.get(category, category)}(把握{facts.confidence:.0%})")
    for asked, there, said in ((rule.areas, facts.areas, "区域在"), (rule.signs, facts.signs, "有重大标志")):
        if asked:
            both = [code for code in asked if code in there]
            if not both:
                return None
            reasons.append(f"{said}{'、'.join(names.get(code, code) for code in both)}")
    if rule.words:
        words = [word for word in rule.words if word in facts.text]
        if not words:
            return None
        reasons.append(f"内容提到{'、'.join(words)}")
    if any(word in facts.text for word in rule.without_words):
        return None
    if _RANK[facts.urgency] < _RANK[rule.urgency_from] or facts.people < rule.people_from:
        return None
    if rule.urgency_from is not Urgency.NORMAL:
        reasons.append(f"紧急程度为{names.get(facts.urgency, facts.urgency)}")
    if rule.people_from:
        reasons.append(f"涉及{facts.people}人,达到{rule.people_from}人")
    return reasons


def _clock(hours: tuple[int, int]) -> frozenset[int]:
    first, last = hours
    return frozenset(range(first, last) if first < last else (*range(first, 24), *range(last)))


def _covers(code: str, category: str) -> bool:
    return category == code or category.startswith(f"{code}.")


def dry_run(rules: Sequence[Rule], past: Iterable[PastCase], names: Mapping[str, str] | None = None) -> DryRun:
    """Try the rules on past cases; nothing is changed."""
    hits: Counter[str] = Counter()
    differences: list[Difference] = []
    cases = routed = same = 0
    for case in past:
        cases += 1
        found = route(rules, case.facts, names)
        if found is None:
            continue
        routed += 1
        hits[found.rule] += 1
        if found.office == case.office:
            same += 1
        else:
            differences.append(Difference(case.id, case.office, found.office, found.reason))
    unused = [
        f"规则“{rule.name}”在{cases}件过去的事项中一次也没有用到" for rule in rules if cases and not hits[rule.name]
    ]
    return DryRun(
        cases,
        routed,
        same,
        {rule.name: hits[rule.name] for rule in rules},
        tuple(differences),
        tuple(dict.fromkeys([*never_reached(rules), *unused])),
    )


def never_reached(rules: Sequence[Rule]) -> list[str]:
    """A warning for each rule that an earlier one always takes precedence over, and for names given twice."""
    warnings = [f"规则名“{name}”重复,请改名" for name, count in Counter(r.name for r in rules).items() if count > 1]
    for at, rule in enumerate(rules):
        earlier = next((before for before in rules[:at] if _wider(before, rule)), None)
        if earlier is not None:
            warnings.append(f"规则“{rule.name}”永远用不到:凡符合它的,都先符合前面的“{earlier.name}”")
    return warnings


def _wider(before: Rule, rule: Rule) -> bool:
    """Whether everything that satisfies `rule` satisfies `before`."""
    return (
        _any_of_fewer(rule.categories, before.categories, below=True)
        and (not before.categories or before.confidence_from <= rule.confidence_from)
        and _any_of_fewer(rule.kinds, before.kinds)
        and _any_of_fewer(rule.channels, before.channels)
        and (before.hours is None or (rule.hours is not None and _clock(rule.hours) <= _clock(before.hours)))
        and _any_of_fewer(rule.areas, before.areas)
        and _any_of_fewer(rule.signs, before.signs)
        and _words_imply(rule.words, before.words)
        and set(before.without_words) <= set(rule.without_words)
        and _RANK[before.urgency_from] <= _RANK[rule.urgency_from]
        and before.people_from <= rule.people_from
    )


def _any_of_fewer(asked: Sequence[str], wider: Sequence[str], *, below: bool = False) -> bool:
    if not wider:
        return True
    return bool(asked) and all(any(_covers(w, one) if below else w == one for w in wider) for one in asked)


def _words_imply(asked: Sequence[str], wider: Sequence[str]) -> bool:
    """A text with 停水通知 also holds 停水."""
    return not wider or (bool(asked) and all(any(word in one for word in wider) for one in asked))
