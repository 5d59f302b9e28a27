"""Dispatch without a person: only from the confidence a town sets, never for a major case, always with its reasons."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases.events import CaseReported
from bihuan.cases.models import Case, State, TriageSetting
from bihuan.cases.proposal import Matter, Proposal, propose
from bihuan.cases.selectors.similar import Draft, similar_open_cases
from bihuan.cases.services.triage import confirm_case
from bihuan.kernel.errors import BihuanError
from bihuan.orgs.models import Area
from bihuan.platform.actors import SYSTEM
from bihuan.platform.events import on

RULE = "automatic"
SAME_FROM = 0.6  # so like another open case that a person must look whether it is the same


def threshold_of(town_id: UUID) -> float | None:
    """From which confidence the town lets matters go out; None: never."""
    return TriageSetting.objects.filter(town_id=town_id).values_list("automatic_from", flat=True).first()


def may_go_out(found: Proposal, threshold: float | None, *, major: bool) -> bool:
    """Whether a proposal is sure enough: category and office at or above the threshold, and no sign of a major case."""
    if threshold is None or major or found.signs:
        return False
    return found.office is not None and found.category is not None and found.confidence >= threshold


@on(CaseReported)
def dispatch_by_itself(event: CaseReported) -> None:
    """Accept and dispatch a new matter in the name of the system where the town allows it; else it waits for the desk."""
    threshold = threshold_of(event.town_id)
    if threshold is None:
        return
    case = Case.objects.select_related("town", "area", "category").get(pk=event.case_id)
    if case.state != State.REPORTED:
        return
    found = propose(Matter.of(case))
    if not may_go_out(found, threshold, major=case.major) or _looks_the_same(case):
        return
    _send(case, found, threshold)


def _looks_the_same(case: Case) -> bool:
    return any(one.score >= SAME_FROM and one.case.is_open for one in similar_open_cases(SYSTEM, Draft.of(case)))


def _send(case: Case, found: Proposal, threshold: float) -> None:
    assert found.office is not None and found.category is not None  # asked for by may_go_out
    reason = _("系统自动分派(把握%(sure)s,不低于本乡镇设定的%(least)s):%(why)s") % {
        "sure": f"{found.confidence:.0%}", "least": f"{threshold:.0%}", "why": found.office.reason,
    }  # fmt: skip
    why = {**found.why, "rule": RULE, "text": reason}
    category = found.category.value if case.category_id is None and found.category.value.kind == case.kind else None
    deeper = found.area is not None and case.area_id == case.town_id
    area = Area.objects.filter(pk=found.area.value, town=case.town_id).first() if deeper and found.area else None
    urgency = found.urgency.value if found.urgency and found.urgency.value != case.urgency == "normal" else None
    try:
        with transaction.atomic():
            confirm_case(
                SYSTEM, case_id=case.pk, office=found.office.value, category=category, area=area, urgency=urgency,
                why=why, seen=case.version, proposal=found,
            )  # fmt: skip
    except BihuanError:
        return  # a person was quicker, or a rule of the loop holds it: it is the desk's
