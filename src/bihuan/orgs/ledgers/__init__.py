"""The ledgers of the organisation: areas, staff and their posts, offices, residents, place points, the duty rota."""

from bihuan.orgs.ledgers.people import Residents
from bihuan.orgs.ledgers.places import PlacePoints
from bihuan.orgs.ledgers.structure import Areas, Duty, Offices, StaffPosts

__all__ = ["Areas", "Duty", "Offices", "PlacePoints", "Residents", "StaffPosts"]
