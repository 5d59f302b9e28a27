"""What a reporter sees by number and code: the state in plain words and nothing personal."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bihuan.cases.models import Case, CaseKind, Comment, State
from bihuan.cases.refusals import REOPEN_WITHIN
from bihuan.cases.services.revisits import reporters_case
from bihuan.kernel import clock


@dataclass(frozen=True, slots=True)
class PublicStep:
    """A station on the way: its words, and when it was reached (None: still ahead)."""

    title: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Tracking:
    """The public page of a case. `answers` are the remarks meant for the reporter, oldest first."""

    number: str
    kind: str
    title: str
    state: str
    words: str
    reported_at: datetime
    closed_at: datetime | None
    outcome: str
    steps: tuple[PublicStep, ...]
    answers: tuple[tuple[datetime, str], ...]
    rating: int | None
    can_rate: bool
    can_reopen: bool


def tracking(number: str, code: str) -> Tracking:
    """The state of a case for whoever holds its code; for a part of a joint case, the state of the whole; two queries.

    Raises:
        NotFound: the same answer, in the same time, for an unknown number and a wrong code.
    """
    case = reporters_case(number, code)
    shown = case.merged_into if case.state == State.MERGED and case.merged_into is not None else case
    remarks = Comment.objects.filter(case=case, public=True).order_by("created_at").values_list("created_at", "text")
    can_reopen = (
        shown.state == State.CLOSED and shown.closed_at is not None and clock.now() - shown.closed_at <= REOPEN_WITHIN
    )
    return Tracking(
        number=case.number,
        kind=str(CaseKind(case.kind).label),
        title=case.title,
        state=shown.state,
        words=in_plain_words(shown, joint=shown is not case),
        reported_at=case.reported_at,
        closed_at=shown.closed_at,
        outcome=shown.get_outcome_display() if shown.state == State.CLOSED and shown.outcome else "",
        steps=_steps(shown),
        answers=tuple(remarks),
        rating=case.rating,
        can_rate=case.state == State.CLOSED,
        can_reopen=can_reopen,
    )


def _steps(case: Case) -> tuple[PublicStep, ...]:
    return (
        PublicStep(_("已收到"), case.reported_at),
        PublicStep(_("已受理"), case.accepted_at),
        PublicStep(_("已交承办单位"), case.dispatched_at),
        PublicStep(_("正在办理"), case.taken_at),
        PublicStep(_("办完待核实"), case.finished_at),
        PublicStep(_("已办结"), case.closed_at),
    )


def in_plain_words(case: Case, *, joint: bool = False) -> str:
    """The state as one tells it over the telephone."""
    words = {
        State.REPORTED: _("您反映的事项已收到,正在等待工作人员受理。"),
        State.ACCEPTED: _("您反映的事项已受理,正在确定由哪个单位办理。"),
        State.DISPATCHED: _("您反映的事项已交给承办单位,等待签收。"),
        State.HANDLING: _("承办单位正在办理。"),
        State.SUSPENDED: _("因客观原因暂停办理,条件具备后将继续。"),
        State.CONFERENCE: _("事项涉及多个单位,正在会商。"),
        State.TO_VERIFY: _("承办单位已办理完毕,正在核实。"),
        State.TO_REVISIT: _("办理结果已核实,工作人员将与您联系回访。"),
        State.CLOSED: _("事项已办结。如不满意,可在90天内申请重新办理。"),
        State.DECLINED: _("该事项不予受理。原因:%(reason)s") % {"reason": case.decline_reason or _("请致电咨询")},
        State.VOIDED: _("该登记已作废。如仍需反映,请重新提交。"),
        State.MERGED: _("您反映的事项与其他群众反映的同一问题一并办理。"),
    }
    together = _("(与其他群众反映的同一问题一并办理)") if joint else ""
    return words[State(case.state)] + together
