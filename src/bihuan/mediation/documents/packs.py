"""Many case files as one PDF with a list of contents, made by a job; the result waits in the inbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.cases.models import State
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Invalid
from bihuan.kernel.ids import new_id
from bihuan.mediation.documents.archiving import MAKING, MAX_BYTES
from bihuan.mediation.documents.filling import file_title
from bihuan.mediation.documents.gathering import gather
from bihuan.mediation.documents.papers import whole_pdf
from bihuan.mediation.models import CaseFile, Dispute
from bihuan.mediation.policies import REVEAL
from bihuan.mediation.selectors import dispute_by_id, note_reveal
from bihuan.orgs.models import Area, Staff
from bihuan.platform import files
from bihuan.platform.actors import Actor
from bihuan.platform.documents import Bound, bind_files
from bihuan.platform.jobs import JobFailed, Progress, enqueue, job
from bihuan.platform.models import Job
from bihuan.platform.policies import require, visible

MOST = 100


@dataclass(frozen=True, slots=True)
class PackQuery:
    """Which files: of cases closed from `since` to `until` (both days counted), in `town`, archived or all."""

    since: date
    until: date
    town: Area | None = None
    archived_only: bool = False


def to_pack(viewer: Actor, query: PackQuery) -> QuerySet[Dispute]:
    """The closed disputes whose file the viewer may make, oldest first."""
    rows = visible(Dispute, viewer, REVEAL).filter(
        voided_at=None,
        case__state=State.CLOSED,
        case__closed_at__gte=clock.instant(query.since),
        case__closed_at__lt=clock.instant(date.fromordinal(query.until.toordinal() + 1)),
    )
    if query.town is not None:
        rows = rows.filter(town=query.town)
    if query.archived_only:
        rows = rows.filter(pk__in=CaseFile.objects.values("dispute_id"))
    return rows.order_by("case__closed_at", "id")


def print_pack(actor: Actor, query: PackQuery) -> Job:
    """Let a job bind the files; whoever asked finds the PDF in the inbox.

    Raises:
        Invalid: no file, more than `MOST`, or the days stand the wrong way round.
        NotAllowed: the actor may not see parties in full.
    """
    require(actor, REVEAL)
    if query.until < query.since:
        raise Invalid(_("结束日期不能早于开始日期。"), field="until", code="order")
    keys = [str(key) for key in to_pack(actor, query).values_list("pk", flat=True)[: MOST + 1]]
    if not keys:
        raise Invalid(_("这段时间没有可以打印的卷宗,请换一段时间。"), field="since", code="none")
    if len(keys) > MOST:
        raise Invalid(_("一次最多打印 %(most)d 卷,请把时间选短一些。") % {"most": MOST}, field="until", code="too_many")
    payload = {"actor": str(actor.actor_id), "disputes": keys, "since": str(query.since), "until": str(query.until)}
    title = _("打印卷宗(%(count)d 卷)") % {"count": len(keys)}
    return enqueue("mediation.pack", payload, key=f"mediation.pack:{new_id()}", owner_id=actor.actor_id, title=title)


@job("mediation.pack", atomic=False)
def pack_job(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make the files one after the other, then bind them."""
    actor = Staff.objects.get(pk=payload["actor"])
    try:
        parts = _parts(actor, [UUID(key) for key in payload["disputes"]], progress)
        about = _("办结日期 %(since)s 至 %(until)s,共 %(count)d 卷") % {
            "since": payload["since"], "until": payload["until"], "count": len(parts),
        }  # fmt: skip
        title = _("调解卷宗合订本")
        content = bind_files(parts, title=title, about=about)
        kept = files.store(content, name=f"{title}{payload['since']}.pdf", actor=actor, limit=MAX_BYTES)
    except BihuanError as refusal:
        raise JobFailed(refusal.message) from refusal
    return {"url": f"/ledgers/files/{kept.pk}/", "message": kept.name, "file": str(kept.pk)}


def _parts(actor: Actor, keys: Sequence[UUID], progress: Progress) -> list[Bound]:
    parts = []
    for number, key in enumerate(keys, start=1):
        dispute = dispute_by_id(actor, key)
        note_reveal(actor, dispute, reason=MAKING)
        found = gather(actor, dispute)
        name = found.archived.number if found.archived is not None else dispute.case.number
        parts.append(Bound(f"{name} {file_title(found)}", whole_pdf(found)[0]))
        progress(90 * number // len(keys), dispute.case.number)
    return parts
