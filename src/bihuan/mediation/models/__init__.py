"""The dispute and what belongs to it."""

from bihuan.mediation.models.dispute import AgreementForm, Dispute, DisputeKind, Party, Result

__all__ = [
    "AgreementForm",
    "Dispute",
    "DisputeKind",
    "Party",
    "Result",
]
