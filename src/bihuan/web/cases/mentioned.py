"""What a proposal says beside its answers: what the text names, personal values masked, and the next categories."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.cases.models import CaseKind
from bihuan.cases.proposal import Proposal
from bihuan.kernel.reading.masking import mask_name, mask_phone
from bihuan.triage.extraction import Extract, Kind

MOST = 4  # of one sort
SEEMS_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One sort of thing with what the text says of it, in its order, each once."""

    title: str
    values: Sequence[str]


def mentioned(extracts: Iterable[Extract]) -> list[Mentioned]:
    """What was found, sort by sort; what was not found is left out."""
    sorts = (
        (Kind.PLACE, _("地点")),
        (Kind.TIME, _("时间")),
        (Kind.LENGTH, _("时长")),
        (Kind.AMOUNT, _("金额")),
        (Kind.PEOPLE, _("人数")),
        (Kind.NAME, _("姓名")),
        (Kind.PHONE, _("电话")),
    )
    found: dict[Kind, list[str]] = {}
    for one in extracts:
        said = _said(one)
        if said and said not in found.setdefault(one.kind, []):
            found[one.kind].append(said)
    return [Mentioned(title, found[kind][:MOST]) for kind, title in sorts if found.get(kind)]


def _said(one: Extract) -> str:
    if one.kind is Kind.NAME:
        return mask_name(one.value)
    if one.kind is Kind.PHONE:
        return mask_phone(one.value)
    return one.written


def or_else(found: Proposal) -> str:
    """The next categories with their confidence, as one reads them after the reason of the first."""
    others = [f"{one.value.name} {one.confidence:.0%}" for one in found.others]
    return _("其次:%(others)s") % {"others": _("、").join(others)} if others else ""


def seems(found: Proposal, kind: str) -> CaseKind | None:
    """Another kind than `kind`, where the words speak for it more than for all others."""
    if found.kind is None or found.kind.value == kind or found.kind.confidence < SEEMS_FROM:
        return None
    return CaseKind(found.kind.value)
