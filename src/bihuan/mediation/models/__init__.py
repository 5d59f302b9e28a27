"""The dispute and what belongs to it."""

from bihuan.mediation.models.agreement import Agreement, AgreementRevision, Signature
from bihuan.mediation.models.beside import BesideDispute
from bihuan.mediation.models.clauses import ClauseTemplate
from bihuan.mediation.models.confirmation import JudicialConfirmation
from bihuan.mediation.models.dispute import AgreementForm, Dispute, DisputeKind, Origin, Result
from bihuan.mediation.models.extension import Extension
from bihuan.mediation.models.fulfilment import BreachStep, FulfilmentItem, Payment
from bihuan.mediation.models.investigation import Investigation
from bihuan.mediation.models.notes import SecretNote
from bihuan.mediation.models.party import Party
from bihuan.mediation.models.reward import Reward, RewardList, RewardRule
from bihuan.mediation.models.sitting import Attendance, Sitting

__all__ = [
    "Agreement",
    "AgreementForm",
    "AgreementRevision",
    "Attendance",
    "BesideDispute",
    "BreachStep",
    "ClauseTemplate",
    "Dispute",
    "DisputeKind",
    "Extension",
    "FulfilmentItem",
    "Investigation",
    "JudicialConfirmation",
    "Origin",
    "Party",
    "Payment",
    "Result",
    "Reward",
    "RewardList",
    "RewardRule",
    "SecretNote",
    "Signature",
    "Sitting",
]
