"""What of the enterprises hangs on a colleague: those that he or she looks after or is bound to."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.cases.addresses import url_of
from bihuan.cases.models import OVER
from bihuan.enterprises.difficulties import difficulties
from bihuan.enterprises.models import State
from bihuan.enterprises.registers import ENTERPRISES
from bihuan.kernel import clock
from bihuan.orgs.spine import SpineItem, Thing, ThingKind, on_spine
from bihuan.platform.actors import Actor

MOST = 20


@on_spine("enterprises", _("包保的企业和项目"))
def looked_after(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """What has to be handed over when the colleague goes; one query."""
    if thing.kind is not ThingKind.STAFF:
        return
    mine = Q(officer_id=thing.id) | Q(leader_id=thing.id)
    found = ENTERPRISES.rows(viewer).filter(mine).exclude(state=State.CLOSED).order_by("name")
    for one in found[:MOST]:
        yield SpineItem(one.name, one.get_state_display(), ENTERPRISES.url(one.pk), one.created_at)


@on_spine("difficulties", _("未办结的难题"))
def open_difficulties(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """What the enterprise is waiting for; one query."""
    if thing.kind is not ThingKind.ENTERPRISE:
        return
    now = clock.now()
    found = difficulties(viewer).filter(enterprise=thing.id).exclude(case__state__in=OVER).select_related("case")
    for one in found.order_by("-created_at")[:MOST]:
        late = one.case.due_at is not None and one.case.due_at < now
        yield SpineItem(one.case.title, str(one.case.get_state_display()), url_of(one.case), one.case.reported_at, late)
