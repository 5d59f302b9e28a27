"""The triage proposal: category, urgency, signs, area and office for a matter, each with reason and confidence.

A modest form from declared words, so that the desk works on the first day; a learning library may fill the same
`Proposal` later without the desk noticing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import Case, CaseKind, Category, Urgency
from bihuan.orgs.models import Area, Office
from bihuan.orgs.selectors import area_at, offices_of
from bihuan.orgs.tree import AreaNode, area_tree

T = TypeVar("T")

EMERGENCY_WORDS = (
    "着火", "火灾", "爆炸", "燃气泄漏", "煤气泄漏", "坍塌", "倒塌", "溺水", "落水", "自杀", "跳楼", "喝农药", "砍人", "持刀",
    "中毒", "触电", "被困",
)  # fmt: skip
URGENT_WORDS = (
    "停水", "停电", "漏气", "打架", "打人", "家暴", "堵门", "堵路", "受伤", "塌陷", "漏电", "危房", "讨薪", "今晚", "马上", "紧急", "扬言",
)  # fmt: skip
RISK_WORDS = (
    *EMERGENCY_WORDS,
    "扬言",
    "报复",
    "上访",
    "群体",
    "聚集",
    "拉横幅",
    "家暴",
    "欠薪",
    "讨薪",
    "危房",
    "漏电",
    "漏气",
)
KIND_WORDS = {
    CaseKind.DISPUTE: (
        "纠纷",
        "调解",
        "吵架",
        "打架",
        "赡养",
        "离婚",
        "彩礼",
        "欠薪",
        "拖欠工资",
        "欠钱",
        "赔偿",
        "邻居",
    ),
    CaseKind.HAZARD: ("隐患", "消防通道", "燃气", "坍塌", "漏电", "危房", "溺水", "井盖缺失", "脱落", "塌陷"),
    CaseKind.DIFFICULTY: ("企业", "公司", "厂里", "贷款", "融资", "招工", "用工难"),
}
GROUP_FROM = 5
_SEVERAL_DEPARTMENTS = ("多个部门", "几个部门", "多部门", "相互推诿", "互相推诿", "踢皮球", "都说不归", "都不管")
_PEOPLE = re.compile(r"(\d{1,5})\s*(?:多|余)?\s*(?:名|位|个)?(?:人|户|工人|村民|居民|业主|职工|农民工|群众|家长)")
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_PEOPLE_HAN = re.compile(
    r"([二两三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九])(?:多|余|几)?(?:名|位|户|个(?:人|工人|村民|居民|业主|职工|群众|家长))"
)
SURE, LIKELY, WEAK = 0.9, 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Proposed(Generic[T]):
    """One answer with the reason a person reads, the words that decided, and how sure it is (0 to 1)."""

    value: T
    reason: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What triage proposes; None where nothing speaks for an answer. `others` are further categories, best first."""

    kind: Proposed[str] | None = None
    category: Proposed[Category] | None = None
    urgency: Proposed[str] | None = None
    area: Proposed[UUID] | None = None
    office: Proposed[Office] | None = None
    signs: tuple[Proposed[str], ...] = ()
    others: tuple[Proposed[Category], ...] = field(default=())

    @property
    def why(self) -> dict[str, str]:
        """What `dispatch_case` keeps as the reason of the assignment."""
        return {"rule": "duties", "text": self.office.reason} if self.office is not None else {}


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a matter while it is typed, or of a case."""

    text: str
    kind: str = ""
    place: str = ""
    town: Area | None = None
    lat: float | None = None
    lon: float | None = None
    people_involved: int | None = None

    @classmethod
    def of(cls, case: Case) -> "Matter":
        return cls(
            f"{case.title}。{case.text}", case.kind, case.place, case.town, case.lat, case.lon, case.people_involved
        )


def propose(matter: Matter) -> Proposal:
    """The proposal for a matter; a fixed number of queries (categories, offices, areas in memory)."""
    area = _area(matter)
    kind = _kind(matter.text)
    ranked = _categories(matter, matter.kind or (kind.value if kind else ""))
    category = ranked[0] if ranked else None
    return Proposal(
        kind=kind,
        category=category,
        urgency=_urgency(matter.text),
        area=area,
        office=_office(matter, category),
        signs=_signs(matter),
        others=tuple(ranked[1:3]),
    )


def _found(words: Iterable[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word and word in text))


def _kind(text: str) -> Proposed[str] | None:
    scores = {kind: _found(words, text) for kind, words in KIND_WORDS.items()}
    kind, words = max(scores.items(), key=lambda item: len(item[1]))
    if not words:
        return None
    reason = _("内容中有“%(words)s”") % {"words": _("、").join(words)}
    return Proposed(kind, reason, SURE if len(words) > 1 else LIKELY, words)


def _categories(matter: Matter, kind: str) -> list[Proposed[Category]]:
    rows = Category.objects.filter(active=True)
    if kind:
        rows = rows.filter(kind=kind)
    scored = []
    for row in rows:
        words = _found([*row.synonyms, row.name], matter.text)
        if words:
            scored.append((sum(len(word) for word in words), row, words))
    scored.sort(key=lambda item: (-item[0], item[1].code))
    total = sum(score for score, _row, _words in scored) or 1
    return [
        Proposed(
            row,
            _("提到“%(words)s”") % {"words": _("、").join(words)},
            round(min(0.95, 0.4 + 0.55 * score / total), 2),
            words,
        )
        for score, row, words in scored
    ]


def _urgency(text: str) -> Proposed[str]:
    for urgency, listed in ((Urgency.EMERGENCY, EMERGENCY_WORDS), (Urgency.URGENT, URGENT_WORDS)):
        words = _found(listed, text)
        if words:
            return Proposed(str(urgency), _("内容中有“%(words)s”") % {"words": _("、").join(words)}, LIKELY, words)
    return Proposed(str(Urgency.NORMAL), _("没有发现紧急情形"), LIKELY)


def people_in(text: str) -> int:
    """The largest number of people or households that the text names; 0 when it names none."""
    numbers = [int(found) for found in _PEOPLE.findall(text)]
    numbers += [_small_number(found) for found in _PEOPLE_HAN.findall(text)]
    return max(numbers, default=0)


def _small_number(word: str) -> int:
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _DIGITS.get(word, 0)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _signs(matter: Matter) -> tuple[Proposed[str], ...]:
    found: list[Proposed[str]] = []
    people = matter.people_involved or people_in(matter.text)
    if people >= GROUP_FROM:
        found.append(
            Proposed("group", _("涉及%(count)d人(户)") % {"count": people}, SURE if matter.people_involved else LIKELY)
        )
    risks = _found(RISK_WORDS, matter.text)
    if risks:
        found.append(Proposed("risk", _("风险词:%(words)s") % {"words": _("、").join(risks)}, LIKELY, risks))
    several = _found(_SEVERAL_DEPARTMENTS, matter.text)
    if several:
        found.append(
            Proposed("departments", _("内容中有“%(words)s”") % {"words": _("、").join(several)}, LIKELY, several)
        )
    places = _villages_in(matter)
    if len(places) > 1:
        names = _("、").join(node.name for node in places)
        found.append(Proposed("areas", _("涉及多个村(社区):%(names)s") % {"names": names}, LIKELY))
    return tuple(found)


def _villages_in(matter: Matter) -> list[AreaNode]:
    tree = area_tree()
    within = tree.below(matter.town.path) if matter.town is not None else list(tree.nodes.values())
    text = f"{matter.place} {matter.text}"
    villages = [node for node in within if node.level == Area.Level.VILLAGE]
    return [node for node in villages if any(name in text for name in (node.name, *node.aliases))]


def _area(matter: Matter) -> Proposed[UUID] | None:
    if matter.lat is not None and matter.lon is not None:
        at = area_at(matter.lat, matter.lon)
        if at is not None:
            inside = at.metres == 0
            reason = _("位置落在%(name)s边界内") if inside else _("位置距%(name)s约%(metres)d米")
            return Proposed(
                at.node.id, reason % {"name": at.node.full_name, "metres": int(at.metres)}, SURE if inside else WEAK
            )
    tree = area_tree()
    within = tree.below(matter.town.path) if matter.town is not None else list(tree.nodes.values())
    text = f"{matter.place} {matter.text}"
    named = [
        (len(node.path), name, node)
        for node in within
        if node.level != Area.Level.COUNTY
        for name in (node.name, *node.aliases)
        if len(name) > 1 and name in text
    ]
    if not named:
        return None
    _depth, name, node = max(named, key=lambda item: (item[0], len(item[1])))
    only = sum(1 for depth, _name, _node in named if depth == _depth) == 1
    return Proposed(node.id, _("内容或地点中写明“%(name)s”") % {"name": name}, SURE if only else WEAK, (name,))


def _office(matter: Matter, category: Proposed[Category] | None) -> Proposed[Office] | None:
    """The office whose duties name what the text says, else what its category is about."""
    if matter.town is None:
        return None
    about = [*category.value.synonyms, category.value.name] if category else []
    scored: list[tuple[int, Office, tuple[str, ...], tuple[str, ...]]] = []
    for office in offices_of(matter.town):
        duties = [word for word in re.split(r"[\s、,,;;。/]+", office.duties) if len(word) > 1]
        words = _found(duties, matter.text)
        by_category = tuple(word for word in duties if word in about and word not in words)
        if words or by_category:
            scored.append((2 * sum(map(len, words)) + sum(map(len, by_category)), office, words, by_category))
    if not scored:
        return None
    # The town's own office goes before the county's when both answer for it.
    scored.sort(key=lambda item: (-item[0], item[1].town_id is None, item[1].name))
    score, office, words, by_category = scored[0]
    close = len(scored) > 1 and scored[1][0] == score
    if words:
        reason = _("职责范围包含“%(words)s”") % {"words": _("、").join(words)}
    else:
        reason = _("类别“%(category)s”属其职责(%(words)s)") % {
            "category": category.value.name if category else "",
            "words": _("、").join(by_category),
        }
    return Proposed(office, reason, WEAK if close or not words else LIKELY, words)
