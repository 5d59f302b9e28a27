"""Reports and the verbs of the closed loop as a phone sends them."""

from collections.abc import Callable
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from bihuan.api.v1.base import Sent
from bihuan.cases import services
from bihuan.cases.models import Case, CaseKind, CaseTask, Channel, Comment, State, Urgency
from bihuan.field.clashes import Clash, Clashing, entries_since
from bihuan.field.kinds import Done, Made, kind
from bihuan.kernel.errors import Invalid, NotFound, StaleRecord
from bihuan.kernel.positions import Position, position_of
from bihuan.orgs.models import Area, Household, PlacePoint
from bihuan.orgs.selectors import area_at, households, place_points

Text = Annotated[str, Field(max_length=5000)]
Short = Annotated[str, Field(max_length=300)]


class Report(Sent):
    """A matter met with on the way. Without an area the position decides where it belongs."""

    kind: CaseKind = CaseKind.APPEAL
    text: Text
    title: Short = ""
    place: Short = ""
    urgency: Urgency = Urgency.NORMAL
    area: UUID | None = None
    place_point: UUID | None = None
    household: UUID | None = None
    reporter_name: Short = ""
    reporter_phone: Short = ""
    people_involved: int | None = Field(None, ge=1, le=100_000)


@kind("report", gettext_lazy("上报"), Report)
def report(made: Made, sent: Report) -> Done:
    """A case under the record's own id, with the phone's position; the grid worker is its first contact."""
    point, household = _point(made, sent), _household(made, sent)
    area = _area(made, sent, point)
    case = services.report_case(
        made.actor, case_id=made.id, kind=sent.kind, channel=Channel.GRID, area=area, title=sent.title, text=sent.text,
        place=sent.place, urgency=sent.urgency, reporter_name=sent.reporter_name, reporter_phone=sent.reporter_phone,
        people_involved=sent.people_involved, household=household, place_point=point, reported_at=made.at,
        lat=made.position.lat if made.position else None, lon=made.position.lon if made.position else None,
    )  # fmt: skip
    spot = position_of(point.lat, point.lon) if point is not None else None
    return _done(case, spot)


def _area(made: Made, sent: Report, point: PlacePoint | None) -> Area:
    if sent.area is not None:
        return made.batch.area(sent.area)
    if point is not None:
        return made.batch.area(point.area_id)
    found = area_at(made.position.lat, made.position.lon) if made.position else None
    if found is None:
        raise Invalid(_("没有选网格,位置也不在辖区内,请选择网格后再发送。"), field="area", code="required")
    return made.batch.area(found.node.id)


def _point(made: Made, sent: Report) -> PlacePoint | None:
    if sent.place_point is None:
        return None
    found = place_points(made.actor).filter(pk=sent.place_point).first()
    if found is None:
        raise Invalid(_("没有找到这个部位,可能已注销或不在您的辖区。"), field="place_point", code="unknown")
    return found


def _household(made: Made, sent: Report) -> Household | None:
    if sent.household is None:
        return None
    found = households(made.actor).filter(pk=sent.household).first()
    if found is None:
        raise Invalid(_("没有找到这一户,可能不在您的辖区。"), field="household", code="unknown")
    return found


def _done(case: Case, spot: Position | None) -> Done:
    answer = {
        "case": str(case.pk), "number": case.number, "state": case.state, "state_title": str(State(case.state).label),
        "version": case.version,
    }  # fmt: skip
    return Done(answer, case.pk, case.number, case.town_id, case.area_id, case.area_path, spot)


# --- verbs ------------------------------------------------------------------------------------------------------------


class Act(Sent):
    """One verb on a case. `seen` is the version that the phone showed; None where it does not matter."""

    case: UUID
    verb: Literal["take", "send_back", "contact", "comment", "finish", "finish_task", "verify", "return"]
    seen: int | None = Field(None, ge=1)
    text: Text = ""
    outcome: Short = ""
    legal_basis: Short = ""
    handed_to: Short = ""
    task: UUID | None = None


Do = Callable[[Made, Act, int | None], Case | Comment | CaseTask]
_DO: dict[str, Do] = {
    "take": lambda made, sent, seen: services.take_case(made.actor, case_id=sent.case, seen=seen),
    "send_back": lambda made, sent, seen: services.send_back_case(
        made.actor, case_id=sent.case, reason=sent.text, seen=seen
    ),
    "contact": lambda made, sent, seen: services.record_contact(made.actor, case_id=sent.case, note=sent.text, seen=seen),
    "comment": lambda made, sent, _seen: services.comment_case(made.actor, case_id=sent.case, text=sent.text),
    "finish": lambda made, sent, seen: services.finish_case(
        made.actor, case_id=sent.case, outcome=sent.outcome, result_text=sent.text, legal_basis=sent.legal_basis,
        handed_to=sent.handed_to, seen=seen,
    ),
    "finish_task": lambda made, sent, _seen: services.finish_task(made.actor, task_id=_task(sent), result=sent.text),
    "verify": lambda made, sent, seen: services.verify_case(made.actor, case_id=sent.case, note=sent.text, seen=seen),
    "return": lambda made, sent, seen: services.return_case(made.actor, case_id=sent.case, reason=sent.text, seen=seen),
}  # fmt: skip


@kind("act", gettext_lazy("办理"), Act)
def act(made: Made, sent: Act) -> Done:
    """The verb through the loop's own service.

    Raises:
        Clashing: somebody else changed the case after the phone saw it.
    """
    try:
        result = _DO[sent.verb](made, sent, sent.seen)
    except StaleRecord as stale:
        result = _DO[sent.verb](made, sent, _own_changes_only(made, sent, stale))
    case = result if isinstance(result, Case) else result.case
    return _done(case, position_of(case.lat, case.lon))


def _own_changes_only(made: Made, sent: Act, stale: StaleRecord) -> int:
    """The present version, when what the phone has not seen is only what the same person sent before.

    Raises:
        Clashing: somebody else changed something.
    """
    case = Case.objects.filter(pk=sent.case).first()
    if case is None:
        raise NotFound(_("没有找到这条记录,它可能已被合并或作废。"))
    assert sent.seen is not None  # nothing is stale otherwise
    entries = entries_since(case, sent.seen)
    if all(entry.actor_id == made.actor.pk for entry in entries):
        return stale.version
    last = next(entry for entry in reversed(entries) if entry.actor_id != made.actor.pk)
    clashes = [
        Clash(one.field, one.field, one.before, "", one.after, one.by, last.at.isoformat()) for one in stale.changes
    ]
    message = _("%(name)s在您之后改动了这件事项,请核对后决定是否仍要这样办。")
    raise Clashing(message % {"name": last.actor_name}, stale.version, clashes)


def _task(sent: Act) -> UUID:
    if sent.task is None:
        raise Invalid(_("没有说明是哪项任务,请更新数据后重试。"), field="task", code="required")
    return sent.task
