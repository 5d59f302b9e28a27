"""Keeping the clauses of a town."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.mediation.models import ClauseTemplate, DisputeKind
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create


@dataclass(frozen=True, slots=True)
class ClauseEntry:
    """What a person writes: `town` None for the whole county, `kind` "" for any dispute."""

    part: str
    title: str
    text: str
    kind: str = ""
    town: Area | None = None


def add_clause(actor: Actor, *, entry: ClauseEntry) -> ClauseTemplate:
    """A new clause.

    Raises:
        Invalid: fields `part`, `kind`, `title`, `text`.
    """
    clause = ClauseTemplate(town=entry.town, area_path=entry.town.path if entry.town is not None else "")
    _fill(clause, entry)
    return create(clause, actor=actor, verb="add")


def edit_clause(actor: Actor, *, clause_id: UUID, entry: ClauseEntry, seen: int | None = None) -> ClauseTemplate:
    """Change its words; agreements that used it keep theirs."""
    with change(ClauseTemplate, clause_id, actor=actor, verb="edit", seen=seen) as clause:
        _fill(clause, entry)
    return clause


def _fill(clause: ClauseTemplate, entry: ClauseEntry) -> None:
    faults = Faults()
    clause.part = faults.choice("part", entry.part, list(ClauseTemplate.Part.values))
    clause.kind = faults.choice("kind", entry.kind, ["", *DisputeKind.values])
    clause.title = faults.name("title", entry.title, _("条款名称"))
    text = entry.text.replace("\r\n", "\n").strip()
    if not text:
        faults.add("text", _("请填写条款内容,空白处用四个下划线(____)表示。"), "required")
    if len(text) > 2000:
        faults.add("text", _("条款内容最多 2000 个字。"))
    clause.text = text
    faults.stop()


def void_clause(actor: Actor, *, clause_id: UUID, reason: str, seen: int | None = None) -> ClauseTemplate:
    """Take it out of use.

    Raises:
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with change(ClauseTemplate, clause_id, actor=actor, verb="void", seen=seen) as clause:
        clause.voided_at, clause.void_reason = clock.now(), reason.strip()[:200]
        clause.note(clause.void_reason)
    return clause
