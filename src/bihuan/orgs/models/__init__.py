"""Places, people and responsibility."""

from bihuan.orgs.models.areas import Area, AreaAlias
from bihuan.orgs.models.attachments import Attachment
from bihuan.orgs.models.chains import ChainHolder, ChainLevel, Liaison, ResponsibilityChain
from bihuan.orgs.models.offices import Office
from bihuan.orgs.models.people import Household, Resident
from bihuan.orgs.models.places import PlacePoint
from bihuan.orgs.models.rota import DutyShift
from bihuan.orgs.models.schooling import Grade
from bihuan.orgs.models.staff import Post, Role, Staff

__all__ = [
    "Area",
    "AreaAlias",
    "Attachment",
    "ChainHolder",
    "ChainLevel",
    "DutyShift",
    "Grade",
    "Household",
    "Liaison",
    "Office",
    "PlacePoint",
    "Post",
    "Resident",
    "ResponsibilityChain",
    "Role",
    "Staff",
]
