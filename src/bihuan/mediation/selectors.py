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


@dataclass(frozen=True, slots=True)
class RevealedParty:
    """A party's personal values in full."""

    side: str
    name: str
    phone: str
    id_number: str
    address: str


def reveal_parties(viewer: Actor, dispute: Dispute, *, reason: str) -> list[RevealedParty]:
    """The parties in full; the reason stands in the audit trail.

    Raises:
        Invalid: no reason.
        NotAllowed: the viewer's posts do not give it.
    """
    if not reason.strip():
        raise Invalid(_("请填写查看完整信息的原因。"), field="reason", code="required")
    policy_of(Dispute).check(viewer, REVEAL, dispute)
    audit.append(dispute, actor=viewer, verb="reveal", note=reason.strip()[:300])
    parties = Party.objects.filter(dispute=dispute).order_by("side", "created_at")
    return [
        RevealedParty(str(one.get_side_display()), one.name, one.phone, one.id_number, one.address) for one in parties
    ]
