"""Choices of groups and earlier meetings in the forms of the consultations."""

from bihuan.platform.actors import Actor
from bihuan.visits import selectors
from bihuan.visits.registers import GROUPS
from bihuan.web.records.forms import Choices

MOST = 300


def groups(viewer: Actor) -> Choices:
    """Groups at work that the viewer keeps."""
    rows = GROUPS.policy.rows(viewer, GROUPS.keep).filter(voided_at=None, ended_on=None).select_related("area")
    return [(str(one.pk), f"{one.name}({one.area.name})") for one in rows.order_by("area_path", "name")[:MOST]]


def meetings(viewer: Actor) -> Choices:
    """Meetings whose matter is not at its end."""
    return [(str(one.pk), f"{one.held_on:%Y-%m-%d} {one.title}") for one in selectors.open_meetings(viewer)]
