"""Reads of the organisation; its structure is open to every signed-in person, residents and place points are not."""

from bihuan.orgs.selectors.areas import (
    AreaAt,
    AreaMatch,
    area_at,
    area_names,
    find_areas,
    grids_in_force,
    subtree,
    village_name,
)
from bihuan.orgs.selectors.chains import (
    Rung,
    chain_for,
    chain_ladder,
    holder_at,
    level_above,
    liaisons_of,
)
from bihuan.orgs.selectors.duty import OnDuty, on_duty, shifts_between
from bihuan.orgs.selectors.people import (
    RevealedResident,
    households,
    place_points,
    resident_by_id_number,
    residents,
    residents_by_phone,
)
from bihuan.orgs.selectors.posts import holders, offices_of, posts_of, staff_named, staff_of, who_held

__all__ = [
    "AreaAt",
    "AreaMatch",
    "OnDuty",
    "RevealedResident",
    "Rung",
    "area_at",
    "area_names",
    "chain_for",
    "chain_ladder",
    "find_areas",
    "grids_in_force",
    "holder_at",
    "holders",
    "households",
    "level_above",
    "liaisons_of",
    "offices_of",
    "on_duty",
    "place_points",
    "posts_of",
    "resident_by_id_number",
    "residents",
    "residents_by_phone",
    "shifts_between",
    "staff_named",
    "staff_of",
    "subtree",
    "village_name",
    "who_held",
]
