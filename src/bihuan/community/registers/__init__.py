"""The registers of the communities."""

from bihuan.community.registers.activities import ACTIVITIES, SIGN_INS
from bihuan.community.registers.programmes import ENROLMENTS, PROGRAMMES
from bihuan.community.registers.publicity import LAW_EVENTS

__all__ = ["ACTIVITIES", "ENROLMENTS", "LAW_EVENTS", "PROGRAMMES", "SIGN_INS"]
