"""Where a case came from: the leader who received it, the group that consulted over it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel import clock
from bihuan.orgs.spine import SpineItem, Thing, ThingKind, on_spine
from bihuan.platform.actors import Actor
from bihuan.visits.registers import MEETINGS, RECEPTIONS

MOST = 5


@on_spine("receptions", gettext_lazy("领导接访"))
def received(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """The receptions at which the case was brought; one query, for a case only."""
    if thing.kind is not ThingKind.CASE:
        return
    rows = RECEPTIONS.rows(viewer).filter(case_id=thing.id).select_related("leader").order_by("-received_on")
    for row in rows[:MOST]:
        said = _("%(leader)s%(way)s:%(title)s") % {
            "leader": row.leader.name, "way": row.get_way_display(), "title": row.title,
        }  # fmt: skip
        yield SpineItem(said, row.instruction[:60], RECEPTIONS.url(row.pk), clock.instant(row.received_on))


@on_spine("consultations", gettext_lazy("议事协商"))
def consulted(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """The meetings over the case; one query, for a case only."""
    if thing.kind is not ThingKind.CASE:
        return
    rows = MEETINGS.rows(viewer).filter(case_id=thing.id).select_related("group").order_by("-held_on")
    for row in rows[:MOST]:
        said = f"{row.group.name}:{row.title}"
        yield SpineItem(said, row.get_result_display(), MEETINGS.url(row.pk), clock.instant(row.held_on))
