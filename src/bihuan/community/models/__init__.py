"""Community life."""

from bihuan.community.models.activities import Activity, SignIn
from bihuan.community.models.class_days import Alarm, Attendance, Drill, Lesson
from bihuan.community.models.programmes import Enrolment, Programme
from bihuan.community.models.publicity import LawEvent
from bihuan.community.models.volunteers import Pairing, PairingVisit, Shift, Volunteer

__all__ = [
    "Activity",
    "Alarm",
    "Attendance",
    "Drill",
    "Enrolment",
    "LawEvent",
    "Lesson",
    "Pairing",
    "PairingVisit",
    "Programme",
    "Shift",
    "SignIn",
    "Volunteer",
]
