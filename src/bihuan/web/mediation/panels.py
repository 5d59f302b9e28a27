"""The panels of the mediation page: each module adds its own in one line, and the page shows those open to the viewer.

    panels.add("agreement", t("协议"), order=30, template="web/mediation/_agreement.html", context=agreement_shown)

A panel's address is `panels.address(case_id, "agreement")`; forms opened from it go back there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.mediation.models import Dispute
from bihuan.orgs.models import Staff

Context = Callable[[Staff, Dispute], dict[str, Any]]
Shown = Callable[[Staff, Dispute], bool]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `context` gives what `template` draws beside `case`, `dispute` and `viewer`; `shown` who sees it at all."""

    key: str
    title: str | Promise
    order: int
    template: str
    context: Context
    shown: Shown


_panels: dict[str, Panel] = {}


def _to_everybody(_viewer: Staff, _dispute: Dispute) -> bool:
    return True


def add(
    key: str, title: str | Promise, *, order: int, template: str, context: Context, shown: Shown = _to_everybody
) -> None:
    """Declare a panel; whoever may read the dispute sees it unless `shown` says otherwise (without a query)."""
    _panels[key] = Panel(key, title, order, template, context, shown)


def shown_to(viewer: Staff, dispute: Dispute) -> list[Panel]:
    """The panels open to the viewer, in order."""
    return [one for one in sorted(_panels.values(), key=lambda one: one.order) if one.shown(viewer, dispute)]


def chosen(viewer: Staff, dispute: Dispute, key: str) -> Panel:
    """The panel `key`, the first one for "".

    Raises:
        NotFound: there is none of that name for the viewer.
    """
    found = [one for one in shown_to(viewer, dispute) if key in ("", one.key)]
    if not found:
        raise NotFound(_("没有这个页面,请从调解台重新打开。"))
    return found[0]


def address(case_id: UUID, key: str) -> str:
    """Where the panel of a case stands."""
    return reverse("web:mediation_panel", args=[case_id, key])
