"""Leaders' reception, consultation groups, household visits, benefit matters and benefit works."""

from bihuan.visits.models.consultation import ConsultationGroup, ConsultationMeeting, GroupMember
from bihuan.visits.models.household import Care, HouseholdVisit
from bihuan.visits.models.hundred import BenefitMatter, HundredTarget
from bihuan.visits.models.matter import BroughtMatter
from bihuan.visits.models.needs import Need
from bihuan.visits.models.reception import ReceptionRecord, ReceptionTurn
from bihuan.visits.models.works import BenefitWork, WorkHousehold, WorkOpinion, WorkStep

__all__ = [
    "BenefitMatter",
    "BenefitWork",
    "BroughtMatter",
    "Care",
    "ConsultationGroup",
    "ConsultationMeeting",
    "GroupMember",
    "HouseholdVisit",
    "HundredTarget",
    "Need",
    "ReceptionRecord",
    "ReceptionTurn",
    "WorkHousehold",
    "WorkOpinion",
    "WorkStep",
]
