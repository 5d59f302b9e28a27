"""Reading needs: how many wait by village and kind, which children of which grade, and whom a programme would help."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from bihuan.orgs.models import Area, Grade
from bihuan.orgs.tree import AreaNode, area_tree
from bihuan.platform.actors import Actor
from bihuan.visits.models import Need
from bihuan.visits.need_registers import NEEDS

State, Kind = Need.State, Need.Kind
MOST = 300
BELOW = (Area.Level.GRID, Area.Level.MICRO)


@dataclass(slots=True)
class VillageNeeds:
    """One village: how many needs of each kind wait for an answer."""

    area: AreaNode
    waiting: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.waiting.values())


@dataclass(frozen=True, slots=True)
class KindOfNeed:
    """One kind: how many wait, are answered, are met."""

    kind: str
    waiting: int
    answered: int
    met: int

    @property
    def title(self) -> str:
        return str(Kind(self.kind).label)


def needs_by_village(viewer: Actor) -> list[VillageNeeds]:
    """Waiting needs that the viewer may see, by village (the grids of a village added up); one query besides the tree."""
    rows = NEEDS.rows(viewer).filter(state=State.OPEN).order_by().values_list("area_path", "kind")
    tree, found = area_tree(), dict[str, VillageNeeds]()
    for path, kind, count in rows.annotate(n=Count("pk")):
        village = [node for node in tree.line(path) if node.level not in BELOW][-1]
        line = found.setdefault(village.path, VillageNeeds(village))
        line.waiting[kind] = line.waiting.get(kind, 0) + count
    return sorted(found.values(), key=lambda line: (-line.total, line.area.path))


def needs_by_kind(viewer: Actor) -> list[KindOfNeed]:
    """The needs that the viewer may see, by kind; one query."""
    rows = NEEDS.rows(viewer).order_by().values("kind")
    rows = rows.annotate(
        waiting=Count("pk", filter=Q(state=State.OPEN)),
        answered=Count("pk", filter=Q(state=State.ANSWERED)),
        met=Count("pk", filter=Q(state=State.MET)),
    )
    found = {row["kind"]: row for row in rows}
    return [
        KindOfNeed(kind, found[kind]["waiting"], found[kind]["answered"], found[kind]["met"])
        for kind in Kind.values
        if kind in found
    ]


def children_by_grade(viewer: Actor) -> list[tuple[str, str, int]]:
    """Children who wait for childcare or after-school care, by grade (code, name, how many); one query."""
    rows = NEEDS.rows(viewer).filter(state=State.OPEN, kind__in=Need.OF_CHILDREN).order_by()
    found = dict(rows.values_list("grade").annotate(n=Count("pk")))
    return [(code, str(name), found[code]) for code, name in Grade.choices if code in found] + (
        [("", "", found[""])] if "" in found else []
    )


def whom_it_helps(viewer: Actor, kind: str, path: str) -> QuerySet[Need]:
    """Needs of a kind below `path` that wait for an answer, the longest waiting first; one query."""
    rows = NEEDS.rows(viewer).filter(state=State.OPEN, kind=kind, area_path__startswith=path)
    return rows.select_related("household", "area").order_by("heard_on", "id")[:MOST]
