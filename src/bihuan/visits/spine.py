"""What to know before knocking at a household, and where a case came from: the leader, the group or the visit."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.cases.addresses import url_of
from bihuan.kernel import clock
from bihuan.orgs.policies import READ_CARE
from bihuan.orgs.spine import SpineItem, Thing, ThingKind, on_spine
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds
from bihuan.visits.household_registers import CARE, VISITS
from bihuan.visits.household_selectors import benefit_matters
from bihuan.visits.models import BenefitWork
from bihuan.visits.need_registers import NEEDS
from bihuan.visits.policies import READ_MATTERS, READ_NEEDS, READ_VISITS, READ_WORKS
from bihuan.visits.registers import MEETINGS, RECEPTIONS
from bihuan.visits.work_registers import HOMES

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


@on_spine("household_care", gettext_lazy("重点关爱"))
def cared_for(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """Why the household needs closer care, for those who may know; one query."""
    if thing.kind is not ThingKind.HOUSEHOLD or not holds(viewer, READ_CARE):
        return
    for row in CARE.rows(viewer).filter(household=thing.id, until=None).order_by("-since")[:MOST]:
        yield SpineItem(str(row.get_need_display()), "", CARE.url(row.pk), clock.instant(row.since))


@on_spine("household_visits", gettext_lazy("入户走访"))
def visited(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """The last visits to the household, or the one that brought the case; one query."""
    at = {ThingKind.HOUSEHOLD: "household_id", ThingKind.CASE: "case_id"}.get(thing.kind)
    if at is None or not holds(viewer, READ_VISITS):
        return
    rows = VISITS.rows(viewer).filter(**{at: thing.id}).select_related("visitor", "case").order_by("-visited_on")
    for row in rows[:MOST]:
        became = row.case.number if row.case is not None else str(row.get_way_display())
        yield SpineItem(row.visitor.name, became, VISITS.url(row.pk), clock.instant(row.visited_on))


@on_spine("benefit_matters", gettext_lazy("惠民实事"))
def matters(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """What was taken up for the household; one query."""
    if thing.kind is not ThingKind.HOUSEHOLD or not holds(viewer, READ_MATTERS):
        return
    rows = benefit_matters(viewer).filter(household=thing.id).select_related("case").order_by("-created_at")
    for row in rows[:MOST]:
        yield SpineItem(row.case.title, str(row.case.get_state_display()), url_of(row.case), row.case.reported_at)


@on_spine("benefit_works", gettext_lazy("惠民工程"))
def works(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """The works that concern the household, with how far its certificate is; one query."""
    if thing.kind is not ThingKind.HOUSEHOLD or not holds(viewer, READ_WORKS):
        return
    rows = HOMES.rows(viewer).filter(household=thing.id).select_related("work").order_by("-work__begins_on")
    for row in rows[:MOST]:
        title = row.work.kind == BenefitWork.Kind.TITLE
        far = row.get_step_display() if title else row.work.get_state_display()
        yield SpineItem(row.work.title, str(far), HOMES.url(row.pk), clock.instant(row.work.begins_on))


@on_spine("needs", gettext_lazy("居民需求"))
def needed(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """What the household needs, or the need that the case answers; one query."""
    at = {ThingKind.HOUSEHOLD: "household_id", ThingKind.CASE: "case_id"}.get(thing.kind)
    if at is None or not holds(viewer, READ_NEEDS):
        return
    rows = NEEDS.rows(viewer).filter(**{at: thing.id}).order_by("-heard_on")
    for row in rows[:MOST]:
        yield SpineItem(
            str(row.get_kind_display()), str(row.get_state_display()), NEEDS.url(row.pk), clock.instant(row.heard_on)
        )
