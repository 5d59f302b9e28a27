"""Archiving a case file: when the case is closed, under a number without gaps per town and year, as one PDF."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases.models import Case, State
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid, WrongState
from bihuan.mediation.documents.gathering import Gathered, gather
from bihuan.mediation.documents.papers import missing, papers_of, whole_pdf
from bihuan.mediation.file_rights import ARCHIVE, CASE_FILES
from bihuan.mediation.models import CaseFile, Dispute
from bihuan.mediation.selectors import dispute_by_id, note_reveal
from bihuan.orgs.models import Staff
from bihuan.platform import files
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.numbers import next_number

MAKING = "制作卷宗"  # the reason that stands in the trail for every paper, whatever the desk's language
MAX_BYTES = 300 * 1024 * 1024
REMARK_LENGTH, RETENTION_LENGTH = 2000, 20


def archive_file(
    actor: Actor, *, dispute_id: UUID, retention: str = "", remark: str = "", as_it_is: bool = False
) -> CaseFile:
    """Give the dispute's file its number and keep it as one PDF; a case closed once more keeps the number.

    `as_it_is` answers for papers that still lack something.

    Raises:
        WrongState: the case is not closed.
        Invalid: papers lack something and nobody answers for it (field `as_it_is`); a text is too long.
        NotAllowed: no right to archive, or none to the parties' full data.
    """
    dispute = dispute_by_id(actor, dispute_id)
    found = gather(actor, dispute)
    _check(found, retention, remark, as_it_is)
    note_reveal(actor, dispute, reason=MAKING)
    whole_pdf(found)  # pictures are made small here, so that the transaction below is short
    with transaction.atomic():
        _still_closed(dispute)
        record = CaseFile.objects.select_for_update(of=("self",)).filter(dispute=dispute).first()
        if record is not None:
            with change(CaseFile, record.pk, actor=actor, verb="archive_again") as again:
                _fill(again, actor, retention, remark)
                again.times += 1
                _bind(again, found, actor)
            return again
        record = CaseFile(year=clock.today().year)
        record.lay_beside(dispute)
        CASE_FILES.check(actor, ARCHIVE, record)
        _fill(record, actor, retention, remark)
        record.serial = next_number(f"case_file:{dispute.town_id}:{record.year}")
        record.number = f"{dispute.town.name}人调卷〔{record.year}〕{record.serial:04d}号"
        _bind(record, found, actor)
        return create(record, actor=actor, verb="archive")


def _check(found: Gathered, retention: str, remark: str, as_it_is: bool) -> None:
    if found.dispute.case.state != State.CLOSED or found.dispute.voided_at is not None:
        raise WrongState(_("事项办结后才能归档。"), code="not_closed")
    faults = []
    if len(retention.strip()) > RETENTION_LENGTH:
        faults.append(Fault(_("保管期限最多 20 个字。"), "retention", "too_long"))
    if len(remark.strip()) > REMARK_LENGTH:
        faults.append(Fault(_("情况说明最多 2000 个字。"), "remark", "too_long"))
    lacking = lacking_to_archive(found)
    if lacking and not as_it_is:
        names = _("、").join(lacking[:5])
        faults.append(
            Fault(
                _("还有文书不全:%(names)s。请先补齐,或者勾选“按现状归档”。") % {"names": names}, "as_it_is", "lacking"
            )
        )
    if faults:
        raise Invalid.of(faults)


def lacking_to_archive(found: Gathered) -> list[str]:
    """The titles of the papers that lack something, the one that archiving itself writes left out."""
    return [one.title for one in missing(papers_of(found)) if one.key != "remarks"]


def _still_closed(dispute: Dispute) -> None:
    case = Case.objects.select_for_update(of=("self",)).get(pk=dispute.case_id)
    if case.state != State.CLOSED:
        raise WrongState(_("事项办结后才能归档。"), code="not_closed")


def _fill(record: CaseFile, actor: Actor, retention: str, remark: str) -> None:
    record.retention, record.remark = retention.strip(), remark.strip()
    record.archived_on = clock.today()
    record.filed_by = Staff.objects.filter(pk=actor.actor_id).first() if actor.actor_id is not None else None


def _bind(record: CaseFile, found: Gathered, actor: Actor) -> None:
    content, record.pages = whole_pdf(replace(found, archived=record))
    record.file = files.store(content, name=f"{record.number}.pdf", actor=actor, limit=MAX_BYTES)
