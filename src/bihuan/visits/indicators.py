"""Figures of the leaders' reception and the consultation groups."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import State as CaseState
from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Count, Dimension, Ratio
from bihuan.visits.models import ConsultationMeeting, ReceptionRecord, ReceptionTurn
from bihuan.visits.registers import MEETINGS, RECEPTIONS, ROTA

Turn, Result = ReceptionTurn.State, ReceptionRecord.Result
_TURNS: dict[str, Dimension] = {"town": "town__name", "way": "way", "leader": "leader__name"}
_MATTERS: dict[str, Dimension] = {
    "town": "town__name", "village": village_name("area"), "way": "way", "kind": "kind", "leader": "leader__name",
}  # fmt: skip
_MEETINGS: dict[str, Dimension] = {"town": "town__name", "village": village_name("area"), "group": "group__name"}
_ANSWERED = Q(result__in=[Result.SOLVED, Result.EXPLAINED]) | Q(case__state=CaseState.CLOSED)

planned = Count(
    key="reception.planned",
    name=_("接访安排场次"),
    unit=_("场"),
    definition=_("期间内公布过的领导接访、下访场次,包括已开展和未开展的"),
    source=ROTA.rows,
    at="day",
    counted=~Q(state=Turn.PLANNED),
    ledger="reception_rota",
    by=_TURNS,
)
held = Count(
    key="reception.held",
    name=_("接访开展场次"),
    unit=_("场"),
    definition=_("期间内实际开展的领导接访、下访场次;有接访记录的自动算作已开展"),
    source=ROTA.rows,
    at="day",
    counted=Q(state=Turn.HELD),
    ledger="reception_rota",
    by=_TURNS,
)
held_rate = Ratio(
    key="reception.held_rate",
    name=_("接访开展率"),
    unit=_("比例"),
    definition=_("期间内公布过的接访、下访场次中实际开展的比例"),
    source=ROTA.rows,
    at="day",
    of=~Q(state=Turn.PLANNED),
    counted=Q(state=Turn.HELD),
    ledger="reception_rota",
    by=_TURNS,
)
matters = Count(
    key="reception.matters",
    name=_("接访受理事项"),
    unit=_("件"),
    definition=_("期间内领导接访、下访时群众反映的事项件数"),
    source=RECEPTIONS.rows,
    at="received_on",
    ledger="receptions",
    by=_MATTERS,
)
closed_rate = Ratio(
    key="reception.closed_rate",
    name=_("接访事项办结率"),
    unit=_("比例"),
    definition=_("期间内接访事项中,当场解决、当场答复或者转办事项已经办结的比例"),
    source=RECEPTIONS.rows,
    at="received_on",
    of=Q(),
    counted=_ANSWERED,
    ledger="receptions",
    by=_MATTERS,
)
meetings = Count(
    key="consultation.meetings",
    name=_("议事协商次数"),
    unit=_("次"),
    definition=_("期间内议事组织召开协商的次数"),
    source=MEETINGS.rows,
    at="held_on",
    ledger="consultation_meetings",
    by=_MEETINGS,
)
solved = Count(
    key="consultation.solved",
    name=_("议事协商解决事项"),
    unit=_("件"),
    definition=_("期间内通过议事协商解决、并经提出人确认的事项件数;没有确认的不计入"),
    source=MEETINGS.rows,
    at="solved_on",
    counted=Q(result=ConsultationMeeting.Result.SOLVED, confirmed_on__isnull=False),
    ledger="consultation_meetings",
    by=_MEETINGS,
)
