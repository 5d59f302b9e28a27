"""The pages of reasons for closer care."""

from bihuan.visits.household_registers import CARE
from bihuan.web.records import RecordPages

CARE_PAGES = RecordPages(CARE, name="household_care", files=False)
