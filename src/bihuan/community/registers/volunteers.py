"""The registers of volunteers, their shifts, and pairings; nobody unchecked is put beside a child."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.community import policies
from bihuan.community.models import Pairing, PairingVisit, Shift, Volunteer
from bihuan.kernel import clock
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults

Checked = Volunteer.Checked


def _check_volunteer(volunteer: Volunteer, faults: Faults) -> None:
    done, until = volunteer.checked_on, volunteer.check_until
    if volunteer.checked != Checked.NONE and done is None:
        faults.add("checked_on", _("请填写核查日期。"), "required")
    if volunteer.checked == Checked.PASSED and until is None:
        faults.add("check_until", _("请填写核查有效期。"), "required")
    if done is not None and until is not None and until < done:
        faults.add("check_until", _("有效期不能早于核查日期。"), "order")
    if volunteer._state.adding:
        return
    # A check that fails or is shortened must not leave anybody beside children.
    ahead = Shift.objects.filter(volunteer=volunteer, with_children=True, voided_at=None, day__gte=clock.today())
    for shift in ahead.order_by("day"):
        if not volunteer.may_mind_children(shift.day):
            faults.add(
                "checked",
                _("%(day)s 还排有接触儿童的岗位,请先改排或作废。") % {"day": shift.day.isoformat()},
                "shift",
            )
            break
    if (
        not volunteer.may_mind_children(clock.today())
        and volunteer.pairings.filter(until=None, voided_at=None).exists()
    ):
        faults.add("checked", _("还有结对的孩子,请先结束结对。"), "pairing")


def _vetted(volunteer: Volunteer, day: date, faults: Faults, field: str) -> None:
    if not volunteer.may_mind_children(day):
        faults.add(field, _("这位志愿者没有当天有效的背景核查,不能安排接触儿童。"), "unchecked")


def _check_shift(shift: Shift, faults: Faults) -> None:
    if shift.to_hour <= shift.from_hour:
        faults.add("to_hour", _("结束时刻应晚于开始时刻。"), "order")
    programme = shift.programme
    if programme is not None:
        if not programme.starts_on <= shift.day <= programme.ends_on:
            faults.add("day", _("这一天不在项目期间内。"), "date")
        shift.with_children = shift.with_children or programme.for_children
    if shift.with_children:
        _vetted(shift.volunteer, shift.day, faults, "volunteer")
    if shift.came is not None and shift.day > clock.today():
        faults.add("came", _("还没有到日子,不能登记到岗。"), "date")
    others = Shift.objects.filter(
        volunteer=shift.volunteer,
        day=shift.day,
        voided_at=None,
        from_hour__lt=shift.to_hour,
        to_hour__gt=shift.from_hour,
    )
    other = others.exclude(pk=shift.pk).first()
    if other is not None:
        said = {"from": f"{other.from_hour:%H:%M}", "to": f"{other.to_hour:%H:%M}", "task": other.task}
        faults.add("from_hour", _("这位志愿者当天 %(from)s 到 %(to)s 已排“%(task)s”。") % said, "overlap")


def _check_pairing(pairing: Pairing, faults: Faults) -> None:
    if pairing.until is not None and pairing.until < pairing.since:
        faults.add("until", _("结束日期不能早于结对日期。"), "order")
    if pairing.until is None:
        _vetted(pairing.volunteer, max(clock.today(), pairing.since), faults, "volunteer")
        others = Pairing.objects.filter(enrolment=pairing.enrolment, until=None, voided_at=None)
        if others.exclude(pk=pairing.pk).exists():
            faults.add("enrolment", _("这个孩子已经有人结对,请先结束原来的结对。"), "paired")
    if pairing.enrolment.left_behind is not True:
        faults.add("enrolment", _("一对一结对面向留守儿童;报名里没有勾选“留守儿童”。"), "unmet")


def _check_visit(visit: PairingVisit, faults: Faults) -> None:
    pairing = visit.pairing
    if visit.visited_on < pairing.since or (pairing.until is not None and visit.visited_on > pairing.until):
        faults.add("visited_on", _("走访日期不在结对期间内。"), "date")


VOLUNTEERS = Register(
    Volunteer,
    key="volunteers",
    title=t("志愿者"),
    path="volunteers",
    policy=policies.VOLUNTEERS,
    read=policies.READ_VOLUNTEERS,
    keep=policies.KEEP_VOLUNTEERS,
    reveal=policies.REVEAL_VOLUNTEERS,
    fields=[
        "body", "name", "phone", "area", "skills", "since", "checked", "checked_on", "check_until", "remark",
    ],
    past=["since", "checked_on"],
    once=["area", "name", "phone"],
    found_by=["body", "name", "phone"],
    check=_check_volunteer,
    said=lambda one: f"{one.body or one.area.name} · {one.get_checked_display()}",
)  # fmt: skip

SHIFTS = Register(
    Shift,
    key="shifts",
    title=t("志愿者排班"),
    path="shifts",
    policy=policies.SHIFTS,
    read=policies.READ_VOLUNTEERS,
    keep=policies.KEEP_VOLUNTEERS,
    part_of="volunteer",
    whole_first=True,
    singly=True,
    fields=["volunteer", "programme", "day", "from_hour", "to_hour", "with_children", "task", "came"],
    check=_check_shift,
    said=lambda one: f"{one.day:%Y-%m-%d} {one.from_hour:%H:%M}–{one.to_hour:%H:%M}",
)

PAIRINGS = Register(
    Pairing,
    key="pairings",
    title=t("一对一结对"),
    path="pairings",
    policy=policies.PAIRINGS,
    read=policies.READ_VOLUNTEERS,
    keep=policies.KEEP_VOLUNTEERS,
    part_of="enrolment",
    singly=True,
    fields=["enrolment", "volunteer", "since", "until", "remark"],
    past=["since"],
    check=_check_pairing,
    said=lambda one: f"{one.enrolment} · {one.volunteer}",
)

PAIRING_VISITS = Register(
    PairingVisit,
    key="pairing_visits",
    title=t("结对走访"),
    path="pairing-visits",
    policy=policies.PAIRING_VISITS,
    read=policies.READ_VOLUNTEERS,
    keep=policies.KEEP_VOLUNTEERS,
    reveal=policies.REVEAL_VOLUNTEERS,
    part_of="pairing",
    fields=["pairing", "visited_on", "found", "helped"],
    past=["visited_on"],
    once=["pairing", "visited_on"],
    check=_check_visit,
    said=lambda one: f"{one.visited_on:%Y-%m-%d}",
)
