"""The register of law publicity."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.community import policies
from bihuan.community.models import LawEvent
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def _reached_somebody(event: LawEvent, faults: Faults) -> None:
    if not event.leaflets and not event.attendance:
        faults.add("attendance", _("发放资料和参加人次不能都是 0,请至少填写一项。"), "number")


def _said(event: LawEvent) -> str:
    return f"{event.get_kind_display()} · {event.held_on:%Y-%m-%d}"


LAW_EVENTS = Register(
    LawEvent,
    key="law_events",
    title=t("法治宣传活动"),
    path="law-events",
    policy=policies.PUBLICITY,
    read=policies.READ_PUBLICITY,
    keep=policies.KEEP_PUBLICITY,
    fields=[
        "title", "kind", "held_on", "area", "place", "topic", "leaflets", "attendance", "counted_by", "speaker", "organiser",
        "remark",
    ],
    past=["held_on"],
    once=["title", "held_on", "area"],
    found_by=["title", "place", "topic"],
    check=_reached_somebody,
    said=_said,
)  # fmt: skip
