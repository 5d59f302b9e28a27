"""Which office a matter belongs to: by the town's rules, else by what the offices declare as their duties."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import Category
from bihuan.cases.thinking import routing
from bihuan.cases.thinking.answers import LIKELY, WEAK, Matter, Proposed
from bihuan.kernel import clock
from bihuan.orgs.models import Office
from bihuan.orgs.selectors import offices_of
from bihuan.triage.routing import Facts
from bihuan.triage.signs import Urgency

BETWEEN_DUTIES = re.compile(r"[\s、,,;;。/]+")


def office_of(
    matter: Matter,
    category: Proposed[Category] | None,
    *,
    urgency: str,
    area_id: UUID | None,
    signs: frozenset[str],
    people: int,
    categories: Sequence[Category],
) -> tuple[Proposed[Office] | None, UUID | None]:
    """The office and, where a rule named it, the rule's id; two queries. Without a town there is no office."""
    if matter.town is None:
        return None, None
    facts = Facts(
        text=matter.text,
        category=category.value.code if category else "",
        confidence=category.confidence if category else 0.0,
        urgency=Urgency(urgency),
        areas=routing.areas_above(area_id or matter.town.pk),
        signs=signs,
        people=people,
        kind=matter.kind or (category.value.kind if category else ""),
        channel=matter.channel,
        hour=matter.hour if matter.hour is not None else clock.local(clock.now()).hour,
    )
    rules = routing.rules_for(matter.town.pk)
    ruled = routing.decide(rules, facts, categories) if rules else None
    if ruled is not None:
        return Proposed(ruled.rule.office, ruled.reason, 1.0, _words_of(ruled.rule.words, matter.text)), ruled.rule.pk
    return _by_duties(matter, category), None


def _words_of(words: Sequence[str], text: str) -> tuple[str, ...]:
    return tuple(word for word in words if word in text)


def _by_duties(matter: Matter, category: Proposed[Category] | None) -> Proposed[Office] | None:
    """The office whose duties name what the text says, else what its category is about."""
    assert matter.town is not None
    about = [*category.value.synonyms, category.value.name] if category else []
    scored: list[tuple[int, Office, tuple[str, ...], tuple[str, ...]]] = []
    for office in offices_of(matter.town):
        duties = [word for word in dict.fromkeys(BETWEEN_DUTIES.split(office.duties)) if len(word) > 1]
        words = _words_of(duties, matter.text)
        by_category = tuple(word for word in duties if word in about and word not in words)
        if words or by_category:
            scored.append((2 * sum(map(len, words)) + sum(map(len, by_category)), office, words, by_category))
    if not scored:
        return None
    # The town's own office goes before the county's when both answer for it.
    scored.sort(key=lambda item: (-item[0], item[1].town_id is None, item[1].name))
    score, office, words, by_category = scored[0]
    close = len(scored) > 1 and scored[1][0] == score
    if words:
        reason = _("职责范围包含“%(words)s”") % {"words": _("、").join(words)}
    else:
        reason = _("类别“%(category)s”属其职责(%(words)s)") % {
            "category": category.value.name if category else "",
            "words": _("、").join(by_category),
        }
    return Proposed(office, reason, WEAK if close or not words else LIKELY, words)
