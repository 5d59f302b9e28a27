"""The registers of the communities."""

from bihuan.community.registers.activities import ACTIVITIES, SIGN_INS
from bihuan.community.registers.class_days import ALARMS, ATTENDANCES, DRILLS, LESSONS
from bihuan.community.registers.programmes import ENROLMENTS, PROGRAMMES
from bihuan.community.registers.publicity import LAW_EVENTS
from bihuan.community.registers.volunteers import PAIRING_VISITS, PAIRINGS, SHIFTS, VOLUNTEERS

__all__ = [
    "ACTIVITIES",
    "ALARMS",
    "ATTENDANCES",
    "DRILLS",
    "ENROLMENTS",
    "LAW_EVENTS",
    "LESSONS",
    "PAIRINGS",
    "PAIRING_VISITS",
    "PROGRAMMES",
    "SHIFTS",
    "SIGN_INS",
    "VOLUNTEERS",
]
