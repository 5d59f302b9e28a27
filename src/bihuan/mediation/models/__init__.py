"""The dispute and what belongs to it."""

from bihuan.mediation.models.dispute import AgreementForm, Dispute, DisputeKind, Origin, Result
from bihuan.mediation.models.extension import Extension
from bihuan.mediation.models.investigation import Investigation
from bihuan.mediation.models.notes import SecretNote
from bihuan.mediation.models.party import Party
from bihuan.mediation.models.sitting import Attendance, Sitting

__all__ = [
    "AgreementForm",
    "Attendance",
    "Dispute",
    "DisputeKind",
    "Extension",
    "Investigation",
    "Origin",
    "Party",
    "Result",
    "SecretNote",
    "Sitting",
]
