"""Community life."""

from bihuan.community.models.activities import Activity, SignIn
from bihuan.community.models.programmes import Enrolment, Programme
from bihuan.community.models.publicity import LawEvent

__all__ = ["Activity", "Enrolment", "LawEvent", "Programme", "SignIn"]
