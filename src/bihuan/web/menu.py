"""The desk's menu: each room adds its entry in one line, and people see only what their posts let them use."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds

# From which order on the entries stand under which heading.
SECTIONS: tuple[tuple[int, str | Promise], ...] = (
    (0, ""),
    (20, pgettext_lazy("栏目组", "矛盾化解")),
    (30, pgettext_lazy("栏目组", "一线工作")),
    (40, pgettext_lazy("栏目组", "服务")),
    (50, pgettext_lazy("栏目组", "数据")),
    (80, pgettext_lazy("栏目组", "管理")),
)
MOST_ON_PHONE = 5  # beside messages and “more”, each wide enough for a thumb


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `icon` is a Bootstrap Icons name; `rights`: any one of them opens it, none means everybody.

    `under` lists the address prefixes that belong to the entry, so that it stays marked on its sub-pages; `phone` puts
    it into the bottom bar of small screens.
    """

    key: str
    title: str | Promise
    url_name: str
    icon: str
    order: int
    rights: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    phone: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as one page shows it."""

    key: str
    title: str
    url: str
    icon: str
    current: bool
    phone: bool


_items: dict[str, Item] = {}


def add(
    key: str,
    title: str | Promise,
    url_name: str,
    *,
    icon: str,
    order: int,
    rights: tuple[str, ...] = (),
    under: tuple[str, ...] = (),
    phone: bool = False,
) -> None:
    """Declare an entry; called in a room's `urls.py`, so that a room without pages has none."""
    _items[key] = Item(key, title, url_name, icon, order, rights, under, phone)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading ("" for the first)."""

    title: str
    entries: list[Shown]


def shown_to(viewer: Actor, request: HttpRequest) -> list[Group]:
    """The entries `viewer` may use, in order and grouped; the one of the present page is marked.

    No query beyond the one of the viewer's posts.
    """
    groups: dict[int, list[Shown]] = {start: [] for start, _title in SECTIONS}
    open_to = [item for item in _items.values() if not item.rights or any(holds(viewer, one) for one in item.rights)]
    near = {item.key: _nearness(item, request.path) for item in open_to}
    nearest = max(near.values(), default=0)
    on_phone = 0
    for item in sorted(open_to, key=lambda item: item.order):
        current = near[item.key] == nearest > 0
        below = item.phone and on_phone < MOST_ON_PHONE
        on_phone += below
        shown = Shown(item.key, str(item.title), _address(item.url_name), item.icon, current, below)
        groups[max(start for start in groups if start <= item.order)].append(shown)
    return [Group(str(title), groups[start]) for start, title in SECTIONS if groups[start]]


def entries() -> tuple[Item, ...]:
    """Every declared entry."""
    return tuple(_items.values())


def entry_of(path: str) -> str:
    """The key of the entry that a page belongs to; "" for a page outside the menu."""
    near = {item.key: _nearness(item, path) for item in _items.values()}
    best = max(near, key=lambda key: near[key], default="")
    return best if near.get(best) else ""


@cache
def _address(url_name: str) -> str:
    """An entry's address; asked for each entry on every page, and the same as long as the process runs."""
    return reverse(url_name)


def _nearness(item: Item, path: str) -> int:
    """How much of the path the entry's addresses cover; of two that do, the more exact one is meant."""
    url = _address(item.url_name)
    if url == _address("web:home"):
        return len(url) if path == url else 0
    return max((len(start) for start in (url, *item.under) if path.startswith(start)), default=0)
