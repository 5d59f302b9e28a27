"""Figures of the communities."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.community import policies
from bihuan.community.models import Activity, Attendance, Enrolment, Programme, SignIn
from bihuan.community.registers import ACTIVITIES, ALARMS, DRILLS, LAW_EVENTS, PROGRAMMES, SIGN_INS
from bihuan.orgs.registers.heads import CountedBy
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Count, Dimension, Sum, When

_BY: dict[str, Dimension] = {
    "town": "town__name",
    "village": village_name("area"),
    "kind": "kind",
    "counted_by": "counted_by",
}

events = Count(
    key="law_publicity.events",
    name=_("法治宣传活动场次"),
    unit=_("场"),
    definition=_("期间内举办的法治宣传活动场次"),
    source=LAW_EVENTS.rows,
    at="held_on",
    ledger="law_events",
    by=_BY,
)
leaflets = Sum(
    key="law_publicity.leaflets",
    name=_("法治宣传资料份数"),
    unit=_("份"),
    definition=_("期间内法治宣传活动发放的资料份数合计"),
    source=LAW_EVENTS.rows,
    at="held_on",
    field_name="leaflets",
    ledger="law_events",
    by=_BY,
)
attendance = Sum(
    key="law_publicity.attendance",
    name=_("法治宣传参加人次"),
    unit=_("人次"),
    definition=_("期间内法治宣传活动参加人次合计;签到清点与现场估计可按“人次来源”分开看"),
    source=LAW_EVENTS.rows,
    at="held_on",
    field_name="attendance",
    ledger="law_events",
    by=_BY,
)


def _signed_for(viewer: Actor) -> QuerySet[SignIn]:
    """Sign-ins of activities that were held, still stand, and are counted by them."""
    return SIGN_INS.rows(viewer).filter(
        activity__voided_at=None, activity__state=Activity.State.HELD, activity__counted_by=CountedBy.SIGN_IN
    )


_HELD = Q(state=Activity.State.HELD)

activities_held = Count(
    key="activities.held",
    name=_("社区活动场次"),
    unit=_("场"),
    definition=_("期间内已举办的社区活动场次,课程讲座也在内"),
    source=ACTIVITIES.rows,
    at="held_on",
    counted=_HELD,
    ledger="activities",
    by=_BY,
)
courses_held = Count(
    key="courses.held",
    name=_("课程讲座场次"),
    unit=_("场"),
    definition=_("期间内已举办、类型为“课程讲座”的活动场次"),
    source=ACTIVITIES.rows,
    at="held_on",
    counted=_HELD & Q(kind=Activity.Kind.COURSE),
    ledger="activities",
    by={name: lookup for name, lookup in _BY.items() if name != "kind"},
)
signed_in = Count(
    key="activities.attendance",
    name=_("社区活动参加人次(签到)"),
    unit=_("人次"),
    definition=_("期间内已举办的社区活动的签到条数,一人一场为一人次;现场估计的人次不在内"),
    source=_signed_for,
    at="activity__held_on",
    ledger="sign_ins",
    by={"town": "town__name", "village": village_name("area"), "kind": "activity__kind"},
)
estimated = Sum(
    key="activities.estimated",
    name=_("社区活动参加人次(估计)"),
    unit=_("人次"),
    definition=_("期间内已举办、没有签到的社区活动的现场估计人次合计;与签到人次分开统计,不相加"),
    source=ACTIVITIES.rows,
    at="held_on",
    counted=_HELD & Q(counted_by=CountedBy.ESTIMATE),
    field_name="estimate",
    ledger="activities",
    by={name: lookup for name, lookup in _BY.items() if name != "counted_by"},
)


def _counted(viewer: Actor) -> QuerySet[Enrolment]:
    """Enrolments that the viewer may count; the ledger behind shows them to those alone who may read them."""
    rows = policies.ENROLMENTS.rows(viewer, policies.COUNT_ENROLMENTS)
    return rows.filter(voided_at=None, programme__voided_at=None)


_CHILDCARE = Q(programme__kind=Programme.Kind.CHILDCARE)

childcare_classes = Count(
    key="childcare.classes",
    name=_("开办假期托管班的村(社区)"),
    unit=_("个"),
    definition=_("期间内开班的假期托管班所在的村(社区)个数,一个村(社区)只计一次"),
    source=PROGRAMMES.rows,
    at="starts_on",
    counted=Q(kind=Programme.Kind.CHILDCARE),
    distinct="area",
    ledger="programmes",
    by={"town": "town__name", "village": village_name("area")},
)
childcare_enrolled = Count(
    key="childcare.enrolled",
    name=_("假期托管班报名人数"),
    unit=_("人"),
    definition=_("期间内开班的假期托管班中,已确认、参加中和已结业的报名人数"),
    source=_counted,
    at="programme__starts_on",
    counted=_CHILDCARE & Q(state__in=Enrolment.ENROLLED),
    ledger="enrolments",
    by={"town": "town__name", "village": village_name("area")},
)
programmes_waiting = Count(
    key="programmes.waiting",
    name=_("候补人数"),
    unit=_("人"),
    definition=_("期间内开始的服务项目中,仍在候补的报名人数"),
    source=_counted,
    at="programme__starts_on",
    counted=Q(state=Enrolment.State.WAITING),
    ledger="enrolments",
    by={"town": "town__name", "village": village_name("area"), "kind": "programme__kind"},
    better="down",
)


def _came(viewer: Actor) -> QuerySet[Attendance]:
    """Children's days that the viewer may count; who came is in the ledger for those alone who may read it."""
    rows = policies.ATTENDANCES.rows(viewer, policies.COUNT_ENROLMENTS)
    return rows.filter(voided_at=None, state__in=Attendance.CAME)


children_came = Count(
    key="childcare.attendance",
    name=_("托管班到班人次"),
    unit=_("人次"),
    definition=_("期间内假期托管班点名时到了或迟到的人次,一个孩子一天为一人次"),
    source=_came,
    at="day",
    counted=Q(enrolment__programme__kind=Programme.Kind.CHILDCARE),
    ledger="attendances",
    by={"town": "town__name", "village": village_name("area")},
)
alarms_raised = Count(
    key="childcare.alarms",
    name=_("放学无人接走报警"),
    unit=_("次"),
    definition=_("期间内放学后超时无人接走而报警的次数"),
    source=ALARMS.rows,
    at="raised_at",
    when=When.MOMENT,
    ledger="alarms",
    by={"town": "town__name", "village": village_name("area")},
    better="down",
)
drills_held = Count(
    key="childcare.drills",
    name=_("安全演练场次"),
    unit=_("场"),
    definition=_("期间内各班举行的安全演练场次"),
    source=DRILLS.rows,
    at="held_on",
    ledger="drills",
    by={"town": "town__name", "village": village_name("area"), "kind": "kind"},
)
