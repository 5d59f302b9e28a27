"""Figures of the closed loop, of joint conferences, whistles and what channels are owed."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case, Channel, Conference, Invitation, Outcome, Reply, State, Whistle
from bihuan.cases.policies import READ
from bihuan.cases.selectors import conferences as read
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Average, Count, Dimension, Ratio, When
from bihuan.platform.policies import visible

_BY: dict[str, Dimension] = {
    "area": "area__name",
    "area_id": "area_id",
    "town": "town__name",
    "village": village_name("area"),
    "kind": "kind",
    "channel": "channel",
    "office": "office__name",
}
_COUNTS = ~Q(state__in=[State.VOIDED, State.MERGED])


def _cases(viewer: Actor) -> QuerySet[Case]:
    return visible(Case, viewer, READ)


reported = Count(
    key="cases.reported",
    name=_("受理登记件数"),
    unit=_("件"),
    definition=_("期内反映的事项件数,已并案和作废的不计"),
    source=_cases,
    when=When.MOMENT,
    at="reported_at",
    counted=_COUNTS,
    ledger="cases",
    by=_BY,
    better="down",
)
closed = Count(
    key="cases.closed",
    name=_("办结件数"),
    unit=_("件"),
    definition=_("期内经核查、回访后办结的事项件数"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    counted=Q(state=State.CLOSED),
    ledger="cases",
    by=_BY,
)
on_time_rate = Ratio(
    key="cases.on_time_rate",
    name=_("按期办结率"),
    unit=_("比例"),
    definition=_("期内办结的事项中,各环节均未超期的比例"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    of=Q(state=State.CLOSED),
    counted=Q(overdue_stages=0),
    ledger="cases",
    by=_BY,
)
solved_rate = Ratio(
    key="cases.solved_rate",
    name=_("实际解决率"),
    unit=_("比例"),
    definition=_("期内办结的事项中,结果为“已解决”的比例;解释说明、不予支持、转交、撤回、无法联系均不算解决"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    of=Q(state=State.CLOSED),
    counted=Q(outcome=Outcome.SOLVED),
    ledger="cases",
    by=_BY,
)
satisfaction = Ratio(
    key="cases.satisfaction",
    name=_("群众满意率"),
    unit=_("比例"),
    definition=_("期内办结并取得回访意见的事项中,回访满意的比例"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    of=Q(state=State.CLOSED, satisfied__isnull=False),
    counted=Q(satisfied=True),
    ledger="cases",
    by=_BY,
)
reopened = Count(
    key="cases.reopened",
    name=_("重办件数"),
    unit=_("件"),
    definition=_("期内反映的事项中,办结后又重新办理的件数"),
    source=_cases,
    when=When.MOMENT,
    at="reported_at",
    counted=Q(reopened_times__gt=0),
    ledger="cases",
    by=_BY,
    better="down",
)
average_days = Average(
    key="cases.average_days",
    name=_("平均办结天数"),
    unit=_("天"),
    definition=_("期内办结的事项自反映至办结的平均自然日数"),
    source=_cases,
    when=When.MOMENT,
    at="closed_at",
    counted=Q(state=State.CLOSED),
    expression=F("closed_at") - F("reported_at"),
    scale=86400,
    ledger="cases",
    by=_BY,
    better="down",
)

_MEETING: dict[str, Dimension] = {
    "area": "area__name",
    "area_id": "area_id",
    "town": "town__name",
    "village": village_name("area"),
}
_CAME = Invitation.Attendance

conferences_concluded = Count(
    key="conferences.concluded",
    name=_("联席会次数"),
    unit=_("次"),
    definition=_("期内形成会议纪要的联席会次数,取消的不计"),
    source=read.conferences,
    when=When.MOMENT,
    at="concluded_at",
    counted=Q(state=Conference.State.CONCLUDED),
    ledger="conferences",
    by=_MEETING,
)
attendance_rate = Ratio(
    key="conferences.attendance_rate",
    name=_("联席会按时到会率"),
    unit=_("比例"),
    definition=_("期内召开的联席会中,除请假外应到的单位和人员里按时到会的比例;迟到、无故缺席不算到会"),
    source=read.invitations,
    when=When.MOMENT,
    at="conference__at",
    town="conference__town_id",
    path="conference__area_path",
    of=Q(attendance__in=[_CAME.PRESENT, _CAME.LATE, _CAME.ABSENT]),
    counted=Q(attendance=_CAME.PRESENT),
    ledger="attendance",
    by={"office": "office__name", "town": "conference__town__name"},
)
conferences_missed = Count(
    key="conferences.missed",
    name=_("联席会迟到缺席次数"),
    unit=_("次"),
    definition=_("期内召开的联席会中,迟到和无故缺席的单位、人员次数"),
    source=read.invitations,
    when=When.MOMENT,
    at="conference__at",
    town="conference__town_id",
    path="conference__area_path",
    counted=Q(attendance__in=[_CAME.LATE, _CAME.ABSENT]),
    ledger="attendance",
    by={"office": "office__name", "town": "conference__town__name"},
    better="down",
)
_WHISTLE_BY: dict[str, Dimension] = {**_MEETING, "office": "office__name", "need": "need"}
whistles_blown = Count(
    key="whistles.blown",
    name=_("吹哨次数"),
    unit=_("次"),
    definition=_("期内吹哨的次数,叫几个单位算几次,取消的不计"),
    source=read.whistles,
    when=When.MOMENT,
    at="started_at",
    counted=~Q(state=Whistle.State.CALLED_OFF),
    ledger="whistles",
    by=_WHISTLE_BY,
    better="down",
)
whistles_on_time = Ratio(
    key="whistles.on_time_rate",
    name=_("吹哨按时报到率"),
    unit=_("比例"),
    definition=_("期内吹哨且已报到(答复)或已超时的次数中,在时限内报到(答复)的比例;取消的不计"),
    source=read.whistles,
    when=When.MOMENT,
    at="started_at",
    of=~Q(state=Whistle.State.CALLED_OFF) & (Q(replied_at__isnull=False) | Q(overdue=True)),
    counted=Q(replied_at__isnull=False, overdue=False),
    ledger="whistles",
    by=_WHISTLE_BY,
)
whistles_rating = Average(
    key="whistles.rating",
    name=_("吹哨处置平均分"),
    unit=_("分"),
    definition=_("期内吹哨、乡镇已评价的平均得分,满分 5 分"),
    source=read.whistles,
    when=When.MOMENT,
    at="started_at",
    counted=Q(state=Whistle.State.RATED),
    expression=F("rating"),
    ledger="whistles",
    by=_WHISTLE_BY,
)
_REPLY_BY: dict[str, Dimension] = {**_MEETING, "channel": "channel"}
replies_on_time = Ratio(
    key="replies.on_time_rate",
    name=_("渠道按时回复率"),
    unit=_("比例"),
    definition=_("期内到期的渠道回复中,已在期限内回复的比例;未到期的和无需回复的不计"),
    source=read.replies,
    when=When.MOMENT,
    at="due_at",
    of=Q(state=Reply.State.SENT) | Q(state=Reply.State.OWED, overdue=True),
    counted=Q(state=Reply.State.SENT, overdue=False),
    ledger="replies",
    by=_REPLY_BY,
)
hotline_received = Count(
    key="hotline.received",
    name=_("热线工单件数"),
    unit=_("件"),
    definition=_("期内热线受理、转到本辖区的工单件数"),
    source=read.replies,
    when=When.MOMENT,
    at="started_at",
    counted=Q(channel=Channel.HOTLINE) & ~Q(case__state=State.VOIDED),
    ledger="hotline",
    by=_REPLY_BY,
    better="down",
)
