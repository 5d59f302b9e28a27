"""Enterprises, projects, policies, and what is done for them."""

from bihuan.enterprises.models.difficulty import Difficulty
from bihuan.enterprises.models.economy import TaxIncome
from bihuan.enterprises.models.enterprise import Enterprise, Kind, State
from bihuan.enterprises.models.policy import Policy, PolicyApplication, PolicyMatch
from bihuan.enterprises.models.projects import Milestone, Negotiation, Permit, Project
from bihuan.enterprises.models.services import AgencyService, BankMeeting, BankNeed, ServiceTeam, Training

__all__ = [
    "AgencyService",
    "BankMeeting",
    "BankNeed",
    "Difficulty",
    "Enterprise",
    "Kind",
    "Milestone",
    "Negotiation",
    "Permit",
    "Policy",
    "PolicyApplication",
    "PolicyMatch",
    "Project",
    "ServiceTeam",
    "State",
    "TaxIncome",
    "Training",
]
