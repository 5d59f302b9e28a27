"""Saved views: a ledger's filters, columns and order under a name, one's own or shared with everybody who reads it."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid, NotAllowed, NotFound
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.ledgers.declaration import Ledger
from bihuan.platform.ledgers.query import LedgerQuery
from bihuan.platform.models import SavedView

MAX_VIEWS = 40


def views_of(ledger: Ledger, viewer: Actor) -> list[SavedView]:
    """The viewer's own views and the shared ones, own first; one statement."""
    rows = SavedView.objects.filter(Q(owner_id=viewer.actor_id) | Q(shared=True), ledger=ledger.key).order_by("name")
    return sorted(rows[: 2 * MAX_VIEWS], key=lambda view: view.owner_id != viewer.actor_id)


def save_view(*, actor: Actor, ledger: Ledger, name: str, query: LedgerQuery, shared: bool) -> SavedView:
    """Keep what is asked for now under `name`; the same name again replaces the actor's own view.

    Raises:
        Invalid: no name, one too long, or too many views (field `name`).
    """
    name = name.strip()
    if not name or len(name) > 30:
        raise Invalid(_("请给视图起个名字,不超过 30 个字。"), field="name", code="required")
    if actor.actor_id is None:
        raise NotAllowed(_("只有工作人员能保存视图。"))
    kept = query.as_json()
    own = SavedView.objects.filter(ledger=ledger.key, owner_id=actor.actor_id)
    before = own.filter(name=name).first()
    if before is not None:
        with change(SavedView, before.pk, actor=actor, verb="save_view") as view:
            view.query, view.shared = kept, shared
        return view
    if own.count() >= MAX_VIEWS:
        raise Invalid(_("最多保存 40 个视图,请先删去不用的。"), field="name", code="too_many")
    fresh = SavedView(ledger=ledger.key, name=name, owner_id=actor.actor_id, shared=shared, query=kept)
    return create(fresh, actor=actor, verb="save_view")


def forget_view(*, actor: Actor, view_id: UUID) -> str:
    """Remove one of the actor's own views; returns its ledger's key. A view is a preference, so it is really removed.

    Raises:
        NotFound: there is no such view of the actor's own.
    """
    with transaction.atomic():
        view = SavedView.objects.select_for_update().filter(pk=view_id, owner_id=actor.actor_id).first()
        if view is None:
            raise NotFound(_("没有找到这个视图,或者它是别人保存的。"))
        audit.append(view, actor=actor, verb="forget_view")
        view.delete()
    return view.ledger
