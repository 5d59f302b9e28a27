"""The area tree as ledgers ask for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bihuan.orgs.models import Area
from bihuan.orgs.tree import DEPTH, AreaNode, AreaTree, area_tree
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers.places import Place, keep_places
from bihuan.platform.ledgers.reading.areas import AreaResolver


@dataclass(frozen=True, slots=True)
class TreePlaces:
    """Places of one state of the tree."""

    tree: AreaTree

    def resolver(self) -> AreaResolver:
        """Every area by the names people write."""
        return self.tree.directory()

    def place(self, key: str) -> Place | None:
        """The area with this id or code."""
        try:
            node = self.tree.nodes.get(UUID(key))
        except ValueError:
            node = next((one for one in self.tree.nodes.values() if one.code == key), None)
        return _place(node) if node else None

    def choices(self, viewer: Actor) -> Sequence[Place]:
        """Towns and villages in the areas of the viewer's posts; all of them for posts at the county and the system."""
        posts = viewer.posts_held()
        paths = tuple(post.area_path for post in posts if post.town_id is not None)
        everything = not posts or any(post.town_id is None for post in posts)

        def of_interest(node: AreaNode) -> bool:
            return everything or node.path.startswith(paths) or any(path.startswith(node.path) for path in paths)

        nodes = (node for node in self.tree.by_path.values() if DEPTH[Area.Level(node.level)] in (1, 2))
        return [_place(node) for node in nodes if of_interest(node)]


def areas_named(keys: Iterable[object]) -> dict[str, Area]:
    """The areas behind the ids that an import's rows carry, by id, without their polygons; one query."""
    wanted = {str(key) for key in keys if key}
    return {str(area.pk): area for area in Area.objects.defer("polygon").filter(pk__in=wanted)}


def _place(node: AreaNode) -> Place:
    return Place(str(node.id), node.name, node.path, node.level, DEPTH[Area.Level(node.level)], str(node.town_id or ""))


keep_places(lambda: TreePlaces(area_tree()))
