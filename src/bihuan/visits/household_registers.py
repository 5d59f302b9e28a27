"""The registers of household visits: the visits, reasons for closer care, and the secretaries' goals of a year."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.orgs.policies import READ_CARE
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults
from bihuan.visits import policies
from bihuan.visits.models import Care, HouseholdVisit, HundredTarget


def _check_visit(visit: HouseholdVisit, _faults: Faults) -> None:
    visit.lie_at_home()


def _check_care(care: Care, faults: Faults) -> None:
    care.lie_at_home()
    if care.until is not None and care.until < care.since:
        faults.add("until", _("解除日期不能早于开始日期。"), "order")


def _check_target(target: HundredTarget, faults: Faults) -> None:
    target.set_days()
    if target.area.town_id is None or target.area_id == target.town_id:
        faults.add("area", _("请选到村(社区)。"), "area")


VISITS = Register(
    HouseholdVisit,
    key="household_visits",
    title=t("入户走访"),
    path="household-visits",
    policy=policies.VISITS,
    read=policies.READ_VISITS,
    keep=policies.KEEP_VISITS,
    reveal=policies.REVEAL_VISITS,
    fields=["household", "visited_on", "visitor", "way", "met", "heard"],
    past=["visited_on"],
    once=["household", "visited_on", "visitor"],
    check=_check_visit,
    said=lambda visit: f"{visit.visitor.name} · {visit.get_way_display()}",
    decided=["visitor"],
    verbs={"to_case": policies.KEEP_VISITS, "link_case": policies.KEEP_VISITS},
)

CARE = Register(
    Care,
    key="household_care",
    title=t("重点关爱"),
    path="household-care",
    policy=policies.CARE,
    read=READ_CARE,
    keep=policies.KEEP_CARE,
    reveal=READ_CARE,
    fields=["household", "need", "since", "until", "remark"],
    past=["since"],
    check=_check_care,
)

TARGETS = Register(
    HundredTarget,
    key="hundred_targets",
    title=t("双百目标"),
    path="hundred-targets",
    policy=policies.TARGETS,
    read=policies.READ_HUNDRED,
    keep=policies.SET_HUNDRED,
    fields=["year", "secretary", "area", "visits_goal", "matters_goal"],
    once=["secretary", "year"],
    check=_check_target,
    said=lambda target: f"{target.year}",
)
