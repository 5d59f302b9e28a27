"""The ledgers of the loop: every matter, joint conferences and who came, whistles, the hotline's orders, replies owed."""

from bihuan.cases.ledgers.cases import Cases
from bihuan.cases.ledgers.conferences import ConferenceAttendance, Conferences
from bihuan.cases.ledgers.decisions import Decisions
from bihuan.cases.ledgers.replies import Hotline, Replies
from bihuan.cases.ledgers.whistles import Whistles

__all__ = ["Cases", "ConferenceAttendance", "Conferences", "Decisions", "Hotline", "Replies", "Whistles"]
