"""Leaders' reception, consultation groups, household visits and benefit matters."""

from bihuan.visits.models.consultation import ConsultationGroup, ConsultationMeeting, GroupMember
from bihuan.visits.models.household import Care, HouseholdVisit
from bihuan.visits.models.hundred import BenefitMatter, HundredTarget
from bihuan.visits.models.matter import BroughtMatter
from bihuan.visits.models.reception import ReceptionRecord, ReceptionTurn

__all__ = [
    "BenefitMatter",
    "BroughtMatter",
    "Care",
    "ConsultationGroup",
    "ConsultationMeeting",
    "GroupMember",
    "HouseholdVisit",
    "HundredTarget",
    "ReceptionRecord",
    "ReceptionTurn",
]
