"""The registers of activities and of those who signed in at them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.community import policies
from bihuan.community.models import Activity, SignIn
from bihuan.kernel import clock
from bihuan.orgs.registers import Register
from bihuan.orgs.registers.heads import CountedBy
from bihuan.orgs.services.checks import Faults

State = Activity.State


def _check_activity(activity: Activity, faults: Faults) -> None:
    held, guessed = activity.state == State.HELD, activity.counted_by == CountedBy.ESTIMATE
    if held and activity.held_on > clock.today():
        faults.add("state", _("活动日期还没有到,不能登记为“已举办”。"), "date")
    if activity.to_hour is not None and (activity.from_hour is None or activity.to_hour <= activity.from_hour):
        faults.add("to_hour", _("请填写开始时刻,结束时刻应晚于开始时刻。"), "order")
    if held and guessed and activity.estimate is None:
        faults.add("estimate", _("没有签到的活动,请填写现场估计人次。"), "required")
    if activity.estimate is not None and not guessed:
        faults.add("estimate", _("签到清点的人次由签到名单得出,请去掉估计人次,或者把人次来源改为“现场估计”。"), "mixed")
    if activity.estimate is not None and guessed and not held:
        faults.add("estimate", _("活动举办以后才有人次,请先去掉估计人次。"), "state")
    cancelled = activity.state == State.CANCELLED
    if (guessed or cancelled) and not activity._state.adding and _signed_in(activity):
        field = "counted_by" if guessed else "state"
        faults.add(field, _("这场活动已有人签到,人次按签到清点;签到有误的请先作废签到。"), "mixed")


def _signed_in(activity: Activity) -> bool:
    return SignIn.objects.filter(activity=activity, voided_at=None).exists()


def _check_sign_in(sign_in: SignIn, faults: Faults) -> None:
    activity = sign_in.activity
    if activity.state == State.CANCELLED or activity.held_on > clock.today():
        faults.add("activity", _("活动还没有到日子或者已经取消,不能登记签到。"), "state")
    elif activity.counted_by != CountedBy.SIGN_IN:
        faults.add("activity", _("这场活动的人次是现场估计的,不能再登记签到;要登记请先改人次来源。"), "mixed")


def _said(activity: Activity) -> str:
    return f"{activity.get_kind_display()} · {activity.held_on:%Y-%m-%d} · {activity.get_state_display()}"


ACTIVITIES = Register(
    Activity,
    key="activities",
    title=t("社区活动"),
    path="activities",
    policy=policies.ACTIVITIES,
    read=policies.READ_ACTIVITIES,
    keep=policies.KEEP_ACTIVITIES,
    fields=[
        "title", "kind", "state", "held_on", "from_hour", "to_hour", "area", "place", "host", "organiser", "audience", "planned",
        "counted_by", "estimate", "remark",
    ],
    once=["title", "held_on", "area"],
    found_by=["title", "place", "host"],
    check=_check_activity,
    verbs={"take_room": policies.KEEP_ACTIVITIES, "release_room": policies.KEEP_ACTIVITIES},
    said=_said,
)  # fmt: skip

SIGN_INS = Register(
    SignIn,
    key="sign_ins",
    title=t("活动签到"),
    path="sign-ins",
    policy=policies.SIGN_INS,
    read=policies.READ_SIGN_INS,
    keep=policies.KEEP_ACTIVITIES,
    reveal=policies.REVEAL_SIGN_INS,
    part_of="activity",
    fields=["activity", "name", "phone"],
    once=["activity", "name", "phone"],
    check=_check_sign_in,
    said=lambda sign_in: sign_in.activity.title,
)
