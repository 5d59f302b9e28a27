"""Reads of the course of a mediation: sittings, investigations, extensions, and one's own secret notes."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.mediation.models import Attendance, Dispute, Extension, Investigation, SecretNote, Sitting
from bihuan.mediation.policies import DISPUTES, READ
from bihuan.orgs.models import Staff
from bihuan.platform.actors import Actor
from bihuan.platform.files import register_owner
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import visible

_PEOPLE = Prefetch(
    "attendances",
    Attendance.objects.filter(asked=True).select_related("party", "staff", "signature").order_by("created_at", "id"),
    to_attr="people",
)


def sittings(viewer: Actor) -> QuerySet[Sitting]:
    """Every sitting the viewer may see, of disputes in force, the latest first."""
    found = visible(Sitting, viewer, READ).filter(dispute__voided_at=None)
    return found.select_related("dispute", "dispute__case", "dispute__area", "mediator").order_by("-starts_at", "-id")


def sittings_of(viewer: Actor, dispute: Dispute) -> list[Sitting]:
    """The sittings of a dispute with their people (`people`), the first first; two queries."""
    DISPUTES.check(viewer, READ, dispute)
    found = Sitting.objects.filter(dispute=dispute).select_related("mediator", "booking", "scan")
    return list(found.prefetch_related(_PEOPLE).order_by("number"))


def sitting_by_id(viewer: Actor, dispute: Dispute, sitting_id: UUID) -> Sitting:
    """One of them, with its people.

    Raises:
        NotFound: the dispute has no such sitting.
    """
    DISPUTES.check(viewer, READ, dispute)
    found = (
        Sitting.objects.filter(dispute=dispute, pk=sitting_id)
        .select_related("mediator", "booking", "booking__room", "scan", "dispute", "dispute__case")
        .prefetch_related(_PEOPLE)
        .first()
    )
    if found is None:
        raise NotFound(_("没有找到这次调解会。"))
    return found


def investigations_of(viewer: Actor, dispute: Dispute) -> list[Investigation]:
    """The investigations of a dispute in order, voided ones among them; two queries."""
    DISPUTES.check(viewer, READ, dispute)
    found = Investigation.objects.filter(dispute=dispute).select_related("by", "scan", "signature")
    return list(found.prefetch_related("files", "files__file").order_by("number"))


def investigation_by_id(viewer: Actor, dispute: Dispute, investigation_id: UUID) -> Investigation:
    """One of them.

    Raises:
        NotFound: the dispute has no such record.
    """
    found = next((one for one in investigations_of(viewer, dispute) if one.pk == investigation_id), None)
    if found is None:
        raise NotFound(_("没有找到这份调查记录。"))
    return found


def extensions_of(viewer: Actor, dispute: Dispute) -> list[Extension]:
    """How often and how long the parties agreed to go on; one query."""
    DISPUTES.check(viewer, READ, dispute)
    return list(Extension.objects.filter(dispute=dispute).select_related("by").order_by("created_at"))


def own_notes(viewer: Actor, dispute: Dispute) -> list[SecretNote]:
    """The viewer's own secret notes on a dispute, the newest first; nobody's for the machine and the public."""
    if not isinstance(viewer, Staff):
        return []
    return list(SecretNote.objects.filter(dispute=dispute, by_id=viewer.pk, voided_at=None).order_by("-created_at"))


def own_note(viewer: Actor, dispute: Dispute, note_id: UUID) -> SecretNote:
    """One of them.

    Raises:
        NotFound: there is none of the viewer's; whether somebody else has one, nobody learns.
    """
    found = next((one for one in own_notes(viewer, dispute) if one.pk == note_id), None)
    if found is None:
        raise NotFound(_("没有找到这条笔记。"))
    return found


def file_of(viewer: Actor, dispute: Dispute, file_id: UUID) -> StoredFile:
    """A signature or scan among the records of a dispute.

    Raises:
        NotFound: the file belongs to none of them.
    """
    DISPUTES.check(viewer, READ, dispute)
    found = StoredFile.objects.filter(_in_records(Q(dispute=dispute)), pk=file_id).first()
    if found is None:
        raise NotFound(_("没有找到这个文件。"))
    return found


def _in_records(of: Q) -> Q:
    """Files that stand in records whose dispute is `of` (a condition on sittings and investigations)."""
    here = OuterRef("pk")
    return (
        Q(Exists(Sitting.objects.filter(of, scan=here)))
        | Q(Exists(Attendance.objects.filter(sitting__in=Sitting.objects.filter(of), signature=here)))
        | Q(Exists(Investigation.objects.filter(of).filter(Q(scan=here) | Q(signature=here))))
    )


def _in_a_record_seen(viewer: Actor, file: StoredFile) -> bool:
    """Whoever may read a dispute may see what its records were signed with."""
    seen = Q(dispute__in=visible(Dispute, viewer, READ))
    return StoredFile.objects.filter(_in_records(seen), pk=file.pk).exists()


register_owner("mediation.records", _in_a_record_seen)
