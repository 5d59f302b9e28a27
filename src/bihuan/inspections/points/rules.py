"""The rules in force: a town's own, the county's, the product's; and copying the product's so that a town can change them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.inspections.models import Level, Schedule, Weather
from bihuan.inspections.points.policies import SCHEDULES, SET_RULES
from bihuan.inspections.points.schedule import DEFAULTS, Rule, Warned, rules_for
from bihuan.kernel.errors import WrongState
from bihuan.orgs.models import Area, PlacePoint
from bihuan.platform.actors import Actor
from bihuan.platform.change import create_many

COUNTY = None


@dataclass(frozen=True)
class Rulebook:
    """Every rule that was set, by town (COUNTY for the county's own)."""

    by_town: dict[UUID | None, list[Rule]] = field(default_factory=dict)

    def of(self, kind: str, town_id: UUID) -> list[Rule]:
        """What holds for a kind of points in a town."""
        return rules_for(kind, self.by_town.get(town_id, ()), self.by_town.get(COUNTY, ()))


def rulebook() -> Rulebook:
    """The rules as they stand; one query. How often a point is looked at is no secret, so no viewer is asked for."""
    found: dict[UUID | None, list[Rule]] = defaultdict(list)
    for row in Schedule.objects.filter(voided_at=None):
        months = (row.first_month, row.last_month)
        found[row.town_id].append(Rule(row.kind, row.risk, row.every, months, row.weather, row.level))
    return Rulebook(dict(found))


def copy_defaults(*, actor: Actor, area: Area, kinds: Sequence[str]) -> list[Schedule]:
    """Write the product's rules for some kinds as the area's own, to be changed there.

    Raises:
        NotAllowed: `actor` sets no rules in the area.
        WrongState: the area has rules of its own for one of the kinds.
    """
    if Schedule.objects.filter(area=area, kind__in=kinds, voided_at=None).exists():
        raise WrongState(_("这里已经有自己的规则,可以逐条修改。"))
    rows = [
        Schedule(
            kind=rule.kind, risk=rule.risk, every=rule.every, first_month=rule.months[0], last_month=rule.months[1],
            weather=rule.weather, level=rule.level, area=area, area_path=area.path, town_id=area.town_id,
        )
        for rule in DEFAULTS
        if rule.kind in kinds
    ]  # fmt: skip
    with transaction.atomic():
        for row in rows:
            SCHEDULES.check(actor, SET_RULES, row)
        return create_many(rows, actor=actor, verb="copy")


def said(rule: Rule) -> str:
    """The rule as a warden reads it beside the task."""
    grade = str(PlacePoint.Risk(rule.risk).label) if rule.risk else _("各等级")
    often = _("每天一次") if rule.every == 1 else _("每 %(days)d 天一次") % {"days": rule.every}
    return _("%(kind)s(%(grade)s)%(often)s") % {
        "kind": PlacePoint.Kind(rule.kind).label, "grade": grade, "often": often,
    }  # fmt: skip


def warned_said(warned: Warned) -> str:
    """The warning that calls for the task."""
    return _("%(kind)s%(level)s预警") % {"kind": Weather(warned.weather).label, "level": Level(warned.level).label}
