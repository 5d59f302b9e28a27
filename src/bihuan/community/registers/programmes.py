"""The registers of programmes and of those enrolled; whoever is enrolled is offered a free seat in the same transaction."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.community import policies
from bihuan.community.applicants import FIELD_OF, KNOWN, judged, points
from bihuan.community.consent import CURRENT
from bihuan.community.enrolment_cycle import CYCLE
from bihuan.community.models import Enrolment, Programme
from bihuan.community.seats import fill_seats, seated, waiting
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.kernel.ids import new_code
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults
from bihuan.platform.conditions import Verdict, read
from bihuan.platform.numbers import next_number


def _check_programme(programme: Programme, faults: Faults) -> None:
    if programme.ends_on < programme.starts_on:
        faults.add("ends_on", _("最后一天不能早于第一天。"), "date")
    if programme.closes_on < programme.opens_on:
        faults.add("closes_on", _("报名截止不能早于报名开始。"), "date")
    if programme.to_hour is not None and (programme.from_hour is None or programme.to_hour <= programme.from_hour):
        faults.add("to_hour", _("请填写开始时刻,结束时刻应晚于开始时刻。"), "order")
    for field in ("must", "first"):
        try:
            read(getattr(programme, field), KNOWN, field=field)
        except Invalid as refusal:
            for fault in refusal.faults:
                faults.add(field, fault.message, fault.code)
    if not programme._state.adding:
        highest = max((one.seat or 0 for one in seated(programme)), default=0)
        if programme.quota < highest:
            faults.add(
                "quota",
                _("已经用到第 %(seat)d 个席位,名额不能少于它;要减少请先办理退出。") % {"seat": highest},
                "quota",
            )


def _check_enrolment(enrolment: Enrolment, faults: Faults) -> None:
    """Demands are judged when somebody enrols and when the answers change; what is unknown is asked, not refused."""
    programme, today = enrolment.programme, clock.today()
    if not enrolment._state.adding and not programme.enrolments.filter(pk=enrolment.pk).exists():
        faults.add("programme", _("不能改到别的服务项目;请退出这一个,再到那一个重新报名。"), "fixed")
    if enrolment._state.adding:
        enrolment.applied_at = clock.now()
        if not programme.opens_on <= today <= programme.closes_on:
            days = {"from": programme.opens_on.isoformat(), "to": programme.closes_on.isoformat()}
            faults.add("programme", _("报名时间是 %(from)s 至 %(to)s,现在不能报名。") % days, "closed")
    if not enrolment.consent:
        faults.add("consent", _("请先取得监护人或本人同意,并勾选。"), "required")
    if enrolment.born_on is not None and enrolment.born_on > today:
        faults.add("born_on", _("出生日期不能晚于今天。"), "date")
        return
    outcome = judged(enrolment)
    if outcome.verdict is not Verdict.MET:
        for reason in outcome.of(outcome.verdict):
            field = FIELD_OF.get(reason.fact, reason.fact)
            if outcome.verdict is Verdict.UNKNOWN:
                faults.add(field, _("报名条件要求“%(asked)s”,请补填这一项。") % {"asked": reason.asked}, "unknown")
            else:
                said = {"asked": reason.asked, "known": reason.known}
                faults.add(field, _("不符合报名条件“%(asked)s”,填写的是“%(known)s”。") % said, "unmet")
    enrolment.points = points(enrolment)
    if enrolment._state.adding and outcome.verdict is Verdict.MET and enrolment.consent:
        enrolment.receipt, enrolment.code = f"BM{today:%y%m%d}{next_number(f'enrolment:{today}'):03d}", new_code()
        enrolment.consent_version, enrolment.consent_at = CURRENT, enrolment.applied_at


def _offer(enrolments: Sequence[Enrolment]) -> None:
    for key in sorted({one.programme_id for one in enrolments}):
        fill_seats(key)


def _more_seats(programmes: Sequence[Programme]) -> None:
    """A larger quota is offered at once; a programme with people on its seats cannot be taken off the register."""
    for programme in sorted(programmes, key=lambda one: one.pk):
        if programme.voided_at is None:
            fill_seats(programme.pk)
        elif waiting(programme).exists() or seated(programme).exists():
            raise WrongState(_("还有人报名或占着名额,不能作废;请先逐个办理“不予录取”或“退出”。"))


def _settled(enrolment: Enrolment) -> str:
    if enrolment.seat is not None:
        return _("已占名额的报名不能直接修改或作废,请先办理“退出”。")
    return ""


PROGRAMMES = Register(
    Programme,
    key="programmes",
    title=t("服务项目"),
    path="programmes",
    policy=policies.PROGRAMMES,
    read=policies.READ_PROGRAMMES,
    keep=policies.KEEP_PROGRAMMES,
    fields=[
        "title", "kind", "area", "place", "starts_on", "ends_on", "from_hour", "to_hour", "staff", "quota", "opens_on",
        "closes_on", "hold_hours", "must", "first", "publicity", "online", "alarm_minutes",
    ],
    once=["title", "area", "starts_on"],
    found_by=["title", "place"],
    check=_check_programme,
    said=lambda one: f"{one.get_kind_display()} · {one.starts_on:%Y-%m-%d}",
    then=_more_seats,
)  # fmt: skip

ENROLMENTS = Register(
    Enrolment,
    key="enrolments",
    title=t("报名"),
    path="enrolments",
    policy=policies.ENROLMENTS,
    read=policies.READ_ENROLMENTS,
    keep=policies.KEEP_ENROLMENTS,
    reveal=policies.REVEAL_ENROLMENTS,
    part_of="programme",
    whole_first=True,
    singly=True,
    fields=[
        "programme", "name", "born_on", "grade", "home", "left_behind", "parents_work", "low_income", "guardian", "phone",
        "allergies", "pick_up", "consent", "way", "remark",
    ],
    check=_check_enrolment,
    settled=_settled,
    cycle=CYCLE,
    said=lambda one: f"{one.programme.title} · {one.get_state_display()}",
    then=_offer,
    verbs={step.verb: policies.KEEP_ENROLMENTS for step in CYCLE if step.verb != "register"},
)  # fmt: skip
