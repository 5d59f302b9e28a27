"""The room's papers as PDF in the browser or as the town's Word."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bihuan.inspections import policies, selectors
from bihuan.inspections.documents import GIVEN_OUT, NOTICE, REPORT, given_out_of, notice_of, report_of
from bihuan.inspections.registers import CAMPAIGNS, ROUNDS
from bihuan.platform.documents import Document, Filled
from bihuan.platform.policies import require
from bihuan.web.cases.register import workplace
from bihuan.web.download import paper_answer, wants_pdf
from bihuan.web.orgs.acting import viewer_of, with_one_tree

MOST_ON_NOTICE = 300


@require_GET
@with_one_tree
def report(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The report of a campaign."""
    viewer = viewer_of(request)
    campaign = CAMPAIGNS.by_id(viewer, pk)
    return _paper(REPORT, report_of(viewer, campaign), campaign.name, campaign.town_id, form)


@require_GET
def given_out(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """What a round found, to be signed for."""
    viewer = viewer_of(request)
    one = ROUNDS.by_id(viewer, pk)
    found = selectors.findings(viewer).filter(round=one).select_related("case__area", "case__office")
    return _paper(GIVEN_OUT, given_out_of(one, found.order_by("created_at")), one.title, one.town_id, form)


@require_GET
@with_one_tree
def notice(request: HttpRequest, form: str) -> HttpResponse:
    """The list of the late where the viewer works."""
    viewer = viewer_of(request)
    require(viewer, policies.READ_FINDINGS)
    late = selectors.late_now(viewer).select_related("case__area", "case__office", "case__handler")
    place = workplace(viewer)
    return _paper(
        NOTICE, notice_of(place.name, late.order_by("case__due_at")[:MOST_ON_NOTICE]), "", place.town_id, form
    )


def _paper(paper: Document, filled: Filled, about: str, town_id: UUID | None, form: str) -> HttpResponse:
    pdf = wants_pdf(form)
    name = f"{paper.title} {about}".strip()
    return paper_answer(paper, filled, name, town_id=town_id, pdf=pdf)
