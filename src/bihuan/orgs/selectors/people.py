"""Residents, households and place points as far as the viewer may see them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from bihuan.orgs.models import Household, PlacePoint, Resident
from bihuan.orgs.policies import READ_POINTS, READ_RESIDENTS
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import blind
from bihuan.platform.policies import visible


@dataclass(frozen=True, slots=True)
class RevealedResident:
    """The personal part in clear, after a logged reveal."""

    resident_id: UUID
    name: str
    phone: str
    id_number: str
    address: str


def residents(viewer: Actor) -> QuerySet[Resident]:
    """Residents the viewer may see; their sealed fields are for masking only."""
    return visible(Resident, viewer, READ_RESIDENTS).select_related("area", "town", "household")


def households(viewer: Actor) -> QuerySet[Household]:
    """Households the viewer may see."""
    return visible(Household, viewer, READ_RESIDENTS).select_related("area", "town")


def place_points(viewer: Actor, *, voided: bool = False) -> QuerySet[PlacePoint]:
    """Place points the viewer may see; voided ones only when asked for."""
    found = visible(PlacePoint, viewer, READ_POINTS).select_related("area", "town", "warden")
    return found if voided else found.filter(voided_at=None)


def residents_by_phone(viewer: Actor, phone: str) -> QuerySet[Resident]:
    """Residents with exactly this number (digits only)."""
    return residents(viewer).filter(phone_index=blind(phone, "phone")) if phone else residents(viewer).none()


def resident_by_id_number(viewer: Actor, id_number: str) -> Resident | None:
    """The resident with this ID number, if the viewer may see them."""
    return (
        residents(viewer).filter(id_number_index=blind(id_number.upper(), "id_number")).first() if id_number else None
    )
