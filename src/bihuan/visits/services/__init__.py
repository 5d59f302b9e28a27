"""Writing the reception and the consultations; plain rows are written by their registers."""

from bihuan.visits.services.consulting import confirm, write_steps
from bihuan.visits.services.matters import become_case, link_case
from bihuan.visits.services.rota import (
    PastTurn,
    enter_past_turns,
    hold,
    leaders_of,
    miss,
    monday_of,
    propose_week,
    publish_week,
    substitute,
    turns_of_week,
)

__all__ = [
    "PastTurn",
    "become_case",
    "confirm",
    "enter_past_turns",
    "hold",
    "leaders_of",
    "link_case",
    "miss",
    "monday_of",
    "propose_week",
    "publish_week",
    "substitute",
    "turns_of_week",
    "write_steps",
]
