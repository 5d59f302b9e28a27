"""The ledgers of the room, with the headings that townships write over their lists."""

from bihuan.enterprises.ledgers.difficulties import Difficulties
from bihuan.enterprises.ledgers.enterprises import Enterprises
from bihuan.enterprises.ledgers.policies import Applications, Policies
from bihuan.enterprises.ledgers.projects import Milestones, Negotiations, Permits, Projects
from bihuan.enterprises.ledgers.services import (
    AgencyServices,
    BankMeetings,
    BankNeeds,
    ServiceTeams,
    TaxIncomes,
    Trainings,
)

__all__ = [
    "AgencyServices",
    "Applications",
    "BankMeetings",
    "BankNeeds",
    "Difficulties",
    "Enterprises",
    "Milestones",
    "Negotiations",
    "Permits",
    "Policies",
    "Projects",
    "ServiceTeams",
    "TaxIncomes",
    "Trainings",
]
