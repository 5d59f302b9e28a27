"""Reads of agreements and what is owed under them: the viewer first, and only what the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.mediation.agreement_cycle import A, F
from bihuan.mediation.models import Agreement, ClauseTemplate, Dispute, FulfilmentItem, JudicialConfirmation, Party
from bihuan.mediation.policies import READ
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.policies import grants_of, require, visible

IN_FORCE = (F.OPEN, F.FULFILLED, F.BREACHED, F.REPLACED)
OWED = (F.OPEN, F.BREACHED)
AHEAD = timedelta(days=7)
SHOWN = 200


def agreement_by_id(viewer: Actor, agreement_id: UUID) -> Agreement:
    """One agreement with its dispute and case.

    Raises:
        NotFound: there is none, or the viewer may not know that there is.
    """
    rows = visible(Agreement, viewer, READ).select_related(
        "dispute__case", "dispute__mediator", "town", "area", "seal", "supplements", "drafted_by", "cautions_by"
    )
    found = rows.filter(pk=agreement_id).first()
    if found is None:
        raise NotFound(_("没有找到这份协议,或者您的岗位不能查看它。"))
    return found


def agreements_of(viewer: Actor, dispute: Dispute) -> list[Agreement]:
    """The agreements of a dispute, the newest first; drafts that were given up are left out. Two queries."""
    rows = visible(Agreement, viewer, READ).filter(dispute=dispute).exclude(state=A.VOIDED)
    return list(rows.select_related("supplements").order_by("-created_at"))


def item_by_id(viewer: Actor, item_id: UUID) -> FulfilmentItem:
    """One thing owed with its agreement.

    Raises:
        NotFound: there is none, or the viewer may not know that there is.
    """
    rows = visible(FulfilmentItem, viewer, READ).select_related("agreement", "dispute__case", "payer", "payee")
    found = rows.filter(pk=item_id).first()
    if found is None:
        raise NotFound(_("没有找到这项履行事项,或者您的岗位不能查看它。"))
    return found


def confirmation_of(viewer: Actor, agreement: Agreement) -> JudicialConfirmation | None:
    """The clock of an agreement's judicial confirmation; None before it is in force and for verbal ones."""
    return visible(JudicialConfirmation, viewer, READ).select_related("ruling").filter(agreement=agreement).first()


def confirmation_by_id(viewer: Actor, confirmation_id: UUID) -> JudicialConfirmation:
    """One clock.

    Raises:
        NotFound: there is none, or the viewer may not know that there is.
    """
    rows = visible(JudicialConfirmation, viewer, READ).select_related("agreement", "dispute__case")
    found = rows.filter(pk=confirmation_id).first()
    if found is None:
        raise NotFound(_("没有找到这项司法确认,或者您的岗位不能查看它。"))
    return found


def items(viewer: Actor) -> QuerySet[FulfilmentItem]:
    """Everything owed or done under agreements in force."""
    return visible(FulfilmentItem, viewer, READ).filter(state__in=IN_FORCE, dispute__voided_at=None)


def confirmations(viewer: Actor) -> QuerySet[JudicialConfirmation]:
    """Every clock of judicial confirmation."""
    return visible(JudicialConfirmation, viewer, READ).filter(dispute__voided_at=None)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a person has to look after: late, due today, in the next seven days, and confirmations whose time runs out."""

    late: Sequence[FulfilmentItem]
    today: Sequence[FulfilmentItem]
    week: Sequence[FulfilmentItem]
    clocks: Sequence[JudicialConfirmation]


def fulfilment_calendar(viewer: Actor, day: date, *, own: bool) -> Calendar:
    """What is owed around `day` among what the viewer may see, or (with `own`) among what the viewer mediated. Two queries."""
    mine = Q(dispute__mediator_id=viewer.actor_id) | Q(dispute__case__handler_id=viewer.actor_id) if own else Q()
    rows = items(viewer).filter(mine, state__in=OWED, due_on__lte=day + AHEAD)
    rows = rows.select_related("agreement", "dispute__case", "area", "payer", "payee").order_by("due_on", "number")
    found = list(rows[:SHOWN])
    waiting = confirmations(viewer).filter(
        mine, state=JudicialConfirmation.State.OPEN, last_day__lte=day + AHEAD + AHEAD
    )
    return Calendar(
        late=[one for one in found if one.due_on < day],
        today=[one for one in found if one.due_on == day],
        week=[one for one in found if one.due_on > day],
        clocks=list(waiting.select_related("agreement", "dispute__case", "area").order_by("last_day")[:SHOWN]),
    )


def clauses_for(dispute: Dispute, part: str = "") -> list[ClauseTemplate]:
    """The clauses that fit a dispute: of its town and of the county, of its kind and of any, the nearest first; one query."""
    rows = ClauseTemplate.objects.filter(
        Q(town=None) | Q(town_id=dispute.town_id), Q(kind="") | Q(kind=dispute.kind), voided_at=None
    )
    rows = rows.filter(part=part) if part else rows
    return sorted(rows, key=lambda one: (one.part, not one.kind, one.town_id is None, one.title))


def groups_of(dispute: Dispute) -> list[str]:
    """The groups among the parties for whom amounts were agreed."""
    parties = Party.objects.filter(dispute=dispute, withdrawn_at=None).exclude(group="").exclude(agreed=None)
    return sorted(set(parties.values_list("group", flat=True)))


def clauses(viewer: Actor) -> QuerySet[ClauseTemplate]:
    """The clauses in use of the county and of the towns in which the viewer reads disputes."""
    require(viewer, READ)
    towns = {post.town_id for post, _scopes in grants_of(viewer, READ)}
    rows = ClauseTemplate.objects.filter(voided_at=None)
    if isinstance(viewer, SystemActor) or None in towns:
        return rows
    return rows.filter(Q(town=None) | Q(town_id__in=[one for one in towns if one is not None]))


def clause_by_id(viewer: Actor, clause_id: UUID) -> ClauseTemplate:
    """One clause.

    Raises:
        NotFound: there is none in use that the viewer may see.
    """
    found = clauses(viewer).select_related("town").filter(pk=clause_id).first()
    if found is None:
        raise NotFound(_("没有找到这个条款,它可能已经停用。"))
    return found
