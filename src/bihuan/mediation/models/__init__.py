"""The dispute and what belongs to it."""

from bihuan.mediation.models.advice import AdviceBooking, AdviceShift, Professional
from bihuan.mediation.models.agreement import Agreement, AgreementRevision, Signature
from bihuan.mediation.models.beside import BesideDispute
from bihuan.mediation.models.case_file import CaseFile
from bihuan.mediation.models.clauses import ClauseTemplate
from bihuan.mediation.models.confirmation import JudicialConfirmation
from bihuan.mediation.models.dispute import AgreementForm, Dispute, DisputeKind, Origin, Result
from bihuan.mediation.models.extension import Extension
from bihuan.mediation.models.fulfilment import BreachStep, FulfilmentItem, Payment
from bihuan.mediation.models.investigation import Investigation
from bihuan.mediation.models.network import Assignment, Committee, Mediator, Relative
from bihuan.mediation.models.notes import SecretNote
from bihuan.mediation.models.party import Party
from bihuan.mediation.models.prevention import AnalysisMeeting, AnalysisTask, DragnetCampaign, DragnetVisit
from bihuan.mediation.models.referral import Referral
from bihuan.mediation.models.reward import Reward, RewardList, RewardRule
from bihuan.mediation.models.sitting import Attendance, Sitting, SittingRevision

__all__ = [
    "AdviceBooking",
    "AdviceShift",
    "Agreement",
    "AgreementForm",
    "AgreementRevision",
    "AnalysisMeeting",
    "AnalysisTask",
    "Assignment",
    "Attendance",
    "BesideDispute",
    "BreachStep",
    "CaseFile",
    "ClauseTemplate",
    "Committee",
    "Dispute",
    "DisputeKind",
    "DragnetCampaign",
    "DragnetVisit",
    "Extension",
    "FulfilmentItem",
    "Investigation",
    "JudicialConfirmation",
    "Mediator",
    "Origin",
    "Party",
    "Payment",
    "Professional",
    "Referral",
    "Relative",
    "Result",
    "Reward",
    "RewardList",
    "RewardRule",
    "SecretNote",
    "Signature",
    "Sitting",
    "SittingRevision",
]
