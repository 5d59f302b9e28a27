"""Everything that goes into one case file, read at once: a fixed number of statements, whatever there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from bihuan.cases.models import Evidence, Revisit
from bihuan.mediation.models import (
    Agreement,
    Attendance,
    CaseFile,
    Committee,
    Dispute,
    Extension,
    FulfilmentItem,
    Investigation,
    JudicialConfirmation,
    Party,
    Signature,
    Sitting,
)
from bihuan.mediation.policies import READ
from bihuan.platform.actors import Actor
from bihuan.platform.policies import policy_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """A dispute with what its papers are made of. A mediator's secret notes are not among it, and never will be."""

    dispute: Dispute
    committee: str
    parties: Sequence[Party]
    investigations: Sequence[Investigation]
    sittings: Sequence[Sitting]
    agreements: Sequence[Agreement]
    confirmations: Sequence[JudicialConfirmation]
    revisits: Sequence[Revisit]
    evidence: Sequence[Evidence]
    extensions: Sequence[Extension]
    archived: CaseFile | None

    @property
    def mediator(self) -> str:
        """Who mediates, as the ledger has it."""
        named = self.dispute.mediator
        return named.name if named is not None else self.dispute.mediator_name

    @property
    def names(self) -> str:
        """All parties by side; a ledger's old row has them in the dispute alone."""
        if not self.parties:
            return "、".join(one for one in (self.dispute.applicant, self.dispute.respondent) if one)
        return "、".join(one.name for one in self.parties)


def gather(viewer: Actor, dispute: Dispute) -> Gathered:
    """What the papers of a dispute need; about a dozen statements.

    Raises:
        NotAllowed: the viewer may not read the dispute.
    """
    policy_of(Dispute).check(viewer, READ, dispute)
    there = Party.objects.filter(dispute=dispute, withdrawn_at=None)
    sittings = Sitting.objects.filter(dispute=dispute, state=Sitting.State.HELD).select_related("mediator", "scan")
    came = Attendance.objects.select_related("party", "staff", "signature").order_by("part", "created_at")
    asked = Investigation.objects.filter(dispute=dispute, voided_at=None).select_related("by", "signature", "scan")
    made = Agreement.objects.filter(dispute=dispute).exclude(state=Agreement.State.VOIDED)
    items = FulfilmentItem.objects.exclude(state=FulfilmentItem.State.VOIDED).select_related("payer", "payee")
    hands = Signature.objects.filter(voided_at=None).select_related("file").order_by("signed_at")
    shown = Evidence.objects.filter(case_id=dispute.case_id, voided_at=None)
    return Gathered(
        dispute=dispute,
        committee=_committee(dispute),
        parties=list(there.order_by("side", "-representative", "created_at", "id")),
        investigations=list(asked.order_by("number")),
        sittings=list(sittings.order_by("number").prefetch_related(Prefetch("attendances", queryset=came))),
        agreements=list(
            made.select_related("supplements", "seal")
            .order_by("created_at")
            .prefetch_related(
                Prefetch("items", queryset=items.order_by("due_on", "number")), Prefetch("signatures", queryset=hands)
            )
        ),
        confirmations=list(
            JudicialConfirmation.objects.filter(dispute=dispute).select_related("agreement", "ruling").order_by("id")
        ),
        revisits=list(
            Revisit.objects.filter(case_id=dispute.case_id)
            .exclude(state=Revisit.State.OPEN)
            .select_related("owner")
            .prefetch_related("attempts__by")
            .order_by("created_at")
        ),
        evidence=list(shown.select_related("file", "by").order_by("created_at")),
        extensions=list(Extension.objects.filter(dispute=dispute).order_by("created_at")),
        archived=CaseFile.objects.filter(dispute=dispute).select_related("filed_by", "file").first(),
    )


def _committee(dispute: Dispute) -> str:
    """The committee that stands behind the office in charge, by its registered name; else the town's."""
    office_id: UUID | None = dispute.case.office_id
    if office_id is not None:
        found = Committee.objects.filter(office_id=office_id, voided_at=None, closed_on=None).first()
        if found is not None:
            return found.name
    town = (
        Committee.objects.filter(town_id=dispute.town_id, kind=Committee.Kind.TOWN, voided_at=None, closed_on=None)
        .order_by("created_at")
        .first()
    )
    return town.name if town is not None else f"{dispute.town.name}人民调解委员会"
