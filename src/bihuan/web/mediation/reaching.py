"""How a page of the mediation comes to its dispute, and whether the viewer may write there."""

from uuid import UUID

from bihuan.cases import selectors as cases
from bihuan.cases.models import Case
from bihuan.mediation import selectors
from bihuan.mediation.models import Dispute
from bihuan.mediation.policies import DISPUTES, EDIT
from bihuan.orgs.models import Staff


def may_write(viewer: Staff, dispute: Dispute) -> bool:
    """Whether the viewer writes the records of this mediation."""
    return dispute.voided_at is None and DISPUTES.allows(viewer, EDIT, dispute)


def dispute_to_read(viewer: Staff, case_id: UUID) -> tuple[Case, Dispute]:
    """The case and its dispute.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    case = cases.case_by_id(viewer, case_id)
    return case, selectors.dispute_of_case_or_refuse(viewer, case.pk)


def dispute_to_write(viewer: Staff, case_id: UUID) -> tuple[Case, Dispute]:
    """The same, for whoever may write it.

    Raises:
        NotAllowed: the viewer may read it only.
        NotFound: there is none, or the viewer may not know of it.
    """
    case, dispute = dispute_to_read(viewer, case_id)
    DISPUTES.check(viewer, EDIT, dispute)
    return case, dispute
