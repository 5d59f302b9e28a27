"""Writing the reception and the consultations; plain rows are written by their registers."""

from bihuan.visits.services.consulting import confirm, write_steps
from bihuan.visits.services.matters import become_case, link_case
from bihuan.visits.services.needs import AnsweredBy, answer_need, meet_need, reopen_need, withdraw_need
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
from bihuan.visits.services.visiting import (
    become_matter,
    past_matter,
    record_past_matters,
    record_visit,
    set_targets,
)
from bihuan.visits.services.works import accept_work, begin_work, reopen_work, stop_work

__all__ = [
    "AnsweredBy",
    "PastTurn",
    "accept_work",
    "answer_need",
    "become_case",
    "become_matter",
    "begin_work",
    "confirm",
    "enter_past_turns",
    "hold",
    "leaders_of",
    "link_case",
    "meet_need",
    "miss",
    "monday_of",
    "past_matter",
    "propose_week",
    "publish_week",
    "record_past_matters",
    "record_visit",
    "reopen_need",
    "reopen_work",
    "set_targets",
    "stop_work",
    "substitute",
    "turns_of_week",
    "withdraw_need",
    "write_steps",
]
