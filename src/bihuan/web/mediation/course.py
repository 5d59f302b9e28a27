"""The panel of the course: investigations and sittings as they followed one another, and more time by consent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.models import State
from bihuan.mediation import course_selectors as course
from bihuan.mediation import services
from bihuan.mediation.models import Dispute, Investigation, Result, Sitting
from bihuan.mediation.services.messages import Occasion, messages_of
from bihuan.orgs.models import Staff
from bihuan.platform import files
from bihuan.web.mediation import panels
from bihuan.web.mediation.reaching import dispute_to_read, dispute_to_write, may_write
from bihuan.web.mediation.sitting_forms import ExtensionForm
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree

KEY = "course"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the course: an investigation or a sitting."""

    at: datetime
    investigation: Investigation | None = None
    sitting: Sitting | None = None


def _context(viewer: Staff, dispute: Dispute) -> dict[str, Any]:
    sittings = course.sittings_of(viewer, dispute)
    events = [Event(one.starts_at, sitting=one) for one in sittings]
    events += [Event(one.starts_at, investigation=one) for one in course.investigations_of(viewer, dispute)]
    going_on = may_write(viewer, dispute) and dispute.result == Result.PENDING
    planned = any(one.state == Sitting.State.PLANNED for one in sittings)
    last = sittings[-1] if sittings else None
    return {
        "events": sorted(events, key=lambda one: one.at),
        "extensions": course.extensions_of(viewer, dispute),
        "messages_sent": [(Occasion(one.kind).label, one) for one in messages_of(dispute)],
        "may_write": may_write(viewer, dispute),
        "may_plan": going_on,
        "plan_first": going_on and not planned,
        "may_extend": going_on and dispute.case.state == State.HANDLING,
        "agreed_last": last is not None and last.outcome == Sitting.Outcome.AGREED,
    }


panels.add(KEY, t("调解经过"), order=20, template="web/mediation/_course_panel.html", context=_context)


def back_to(case_id: UUID) -> str:
    """The panel's address."""
    return panels.address(case_id, KEY)


@require_http_methods(["GET", "POST"])
@with_one_tree
def extend(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Both sides agreed to go on for longer."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    return act(
        request, form, lambda: services.extend_mediation(viewer, dispute_id=dispute.pk, consent=form.consent()),
        title=_("延长调解期限"), submit=_("延长"), done=_("期限已延长。"), back=back_to(case.pk),
        note=_("调解一般自受理之日起 30 日内调结;双方当事人都同意的,可以延长。"),
    )  # fmt: skip


@require_GET
def record_file(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A signature or a signed scan of one of the records."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_read(viewer, case_id)
    return files.respond(request, course.file_of(viewer, dispute, file_id), viewer=viewer)
