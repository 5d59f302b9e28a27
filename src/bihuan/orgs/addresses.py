"""Where things of the organisation open on the desk, for search results, ledgers and the spine."""

from uuid import UUID


def area_url(area_id: UUID) -> str:
    """The page of an area."""
    return f"/orgs/areas/{area_id}/"


def office_url(office_id: UUID) -> str:
    """The page of an office."""
    return f"/orgs/offices/{office_id}/"


def staff_url(staff_id: UUID) -> str:
    """The page of a staff member."""
    return f"/orgs/staff/{staff_id}/"


def resident_url(resident_id: UUID) -> str:
    """The page of a resident."""
    return f"/orgs/residents/{resident_id}/"


def household_url(household_id: UUID) -> str:
    """The page of a household."""
    return f"/orgs/households/{household_id}/"


def point_url(point_id: UUID) -> str:
    """The page of a place point."""
    return f"/orgs/points/{point_id}/"


def rota_url(area_id: UUID, month: str) -> str:
    """The rota of an area in a month (2026-06)."""
    return f"/orgs/rota/{area_id}/?month={month}"
