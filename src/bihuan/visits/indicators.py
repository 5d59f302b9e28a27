"""Figures of the leaders' reception, the consultation groups, household visits, benefit matters, benefit works and needs."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import State as CaseState
from bihuan.orgs.selectors import village_name
from bihuan.platform.indicators import Count, Dimension, Progress, Ratio, Sum, When
from bihuan.visits.household_registers import TARGETS, VISITS
from bihuan.visits.household_selectors import DONE, benefit_matters, with_visits
from bihuan.visits.models import BenefitWork, ConsultationMeeting, Need, ReceptionRecord, ReceptionTurn
from bihuan.visits.need_registers import NEEDS
from bihuan.visits.registers import MEETINGS, RECEPTIONS, ROTA
from bihuan.visits.work_registers import HOMES, WORKS

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

visits = Count(
    key="visits.households",
    name=_("入户走访户次"),
    unit=_("户次"),
    definition=_("期间内登记的入户走访户次,包括上门、电话和路遇"),
    source=VISITS.rows,
    at="visited_on",
    ledger="household_visits",
    by={"town": "town__name", "village": village_name("area"), "way": "way", "visitor": "visitor__name"},
)
target_rate = Progress(
    key="visits.secretary_target_rate",
    name=_("书记百户走访完成率"),
    unit=_("比例"),
    definition=_(
        "期末当日有双百目标的书记,目标年度内截至期末本人上门走访的户次合计,除以走访目标合计;每位书记最多算到自己的目标"
    ),
    source=TARGETS.rows,
    when=When.AS_OF,
    at="since,until",
    goal="visits_goal",
    done="visits_done",
    dated=lambda rows, day: with_visits(rows, until=day),
    ledger="hundred_targets",
    by={"town": "town__name", "village": village_name("area"), "secretary": "secretary__name"},
)
matters_done = Count(
    key="benefit.matters_done",
    name=_("惠民实事办成件数"),
    unit=_("件"),
    definition=_("期间内办结、结果为“已解决”并且回访时居民确认满意的惠民实事件数"),
    source=benefit_matters,
    when=When.MOMENT,
    at="case__closed_at",
    town="case__town_id",
    path="case__area_path",
    counted=DONE,
    ledger="benefit_matters",
    by={"town": "case__town__name", "village": village_name("case__area"), "secretary": "secretary__name"},
)

_WORKS: dict[str, Dimension] = {"town": "town__name", "village": village_name("area"), "money": "money"}
_ACCEPTED = Q(state=BenefitWork.State.ACCEPTED)

works_accepted = Count(
    key="works.accepted",
    name=_("惠民工程验收项数"),
    unit=_("项"),
    definition=_("期间内通过验收的惠民工程项数,按验收日期计算;计划中、施工中和停办的不计入"),
    source=WORKS.rows,
    at="accepted_on",
    counted=_ACCEPTED,
    ledger="benefit_works",
    by={**_WORKS, "kind": "kind"},
)
road_area = Sum(
    key="works.road_area",
    name=_("道路修补面积"),
    unit=_("平方米"),
    definition=_("期间内通过验收的道路修补工程面积合计,按验收日期计算,不论哪天开工;没有验收的不计入"),
    source=WORKS.rows,
    at="accepted_on",
    field_name="quantity",
    counted=_ACCEPTED & Q(kind=BenefitWork.Kind.ROAD),
    ledger="benefit_works",
    by=_WORKS,
)
speed_bumps = Sum(
    key="works.speed_bumps",
    name=_("减速带安装处数"),
    unit=_("处"),
    definition=_("期间内通过验收的减速带工程处数合计,按验收日期计算,不论哪天开工;没有验收的不计入"),
    source=WORKS.rows,
    at="accepted_on",
    field_name="quantity",
    counted=_ACCEPTED & Q(kind=BenefitWork.Kind.SPEED_BUMPS),
    ledger="benefit_works",
    by=_WORKS,
)
title_households = Count(
    key="works.title_households",
    name=_("小区办证可办证户数"),
    unit=_("户"),
    definition=_("期间内达到“可办证”的小区办证住户数,按每户的可办证日期计算;以后领了证的仍计入,整项工程是否验收不影响"),
    source=HOMES.rows,
    at="ready_on",
    counted=Q(work__kind=BenefitWork.Kind.TITLE),
    ledger="work_households",
    by={"town": "town__name", "village": village_name("area"), "step": "step", "work": "work__title"},
)

_NEEDS: dict[str, Dimension] = {"town": "town__name", "village": village_name("area"), "kind": "kind"}

needs_heard = Count(
    key="needs.heard",
    name=_("居民需求登记条数"),
    unit=_("条"),
    definition=_("期间内听到并登记的居民需求条数,按听到日期计算,不论后来是否回应、满足或不再需要"),
    source=NEEDS.rows,
    at="heard_on",
    ledger="needs",
    by={**_NEEDS, "state": "state"},
)
needs_met = Count(
    key="needs.met",
    name=_("居民需求满足条数"),
    unit=_("条"),
    definition=_("期间内登记为已满足的居民需求条数,按满足日期计算,不论哪天听到;重新打开的不再计入"),
    source=NEEDS.rows,
    at="met_on",
    counted=Q(state=Need.State.MET),
    ledger="needs",
    by={**_NEEDS, "answer": "answer"},
)
