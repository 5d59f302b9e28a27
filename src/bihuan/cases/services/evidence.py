"""Evidence: files shown for a case, before and after; voided with a reason, never deleted."""

from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import Case, Evidence
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound, WrongState
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.models import StoredFile

MAX_PER_CASE = 60


def attach_evidence(
    actor: Actor, *, case_id: UUID, file: StoredFile, phase: str = Evidence.Phase.OTHER, caption: str = ""
) -> Evidence:
    """Show a stored file for a case.

    Raises:
        Invalid: an unknown phase, or too many files.
        NotAllowed: `actor` may not comment on the case.
    """
    if phase not in Evidence.Phase.values:
        raise Invalid(_("没有这个选项,请重新选择。"), field="phase", code="unknown")
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("没有找到这条记录,它可能已被合并或作废。"))
    if case.evidence.filter(voided_at=None).count() >= MAX_PER_CASE:
        raise Invalid(_("一件事项最多%(count)d份材料。") % {"count": MAX_PER_CASE}, field="file", code="too_many")
    shown = Evidence(
        case=case, file=file, phase=phase, caption=caption.strip()[:120], by_id=actor.actor_id, created_at=clock.now()
    )
    return create(shown, actor=actor, verb="attach")


def void_evidence(actor: Actor, *, evidence_id: UUID, reason: str) -> Evidence:
    """Take a file out of the case's evidence, with a reason; it stays in the archive."""
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with change(Evidence, evidence_id, actor=actor, verb="void") as shown:
        if shown.voided_at is not None:
            raise WrongState(_("这份材料已经作废。"))
        shown.voided_at, shown.void_reason = clock.now(), reason.strip()[:200]
        shown.note(shown.void_reason)
    return shown
