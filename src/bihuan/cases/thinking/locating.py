"""Where a matter lies: by its position, else by the names and aliases of areas that its words or its address write."""

from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.thinking.answers import SURE, WEAK, Matter, Proposed
from bihuan.orgs.models import Area
from bihuan.orgs.selectors import area_at
from bihuan.orgs.tree import AreaNode, AreaTree, area_tree
from bihuan.triage.scanner import Scanner


def area_of(matter: Matter) -> Proposed[UUID] | None:
    """The deepest area that position or words name; None where nothing does."""
    if matter.lat is not None and matter.lon is not None:
        at = area_at(matter.lat, matter.lon)
        if at is not None:
            inside = at.metres == 0
            reason = _("位置落在%(name)s边界内") if inside else _("位置距%(name)s约%(metres)d米")
            return Proposed(
                at.node.id, reason % {"name": at.node.full_name, "metres": int(at.metres)}, SURE if inside else WEAK
            )
    tree = area_tree()
    named = names_of(tree, matter.town.path if matter.town is not None else "")
    written = {
        tree.nodes[UUID(key)]: one.word
        for one in named.scan([f"{matter.place} {matter.text}"])[0]
        for key in one.means.split()
    }
    if not written:
        return None
    # Of several 第一网格 the one whose village is written too.
    rank = {
        node: (sum(1 for above in tree.line(node.path) if above in written), len(node.path), len(name))
        for node, name in written.items()
    }
    best = max(rank.values())
    node = next(node for node, at in rank.items() if at == best)
    name = written[node]
    only = sum(1 for at in rank.values() if at[:2] == best[:2]) == 1
    return Proposed(node.id, _("内容或地点中写明“%(name)s”") % {"name": name}, SURE if only else WEAK, (name,))


def names_of(tree: AreaTree, within: str) -> Scanner[str]:
    """Every name and alias below a path → the ids it may mean, apart from the county's own; made once for a state of the tree."""
    return _names(_Same(tree), within)


def villages_of(tree: AreaTree, within: str) -> Scanner[str]:
    """Names and aliases of villages → the village, for the sign of several areas."""
    return _villages(_Same(tree), within)


class _Same:
    """A tree compared by its stamp, so that what is made of it can be kept."""

    def __init__(self, tree: AreaTree) -> None:
        self.tree = tree

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.tree.stamp == self.tree.stamp

    def __hash__(self) -> int:
        return hash(self.tree.stamp)


def _below(tree: AreaTree, within: str) -> list[AreaNode]:
    return tree.below(within) if within else list(tree.nodes.values())


@lru_cache(maxsize=40)
def _names(same: _Same, within: str) -> Scanner[str]:
    means: dict[str, list[str]] = {}
    for node in _below(same.tree, within):
        if node.level != Area.Level.COUNTY:
            for name in (node.name, *node.aliases):
                means.setdefault(name.lower(), []).append(str(node.id))
    return Scanner({name: " ".join(ids) for name, ids in means.items()})


@lru_cache(maxsize=40)
def _villages(same: _Same, within: str) -> Scanner[str]:
    villages = [node for node in _below(same.tree, within) if node.level == Area.Level.VILLAGE]
    return Scanner({name.lower(): str(node.id) for node in villages for name in (node.name, *node.aliases)})
