"""Reads of the closed loop: the viewer first, and only what the viewer may see."""

from bihuan.cases.selectors.fetching import (
    case_by_id,
    case_by_number,
    cases,
    evidence_of,
    links_of,
    parts_of,
    reveal_reporter,
    tasks_of,
    with_what_verbs_ask,
)
from bihuan.cases.selectors.history import Past, history_of
from bihuan.cases.selectors.similar import Draft, Similar, similar_open_cases
from bihuan.cases.selectors.timeline import Entry, timeline
from bihuan.cases.selectors.topics import HotTopic, cases_of_topic, topic_by_key, topics
from bihuan.cases.selectors.tracking import PublicStep, Tracking, tracking
from bihuan.cases.selectors.waiting import Counts, cases_waiting, counts, tasks_waiting, triage_queue

__all__ = [
    "Counts", "Draft", "Entry", "HotTopic", "Past", "PublicStep", "Similar", "Tracking", "case_by_id",
    "case_by_number", "cases", "cases_of_topic", "cases_waiting", "counts", "evidence_of", "history_of",
    "links_of", "parts_of", "reveal_reporter", "similar_open_cases", "tasks_of", "tasks_waiting", "timeline",
    "topic_by_key", "topics", "tracking", "triage_queue", "with_what_verbs_ask",
]  # fmt: skip
