"""The pages of volunteers, their shifts, pairings and visits, and the paper of hours."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET

from bihuan.community import policies
from bihuan.community.documents import HOURS, hours_of
from bihuan.community.models import Enrolment, Shift, Volunteer
from bihuan.community.registers import ENROLMENTS, PAIRING_VISITS, PAIRINGS, PROGRAMMES, SHIFTS, VOLUNTEERS
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.web.download import paper_answer, wants_pdf
from bihuan.web.orgs.acting import viewer_of, with_one_tree
from bihuan.web.records import Action, Panel, RecordPages, parts_panel
from bihuan.web.records.forms import offered


def _volunteers(viewer: Actor) -> Any:
    return offered(
        VOLUNTEERS.rows(viewer).order_by("-since"), lambda one: f"{one} {one.body} {one.get_checked_display()}"
    )


def _programmes(viewer: Actor) -> Any:
    return offered(PROGRAMMES.rows(viewer).order_by("-starts_on"))


def _children(viewer: Actor) -> Any:
    rows = ENROLMENTS.rows(viewer).filter(left_behind=True, state__in=Enrolment.ENROLLED).select_related("programme")
    return offered(rows.order_by("programme", "seat"), lambda one: f"{one.programme.title} {one}")


def _pairings(viewer: Actor) -> Any:
    rows = PAIRINGS.rows(viewer).select_related("enrolment", "volunteer")
    return offered(rows.order_by("-since"), lambda one: f"{one.enrolment} – {one.volunteer}")


SHIFT_PAGES = RecordPages(
    SHIFTS,
    name="shift",
    offers={"volunteer": _volunteers, "programme": _programmes},
    files=False,
)
VISIT_PAGES = RecordPages(PAIRING_VISITS, name="pairing_visit", offers={"pairing": _pairings})


def _visits(viewer: Actor, row: Any) -> Sequence[Panel]:
    return [
        parts_panel(VISIT_PAGES, viewer, row, title=_("走访记录"), shown=["visited_on", "helped"], order="-visited_on")
    ]


PAIRING_PAGES = RecordPages(
    PAIRINGS,
    name="pairing",
    offers={"enrolment": _children, "volunteer": _volunteers},
    panels=_visits,
    files=False,
    after=lambda row: PAIRINGS.url(row.pk),
)


def _shifts(viewer: Actor, row: Volunteer) -> Sequence[Panel]:
    shown = ["day", "from_hour", "to_hour", "task", "came"]
    return [parts_panel(SHIFT_PAGES, viewer, row, title=_("排班"), shown=shown, order="-day")]


def _papers(viewer: Actor, row: Volunteer) -> Sequence[Action]:
    if not VOLUNTEERS.policy.allows(viewer, policies.REVEAL_VOLUNTEERS, row):
        return []
    return [
        Action(_("时长证明"), reverse("web:volunteer_hours", args=[row.pk, "pdf"]), "file-earmark-text", dialog=False)
    ]


VOLUNTEER_PAGES = RecordPages(
    VOLUNTEERS,
    name="volunteer",
    layout=[
        (t("志愿者"), ["phone", "body", "skills", "since", "remark"]),
        (t("背景核查"), ["checked", "checked_on", "check_until"]),
    ],
    panels=_shifts,
    actions=_papers,
)


@require_GET
@with_one_tree
def hours(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """A volunteer's hours as a paper; its making is logged, since it bears the name in full."""
    viewer = viewer_of(request)
    volunteer: Volunteer = VOLUNTEERS.by_id(viewer, pk)
    VOLUNTEERS.policy.check(viewer, policies.REVEAL_VOLUNTEERS, volunteer)
    pdf = wants_pdf(form)
    shifts = list(Shift.objects.filter(volunteer=volunteer, voided_at=None, came=True).order_by("day", "from_hour"))
    audit.append(volunteer, actor=viewer, verb="reveal", note=_("打印时长证明"))
    filled = hours_of(volunteer, shifts)
    return paper_answer(HOURS, filled, str(HOURS.title), town_id=volunteer.town_id, pdf=pdf)
