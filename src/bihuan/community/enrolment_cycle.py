"""What may happen to an enrolment, as one table; the services, the buttons and the refusals come from it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.community.models.programmes import Enrolment
from bihuan.community.policies import KEEP_ENROLMENTS
from bihuan.kernel import clock
from bihuan.kernel.lifecycle import LifeCycle, Step

S = Enrolment.State


def _held_no_longer(enrolment: Enrolment, _actor: object) -> str:
    if enrolment.held_until is not None and enrolment.held_until <= clock.now():
        return _("名额保留时间已过,将给下一位;还想参加请重新报名。")
    return ""


def _held_still(enrolment: Enrolment, _actor: object) -> str:
    if enrolment.held_until is not None and enrolment.held_until > clock.now():
        return _("名额还在保留时间内。")
    return ""


CYCLE = LifeCycle(
    Step("register", (), S.WAITING, KEEP_ENROLMENTS, t("登记报名")),
    Step("offer", (S.WAITING,), S.OFFERED, None, t("保留名额")),
    Step("confirm", (S.OFFERED,), S.CONFIRMED, KEEP_ENROLMENTS, t("确认参加"), refused_when=(_held_no_longer,)),
    Step("attend", (S.CONFIRMED,), S.ATTENDING, KEEP_ENROLMENTS, t("登记到场")),
    Step("finish", (S.ATTENDING,), S.FINISHED, KEEP_ENROLMENTS, t("结业")),
    Step("decline", (S.WAITING, S.OFFERED), S.DECLINED, KEEP_ENROLMENTS, t("不予录取"), ("reason",)),
    Step("withdraw", (S.WAITING, S.OFFERED, S.CONFIRMED, S.ATTENDING), S.WITHDRAWN, KEEP_ENROLMENTS, t("退出"), ("reason",)),
    Step("expire", (S.OFFERED,), S.EXPIRED, None, t("过期放弃"), refused_when=(_held_still,)),
    start=S.WAITING,
    states=S.values,
    final=(S.FINISHED, S.DECLINED, S.WITHDRAWN, S.EXPIRED),
)  # fmt: skip
OFFERED_TO_PEOPLE = tuple(step for step in CYCLE if step.right is not None and step.from_states)
