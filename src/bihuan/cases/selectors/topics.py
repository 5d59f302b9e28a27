"""Reading hot topics: what many bring up, where, how many people, since when, and whether it grows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import Case, TopicSheet
from bihuan.cases.policies import READ
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area
from bihuan.orgs.tree import area_tree
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require, visible

WEEKS = 13


@dataclass(frozen=True, slots=True)
class HotTopic:
    """A topic as far as the viewer sees it. `case_ids` newest first; `weeks` counts its cases of the last thirteen weeks.

    `key` names it among the topics of its town until they are worked out anew: the id of its first case.
    `area_id` is the village or town most of the cases lie in; `trend` is rising, steady or falling.
    """

    key: str
    name: str
    place: str
    issue: str
    town_id: UUID
    area_id: UUID
    area_name: str
    case_ids: tuple[UUID, ...]
    open: int
    people: int
    first: date
    last: date
    trend: str
    heat: float
    weeks: tuple[int, ...]
    example: str

    @property
    def cases(self) -> int:
        """How many cases of the viewer belong to it."""
        return len(self.case_ids)


def topics(viewer: Actor, *, town: Area | None = None, within_days: int = 90) -> list[HotTopic]:
    """Topics of the viewer's towns (or of `town`), hottest first; each has two cases or more that the viewer may see.

    At most four queries. `within_days` leaves out topics whose last case is longer ago.

    Raises:
        NotAllowed: the viewer sees no cases at all.
    """
    require(viewer, READ)
    sheets = TopicSheet.objects.order_by("town__code")
    if town is not None:
        sheets = sheets.filter(town=town)
    drafts = [(sheet.town_id, topic) for sheet in sheets for topic in sheet.topics]
    wanted = {UUID(one) for _town, topic in drafts for one in topic["ids"]}
    seen = {case.pk: case for case in _seen(viewer, wanted)}
    since = clock.today() - timedelta(days=within_days)
    found = [one for town_id, topic in drafts if (one := _topic(town_id, topic, seen)) is not None]
    return sorted((one for one in found if one.last >= since), key=lambda one: (-one.heat, one.key))


def topic_by_key(viewer: Actor, *, town_id: UUID, key: str) -> HotTopic:
    """One topic.

    Raises:
        NotFound: it is not among the present ones, or the viewer may not know of it.
    """
    town = Area.objects.filter(pk=town_id).first()
    found = next((one for one in topics(viewer, town=town) if one.key == key), None) if town is not None else None
    if found is None:
        raise NotFound(_("没有找到这个热点,它可能已经降温。请回到热点列表查看。"))
    return found


def cases_of_topic(viewer: Actor, topic: HotTopic) -> list[Case]:
    """Its cases, newest first; one query."""
    found = visible(Case, viewer, READ).filter(pk__in=topic.case_ids).select_related("area", "office", "category")
    return list(found.order_by("-reported_at"))


def _seen(viewer: Actor, ids: set[UUID]) -> list[Case]:
    rows = visible(Case, viewer, READ).filter(pk__in=ids)
    return list(rows.only("pk", "area_id", "area_path", "state", "reported_at", "title"))


def _topic(town_id: UUID, topic: dict[str, Any], seen: dict[UUID, Case]) -> HotTopic | None:
    cases: Sequence[Case] = sorted(
        (seen[UUID(one)] for one in topic["ids"] if UUID(one) in seen), key=lambda case: case.reported_at, reverse=True
    )
    if len(cases) < 2:
        return None
    days = [clock.local(case.reported_at).date() for case in cases]
    area_id, area_name = _place(town_id, cases)
    share = len(cases) / len(topic["ids"])
    return HotTopic(
        key=str(topic["ids"][0]), name=topic["name"], place=topic["place"], issue=topic["issue"], town_id=town_id,
        area_id=area_id, area_name=area_name, case_ids=tuple(case.pk for case in cases),
        open=sum(1 for case in cases if case.is_open), people=max(len(cases), round(topic["people"] * share)),
        first=days[-1], last=days[0], trend=topic["trend"], heat=topic["heat"], weeks=_weeks(days),
        example=topic["example"],
    )  # fmt: skip


def _place(town_id: UUID, cases: Sequence[Case]) -> tuple[UUID, str]:
    """The village most of the cases lie in, when that is most of them; else the town."""
    tree = area_tree()
    villages: Counter[UUID] = Counter()
    for case in cases:
        villages.update(node.id for node in tree.line(case.area_path) if node.level == Area.Level.VILLAGE)
    best = villages.most_common(1)
    where = best[0][0] if best and best[0][1] * 2 > len(cases) else town_id
    node = tree.nodes.get(where)
    return where, node.full_name if node is not None else ""


def _weeks(days: Sequence[date]) -> tuple[int, ...]:
    today = clock.today()
    counts = [0] * WEEKS
    for day in days:
        ago = (today - day).days // 7
        if 0 <= ago < WEEKS:
            counts[WEEKS - 1 - ago] += 1
    return tuple(counts)
