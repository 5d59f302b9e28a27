"""The panels of the home page: each room declares its own, and people see what their posts let them use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bihuan.orgs.models import Staff
from bihuan.platform.policies import holds


@dataclass(frozen=True, slots=True)
class Panel:
    """One block of the home page: `template` is drawn with `context` inside a panel headed `title`; `url` opens more."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    wide: bool = False


Maker = Callable[[Staff], Panel | None]


@dataclass(frozen=True, slots=True)
class _Declared:
    key: str
    order: int
    rights: tuple[str, ...]
    maker: Maker


_declared: dict[str, _Declared] = {}


def panel(key: str, *, order: int, rights: tuple[str, ...] = ()) -> Callable[[Maker], Maker]:
    """Declare a panel: called with the viewer, it gives the block or None. `rights`: any one opens it, none: everybody."""

    def decorate(maker: Maker) -> Maker:
        _declared[key] = _Declared(key, order, rights, maker)
        return maker

    return decorate


def panels_for(viewer: Staff) -> list[Panel]:
    """The viewer's panels in order."""
    found = []
    for one in sorted(_declared.values(), key=lambda one: one.order):
        if one.rights and not any(holds(viewer, right) for right in one.rights):
            continue
        shown = one.maker(viewer)
        if shown is not None:
            found.append(shown)
    return found
