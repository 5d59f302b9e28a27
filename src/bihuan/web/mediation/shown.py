"""The mediation record as the case page shows it, and what the viewer may do with it."""

from dataclasses import dataclass

from bihuan.cases.models import Case, CaseKind, State
from bihuan.mediation import selectors
from bihuan.mediation.models import AgreementForm, Dispute, Result
from bihuan.mediation.policies import DISPUTES, EDIT, REVEAL
from bihuan.mediation.services.following import has_items
from bihuan.orgs.models import Staff


@dataclass(frozen=True, slots=True)
class DisputeShown:
    """`record` is None while nobody has written it; `may` names the forms that are open to the viewer."""

    record: Dispute | None
    may: frozenset[str]

    @property
    def settled(self) -> bool:
        return self.record is not None and self.record.result == Result.SETTLED

    @property
    def has_agreement(self) -> bool:
        return self.record is not None and self.record.agreement != AgreementForm.NONE


def dispute_shown(viewer: Staff, case: Case) -> DisputeShown | None:
    """The record beside a case of kind dispute; None for other kinds; one query."""
    if case.kind != CaseKind.DISPUTE:
        return None
    record = selectors.dispute_of_case(viewer, case.pk)
    if record is None:
        unwritten = Dispute(case=case, town=case.town, area=case.area, area_path=case.area_path)
        fits = case.state not in {State.VOIDED, State.MERGED} and DISPUTES.allows(viewer, EDIT, unwritten)
        return DisputeShown(None, frozenset({"describe"} if fits else ()))
    may = set()
    if record.voided_at is None and DISPUTES.allows(viewer, EDIT, record):
        may.add("result")
        if record.result == Result.SETTLED and not has_items(record.pk):  # else it is recorded item by item
            may.add("fulfilment")
    if DISPUTES.allows(viewer, REVEAL, record):
        may.add("reveal")
    return DisputeShown(record, frozenset(may))
