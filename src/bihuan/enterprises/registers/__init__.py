"""The registers of the room."""

from bihuan.enterprises.registers.enterprises import ENTERPRISES
from bihuan.enterprises.registers.policies import APPLICATIONS, POLICIES
from bihuan.enterprises.registers.projects import MILESTONES, NEGOTIATIONS, PERMITS, PROJECTS
from bihuan.enterprises.registers.services import (
    AGENCY_SERVICES,
    BANK_MEETINGS,
    BANK_NEEDS,
    SERVICE_TEAMS,
    TAX_INCOME,
    TRAININGS,
)

__all__ = [
    "AGENCY_SERVICES",
    "APPLICATIONS",
    "BANK_MEETINGS",
    "BANK_NEEDS",
    "ENTERPRISES",
    "MILESTONES",
    "NEGOTIATIONS",
    "PERMITS",
    "POLICIES",
    "PROJECTS",
    "SERVICE_TEAMS",
    "TAX_INCOME",
    "TRAININGS",
]
