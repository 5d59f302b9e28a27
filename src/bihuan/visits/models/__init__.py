"""Leaders' reception and consultation groups."""

from bihuan.visits.models.consultation import ConsultationGroup, ConsultationMeeting, GroupMember
from bihuan.visits.models.matter import BroughtMatter
from bihuan.visits.models.reception import ReceptionRecord, ReceptionTurn

__all__ = [
    "BroughtMatter",
    "ConsultationGroup",
    "ConsultationMeeting",
    "GroupMember",
    "ReceptionRecord",
    "ReceptionTurn",
]
