"""The triage proposal: category, urgency, signs, area and office for a matter, each with reason and confidence.

The seam between the desk and what thinks: pages, API and intake read `Proposal`; the triage library answers it.
"""

from django.utils.translation import gettext as _

from bihuan.cases.models import Category
from bihuan.cases.thinking import categories, in_use, locating, offices
from bihuan.cases.thinking.answers import LIKELY, SURE, Matter, Proposal, Proposed
from bihuan.orgs.tree import area_tree
from bihuan.triage import Because, Sign, Triage, extract
from bihuan.triage.people import most_people
from bihuan.triage.signs import GROUP_FROM

__all__ = ["Matter", "Proposal", "Proposed", "propose"]


def propose(matter: Matter) -> Proposal:
    """The proposal for a matter; at most five queries (model, categories, areas, rules, offices), whatever it is."""
    model, classifier = in_use.classifier()
    rows = categories.tree()
    tree = area_tree()
    within = matter.town.path if matter.town is not None else ""
    villages = locating.villages_of(tree, within)
    said, ranked = categories.judge(classifier, rows, matter, villages)
    freely = classifier.judge(matter.text, areas=villages) if matter.kind else said
    area = locating.area_of(matter)
    people = matter.people_involved or most_people(matter.text)
    signs = tuple(_signs(matter, said))
    category = _set_by_people(matter, ranked)
    office, rule = offices.office_of(
        matter, category, urgency=str(said.urgency), area_id=matter.area_id or (area.value if area else None),
        signs=frozenset(sign.value for sign in signs), people=people, categories=rows,
    )  # fmt: skip
    return Proposal(
        kind=categories.kind_of(freely),
        category=ranked[0] if ranked else None,
        urgency=Proposed(str(said.urgency), said.urgency_reason, LIKELY, said.urgency_words),
        area=area,
        office=office,
        signs=signs,
        others=tuple(ranked[1:]),
        extracts=tuple(extract(matter.text, locating.names_of(tree, within))),
        rule=rule,
        model=model,
    )


def _set_by_people(matter: Matter, ranked: list[Proposed[Category]]) -> Proposed[Category] | None:
    """The category that routing goes by: what people set, else the best answer."""
    if matter.category is not None:
        return Proposed(matter.category, _("登记时已选定"), 1.0)
    return ranked[0] if ranked else None


def _signs(matter: Matter, said: Triage) -> list[Proposed[str]]:
    """The signs in the text; how many people are concerned is what the desk counted, where it did."""
    found = [_sign(sign) for sign in said.signs if sign.conclusion != Sign.GROUP or not matter.people_involved]
    if matter.people_involved and matter.people_involved >= GROUP_FROM:
        reason = _("涉及%(count)d人(户)") % {"count": matter.people_involved}
        found.append(Proposed(str(Sign.GROUP), reason, SURE))
    return found


def _sign(sign: Because) -> Proposed[str]:
    return Proposed(str(sign.conclusion), sign.reason, LIKELY, sign.words)
