"""Keeping a town's routing rules and its threshold of automatic dispatch."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.cases.models import CaseKind, Category, Channel, RoutingRule, TriageSetting, Urgency
from bihuan.cases.policies import ROUTE
from bihuan.cases.thinking.routing import is_there
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Fault, Invalid
from bihuan.kernel.reading.texts import tidy
from bihuan.orgs.models import Area, Office
from bihuan.orgs.tree import area_tree
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.policies import require

MOST_WORDS, LONGEST_WORD = 40, 20
LEAST_SURE = 0.5


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """What a rule says; what is left empty is not asked. `town` None: the county's. Hours are local, 0 to 24."""

    name: str
    office: Office | None
    reason: str
    town: Area | None = None
    kinds: Sequence[str] = ()
    categories: Sequence[str] = ()
    channels: Sequence[str] = ()
    areas: Sequence[str] = ()
    words: Sequence[str] = ()
    without_words: Sequence[str] = ()
    urgency_from: str = ""
    from_hour: int | None = None
    until_hour: int | None = None
    active: bool = True


def add_rule(actor: Actor, *, entry: RuleEntry) -> RoutingRule:
    """Add a rule behind the others of its town.

    Raises:
        Invalid: a fault for each field.
        Conflict: a rule of that name is there (field `name`).
        NotAllowed: `actor` keeps no rules of this town.
    """
    with transaction.atomic():
        rule = draft_rule(entry)
        last = RoutingRule.objects.filter(town=entry.town).aggregate(last=Max("place"))["last"]
        rule.place = (last or 0) + 1
        return create(rule, actor=actor, verb="add_rule")


def edit_rule(actor: Actor, *, rule_id: UUID, entry: RuleEntry, seen: int | None = None) -> RoutingRule:
    """Change what a rule says; holds for what is triaged from now on. The same refusals as `add_rule`."""
    draft = draft_rule(entry, besides=rule_id)
    with change(RoutingRule, rule_id, actor=actor, verb="edit_rule", seen=seen) as rule:
        for field in (
            "name", "office", "reason", "kinds", "categories", "channels", "areas", "words", "without_words",
            "urgency_from", "from_hour", "until_hour", "active",
        ):  # fmt: skip
            setattr(rule, field, getattr(draft, field))
    return rule


def move_rule(actor: Actor, *, rule_id: UUID, up: bool) -> RoutingRule:
    """Let a rule change places with the one before or behind it; at the end of the list nothing happens."""
    with transaction.atomic():
        rule = RoutingRule.objects.filter(pk=rule_id).first()
        line = (
            list(RoutingRule.objects.filter(town_id=rule.town_id, void_reason="").order_by("place", "id"))
            if rule is not None
            else []
        )
        at = next((number for number, one in enumerate(line) if one.pk == rule_id), -1)
        other = at - 1 if up else at + 1
        with change(RoutingRule, rule_id, actor=actor, verb="move_rule") as moved:
            if at >= 0 and 0 <= other < len(line):
                moved.place, place = line[other].place, line[at].place
                with change(RoutingRule, line[other].pk, actor=actor, verb="move_rule") as neighbour:
                    neighbour.place = place
    return moved


def void_rule(actor: Actor, *, rule_id: UUID, reason: str, seen: int | None = None) -> RoutingRule:
    """Take a rule out for good; it stays in the trail.

    Raises:
        Invalid: `reason` is empty.
    """
    if not reason.strip():
        raise Invalid(_("请写明作废原因。"), field="reason", code="required")
    with change(RoutingRule, rule_id, actor=actor, verb="void", seen=seen) as rule:
        rule.active, rule.void_reason = False, tidy(reason)[:300]
        rule.note(rule.void_reason)
    return rule


def draft_rule(entry: RuleEntry, *, besides: UUID | None = None) -> RoutingRule:
    """An unsaved rule of valid values, also for a dry run.

    Raises:
        Invalid, Conflict: see `add_rule`.
    """
    name, reason = tidy(entry.name), tidy(entry.reason)
    words, without = _words(entry.words), _words(entry.without_words)
    faults = [*_text_faults(name, reason), *_office_faults(entry), *_condition_faults(entry)]
    for field, listed in (("words", words), ("without_words", without)):
        if len(listed) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in listed):
            faults.append(Fault(_("词语最多 40 个,每个不超过 20 字。"), field, "too_many"))
        elif any(len(word) < 2 for word in listed):
            faults.append(Fault(_("词语至少两个字,一个字容易误中。"), field, "too_short"))
    if faults:
        raise Invalid.of(faults)
    same = RoutingRule.objects.filter(name=name, void_reason="")
    if besides is not None:
        same = same.exclude(pk=besides)
    if entry.town is not None:
        same = same.filter(town=entry.town) | same.filter(town=None)
    if same.exists():
        raise Conflict(_("已有名为“%(name)s”的规则,请换一个名称。") % {"name": name}, field="name")
    return RoutingRule(
        town=entry.town, place=0, name=name, office=entry.office, reason=reason, kinds=list(entry.kinds),
        categories=list(entry.categories), channels=list(entry.channels), areas=list(entry.areas), words=words,
        without_words=without, urgency_from=entry.urgency_from, from_hour=entry.from_hour,
        until_hour=entry.until_hour, active=entry.active,
    )  # fmt: skip


def _words(listed: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(tidy(word) for word in listed if tidy(word)))


def _text_faults(name: str, reason: str) -> list[Fault]:
    faults = []
    if not name or len(name) > 40:
        faults.append(Fault(_("请填写规则名称,不超过 40 字。"), "name", "required"))
    if not reason or len(reason) > 200:
        faults.append(Fault(_("请填写理由,不超过 200 字;它会写进每一次分派的依据。"), "reason", "required"))
    return faults


def _office_faults(entry: RuleEntry) -> list[Fault]:
    office = entry.office
    if office is None:
        return [Fault(_("请选择承办单位。"), "office", "required")]
    if not is_there(office, clock.today()):
        return [Fault(_("“%(office)s”已撤销,请选择其他单位。") % {"office": office.name}, "office", "closed")]
    if office.town_id is not None and (entry.town is None or office.town_id != entry.town.pk):
        return [Fault(_("承办单位应是本乡镇或县级单位,请重新选择。"), "office", "other_town")]
    return []


def _condition_faults(entry: RuleEntry) -> list[Fault]:
    wrong = _("没有这个选项,请重新选择。")
    faults = [
        Fault(wrong, field, "unknown")
        for field, given, known in (
            ("kinds", entry.kinds, set(CaseKind.values)),
            ("channels", entry.channels, set(Channel.values)),
            ("urgency_from", [entry.urgency_from] if entry.urgency_from else [], set(Urgency.values)),
        )
        if set(given) - known
    ]
    if entry.categories:
        there = set(Category.objects.filter(code__in=entry.categories).values_list("code", flat=True))
        faults += [Fault(wrong, "categories", "unknown")] if set(entry.categories) - there else []
    if entry.areas:
        nodes = {str(key): node for key, node in area_tree().nodes.items()}
        inside = [nodes[one] for one in entry.areas if one in nodes]
        if len(inside) < len(entry.areas):
            faults.append(Fault(wrong, "areas", "unknown"))
        elif entry.town is not None and any(node.town_id != entry.town.pk for node in inside):
            faults.append(Fault(_("区域不在本乡镇,请重新选择。"), "areas", "other_town"))
    hours = (entry.from_hour, entry.until_hour)
    if (hours[0] is None) != (hours[1] is None):
        faults.append(Fault(_("时段要填写起止两个钟点,或都不填。"), "until_hour", "required"))
    elif not _is_span(*hours):
        faults.append(Fault(_("钟点应在 0 到 24 之间,起止不能相同;跨夜时止点可以小于起点。"), "until_hour", "range"))
    return faults


def _is_span(first: int | None, last: int | None) -> bool:
    if first is None or last is None:
        return True
    return 0 <= first < 24 and 0 < last <= 24 and first != last


def set_threshold(actor: Actor, *, town: Area, automatic_from: float | None, seen: int | None = None) -> TriageSetting:
    """Let matters of a town go out by themselves from a confidence on (0.5 to 1), or never (None).

    Raises:
        Invalid: field `automatic_from`.
        NotAllowed: `actor` does not keep this town's triage.
    """
    require(actor, ROUTE)
    if automatic_from is not None and not LEAST_SURE <= automatic_from <= 1:
        raise Invalid(_("把握应在 50%% 到 100%% 之间。") % {}, field="automatic_from", code="range")
    there = TriageSetting.objects.filter(town=town).first()
    if there is None:
        return create(TriageSetting(town=town, automatic_from=automatic_from), actor=actor, verb="set_threshold")
    with change(TriageSetting, there.pk, actor=actor, verb="set_threshold", seen=seen) as setting:
        setting.automatic_from = automatic_from
    return setting
