"""The town's routing rules in the library's terms: where a matter goes and why, tried dry, warned about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from bihuan.cases.models import Case, CaseKind, Category, Channel, RoutingRule, State, Urgency
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Office
from bihuan.orgs.tree import area_tree
from bihuan.triage.routing import DryRun, Facts, PastCase, Route, Rule, dry_run, never_reached, route
from bihuan.triage.signs import Urgency as Pressing

TRIED_DAYS = 90
MOST_TRIED = 20_000


def rules_for(town_id: UUID | None, *, with_idle: bool = False) -> list[RoutingRule]:
    """The rules in use for a town in the order they are asked: its own, then the county's; one query.

    `with_idle` adds those not in use, for a dry run before they are.
    """
    wanted = RoutingRule.objects.filter(void_reason="").filter(Q(town_id=town_id) | Q(town=None))
    if not with_idle:
        wanted = wanted.filter(active=True)
    return list(wanted.select_related("office").order_by(F("town_id").asc(nulls_last=True), "place", "id"))


def as_rule(row: RoutingRule, categories: Sequence[Category]) -> Rule:
    """A stored rule as the library asks it; a category asked for brings those below it."""
    return Rule(
        name=row.name,
        office=str(row.office_id),
        categories=tuple(_with_those_below(row.categories, categories)),
        words=tuple(row.words),
        without_words=tuple(row.without_words),
        areas=tuple(row.areas),
        urgency_from=Pressing(row.urgency_from or "normal"),
        kinds=tuple(row.kinds),
        channels=tuple(row.channels),
        hours=(row.from_hour, row.until_hour) if row.from_hour is not None and row.until_hour is not None else None,
    )


def _with_those_below(codes: Iterable[str], categories: Sequence[Category]) -> list[str]:
    found = list(codes)
    ids = {row.pk for row in categories if row.code in found}
    while below := [row for row in categories if row.parent_id in ids and row.pk not in ids]:
        found += [row.code for row in below]
        ids |= {row.pk for row in below}
    return list(dict.fromkeys(found))


def names(categories: Sequence[Category]) -> dict[str, str]:
    """Codes and ids as people say them, for the reasons."""
    said = {row.code: row.name for row in categories}
    said |= {str(key): node.full_name for key, node in area_tree().nodes.items()}
    for choices in (CaseKind.choices, Channel.choices, Urgency.choices):
        said |= {str(value): str(label) for value, label in choices}
    return said


def areas_above(area_id: UUID | None) -> frozenset[str]:
    """The ids of an area and of all above it."""
    tree = area_tree()
    node = tree.nodes.get(area_id) if area_id is not None else None
    return frozenset(str(one.id) for one in tree.line(node.path)) if node is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rule that decided, and its reason."""

    rule: RoutingRule
    reason: str


def decide(
    rules: Sequence[RoutingRule], facts: Facts, categories: Sequence[Category], said: Mapping[str, str] | None = None
) -> Ruled | None:
    """The first rule that holds and whose office is still there; None lets the offices' duties decide."""
    today = clock.today()
    usable = [row for row in rules if is_there(row.office, today)]
    if not usable:
        return None
    found: Route | None = route([as_rule(row, categories) for row in usable], facts, said or names(categories))
    if found is None:
        return None
    rule = next(row for row in usable if row.name == found.rule)
    return Ruled(rule, f"{found.reason}。{rule.reason}" if rule.reason else found.reason)


def is_there(office: Office, day: date) -> bool:
    """Whether an office still exists on a day."""
    return office.valid_to is None or office.valid_to > day


@dataclass(frozen=True, slots=True)
class Tried:
    """A dry run: the library's figures and, for the cases that would go elsewhere, the cases themselves."""

    run: DryRun
    since: date
    elsewhere: Sequence[tuple[Case, Office | None, str]]
    closed: Sequence[str]


def try_dry(town: Area, rules: Sequence[RoutingRule], *, shown: int = 50) -> Tried:
    """What `rules` would have done with the last ninety days of a town; nothing is changed. Five queries.

    A past case is judged with the category, urgency and area it has in the end, against the office that has it now.
    """
    categories = list(Category.objects.all())
    said = names(categories)
    since = clock.now() - timedelta(days=TRIED_DAYS)
    past = list(_past(town, since))
    run = dry_run([as_rule(row, categories) for row in rules], past, said)
    offices = {str(row.office_id): row.office for row in rules}
    differing = run.differences[:shown]
    cases = Case.objects.select_related("office", "area", "category").in_bulk([one.id for one in differing])
    elsewhere = [
        (cases[UUID(one.id)], offices.get(one.would_be), one.reason) for one in differing if UUID(one.id) in cases
    ]
    return Tried(run, clock.local(since).date(), elsewhere, closed_offices(rules))


def _past(town: Area, since: object) -> Iterable[PastCase]:
    rows = Case.objects.filter(town=town, reported_at__gte=since, office__isnull=False).exclude(state=State.VOIDED)
    columns = (
        "id", "title", "text", "category__code", "urgency", "area_id", "people_involved", "kind", "channel",
        "reported_at", "office_id", "major_signs",
    )  # fmt: skip
    above: dict[UUID, frozenset[str]] = {}
    for row in rows.order_by("-reported_at").values_list(*columns)[:MOST_TRIED]:
        id_, title, text, code, urgency, area_id, people, kind, channel, at, office_id, signs = row
        if area_id not in above:
            above[area_id] = areas_above(area_id)
        facts = Facts(
            text=f"{title}。{text}", category=code or "", urgency=Pressing(urgency), areas=above[area_id],
            signs=frozenset(signs), people=people or 0, kind=kind, channel=channel, hour=clock.local(at).hour,
        )  # fmt: skip
        yield PastCase(str(id_), facts, str(office_id))


def closed_offices(rules: Sequence[RoutingRule]) -> list[str]:
    """A sentence for each rule whose office is no longer there."""
    today = clock.today()
    return [
        _("规则“%(rule)s”的承办单位“%(office)s”已撤销,这条规则不起作用,请改派其他单位。")
        % {"rule": row.name, "office": row.office.name}
        for row in rules
        if not is_there(row.office, today)
    ]


def warnings(rules: Sequence[RoutingRule]) -> list[str]:
    """What is wrong with a list of rules: never reached, named twice, office gone."""
    categories = list(Category.objects.all())
    return [*never_reached([as_rule(row, categories) for row in rules]), *closed_offices(rules)]
