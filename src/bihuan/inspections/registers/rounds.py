"""The register of rounds."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.inspections import policies
from bihuan.inspections.models import Finding, Round
from bihuan.kernel.errors import WrongState
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def known_from(one: Round) -> str:
    """The area from which down people may know of the round."""
    town = one.area.town
    if one.kind != Round.Kind.UNANNOUNCED or one.held_on is not None or town is None:
        return str(one.area_path)
    return str(town.path)


def _check(one: Round, faults: Faults) -> None:
    if one.campaign is not None and not one.area_path.startswith(one.campaign.area_path):
        faults.add("campaign", _("这项行动不在所选区域开展,请重新选择。"), "area")
    one.shown_path = known_from(one)


def _keep_what_was_found(rounds: Sequence[Round]) -> None:
    """A round on which something was found cannot be taken off the register."""
    voided = [one.pk for one in rounds if one.voided_at is not None]
    if voided and Finding.objects.filter(round__in=voided).exists():
        raise WrongState(_("这次巡查已经登记了问题,不能作废;问题有误的请在事项里作废。"))


def _said(one: Round) -> str:
    day = _("%(day)s 开展") if one.held_on else _("计划 %(day)s")
    return f"{one.get_kind_display()} · {day % {'day': one.held_on or one.planned_on}}"


ROUNDS = Register(
    Round,
    key="rounds",
    title=t("巡查"),
    path="rounds",
    policy=policies.ROUNDS,
    read=policies.READ_ROUNDS,
    keep=policies.KEEP_ROUNDS,
    fields=["title", "kind", "area", "planned_on", "held_on", "leader", "members", "campaign", "focus", "summary"],
    past=["held_on"],
    found_by=["title", "focus"],
    check=_check,
    said=_said,
    then=_keep_what_was_found,
    verbs={"hold": policies.KEEP_ROUNDS},
)
