"""Reads of disputes: the viewer first, and only what the viewer may see."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.mediation.models import Dispute, Party
from bihuan.mediation.policies import READ, REVEAL
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.policies import policy_of, visible


def disputes(viewer: Actor) -> QuerySet[Dispute]:
    """Every dispute in force that the viewer may see, newest first."""
    found = visible(Dispute, viewer, READ).filter(voided_at=None)
    return found.select_related("case", "area", "town", "mediator").order_by("-day", "-id")


def dispute_by_id(viewer: Actor, dispute_id: UUID) -> Dispute:
    """One dispute.

    Raises:
        NotFound: there is none, or the viewer may not know that there is.
    """
    found = (
        visible(Dispute, viewer, READ).select_related("case", "area", "town", "mediator").filter(pk=dispute_id).first()
    )
    if found is None:
        raise NotFound(_("没有找到这件纠纷,或者您的岗位不能查看它。"))
    return found


def dispute_of_case(viewer: Actor, case_id: UUID) -> Dispute | None:
    """The dispute beside a case, None when it has none or the viewer may not see it; one query."""
    return visible(Dispute, viewer, READ).select_related("case", "area", "mediator").filter(case_id=case_id).first()


def dispute_of_case_or_refuse(viewer: Actor, case_id: UUID) -> Dispute:
    """The dispute beside a case.

    Raises:
        NotFound: nobody has described it yet, or the viewer may not see it.
    """
    found = dispute_of_case(viewer, case_id)
    if found is None:
        raise NotFound(_("这件事项还没有登记调解信息。"))
    return found


def parties_of(viewer: Actor, dispute: Dispute) -> list[Party]:
    """The parties of a dispute the viewer may see, representatives first; who left stands among them. One query."""
    policy_of(Dispute).check(viewer, READ, dispute)
    return list(Party.objects.filter(dispute=dispute).order_by("side", "-representative", "created_at", "id"))


def party_by_id(viewer: Actor, dispute: Dispute, party_id: UUID) -> Party:
    """One of them.

    Raises:
        NotFound: the dispute has no such party.
    """
    policy_of(Dispute).check(viewer, READ, dispute)
    found = Party.objects.filter(dispute=dispute, pk=party_id).select_related("dispute").first()
    if found is None:
        raise NotFound(_("没有找到这位当事人。"))
    return found


def note_reveal(viewer: Actor, dispute: Dispute, *, reason: str) -> None:
    """Personal values of the parties are about to be shown in full; it stands in the audit trail.

    Raises:
        NotAllowed: the viewer's posts do not give it.
    """
    policy_of(Dispute).check(viewer, REVEAL, dispute)
    audit.append(dispute, actor=viewer, verb="reveal", note=reason[:300])


@dataclass(frozen=True, slots=True)
class RevealedParty:
    """A party's personal values in full."""

    side: str
    name: str
    phone: str
    id_number: str
    address: str
    agent: str = ""
    statement: str = ""


def reveal_parties(viewer: Actor, dispute: Dispute, *, reason: str) -> list[RevealedParty]:
    """The parties in full; the reason stands in the audit trail.

    Raises:
        Invalid: no reason.
        NotAllowed: the viewer's posts do not give it.
    """
    if not reason.strip():
        raise Invalid(_("请填写查看完整信息的原因。"), field="reason", code="required")
    note_reveal(viewer, dispute, reason=reason.strip())
    parties = Party.objects.filter(dispute=dispute).order_by("side", "created_at")
    return [
        RevealedParty(
            str(one.get_side_display()), one.name, one.phone, one.id_number, one.address,
            f"{one.agent_name} {one.agent_phone}".strip(), one.statement,
        )
        for one in parties
    ]  # fmt: skip
