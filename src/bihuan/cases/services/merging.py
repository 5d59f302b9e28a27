"""Merging that can be undone: a part keeps number, reporter and clock, and each reporter is answered."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import limits
from bihuan.cases.events import CaseMerged, CaseUnmerged
from bihuan.cases.models import Case, Comment, Merge, State
from bihuan.cases.services.moving import both_locked, moving
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many

CAN_CARRY = frozenset(
    {State.REPORTED, State.ACCEPTED, State.DISPATCHED, State.HANDLING, State.SUSPENDED, State.CONFERENCE}
)


def merge_case(actor: Actor, *, case_id: UUID, into_id: UUID, reason: str, seen: int | None = None) -> Merge:
    """Let `into_id` carry this case on (并案). The part is closed with the whole and can be taken out at any time.

    Raises:
        Invalid: into itself, into a case that is itself a part or closed, or of another town.
        WrongState: the part is past handling, or carries parts itself.
    """
    if case_id == into_id:
        raise Invalid(_("不能与自己并案,请选择另一件事项。"), field="into", code="itself")
    with transaction.atomic():
        whole = both_locked(case_id, into_id).get(into_id)
        if whole is None:
            raise NotFound(_("没有找到要并入的事项,请核对编号。"), field="into")
        if whole.state not in CAN_CARRY:
            raise Invalid(_("只能并入仍在办理前或办理中的事项。"), field="into", code="not_open")
        with moving("merge", actor=actor, case_id=case_id, seen=seen, reason=reason) as part:
            if whole.town_id != part.town_id:
                raise Invalid(_("只能与本乡镇的事项并案。"), field="into", code="other_town")
            merge = create(
                Merge(
                    whole=whole, part=part, reason=reason.strip(), state_before=part.state, by_id=actor.actor_id,
                    created_at=clock.now(),
                ),
                actor=actor,
                verb="merge",
            )  # fmt: skip
            part.merged_into = whole
            part.note(reason.strip())
            part.tell(CaseMerged.of(part, actor.actor_id, State.MERGED, whole_id=whole.pk))
    return merge


def unmerge_case(actor: Actor, *, case_id: UUID, reason: str, seen: int | None = None) -> Case:
    """Take a part out again: it is where it was, with its own number, reporter and running clock.

    If the whole closed meanwhile, the part's clocks start anew, because nobody was handling it.
    """
    with moving("unmerge", actor=actor, case_id=case_id, seen=seen, reason=reason) as part:
        merge = Merge.objects.get(part=part, undone_at=None)
        with change(Merge, merge.pk, actor=actor, verb="unmerge") as undone:
            undone.undone_at, undone.undone_by_id, undone.undo_reason = clock.now(), actor.actor_id, reason.strip()
        part.state, part.merged_into = merge.state_before, None
        part.note(reason.strip())
        part.tell(CaseUnmerged.of(part, actor.actor_id, merge.state_before, whole_id=merge.whole_id))
    return part


def answer_reporters(actor: Actor, *, case_id: UUID, text: str) -> list[Comment]:
    """Answer the reporter of the case and of each of its parts: a public remark on every one of their tracking pages.

    Raises:
        Invalid: no text.
        NotAllowed: `actor` may not triage the case.
    """
    if not text.strip():
        raise Invalid(_("请填写答复内容。"), field="text", code="required")
    whole = Case.objects.filter(pk=case_id).first()
    if whole is None:
        raise NotFound(_("没有找到这条记录,它可能已被合并或作废。"))
    answered = [whole, *whole.parts.filter(state=State.MERGED)]
    remarks = [
        Comment(case=case, by_id=actor.actor_id, text=text.strip()[:2000], public=True, created_at=clock.now())
        for case in answered
    ]
    return create_many(remarks, actor=actor, verb="answer")


def clocks_kept(part: Case) -> bool:
    """Whether the part's own clocks still run (they end only when the whole closes)."""
    return bool(limits.running(part))
