"""What a person decides about two alike cases beside merging: they belong together, or they are two matters; both taken back."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.cases.models import Apart, CaseLink
from bihuan.cases.services.moving import both_locked, moving
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create


def tell_apart(actor: Actor, *, case_id: UUID, other_id: UUID, seen: int | None = None) -> Apart:
    """The two are different matters; the pair is proposed no more. Saying it again, from either side, changes nothing.

    Raises:
        Invalid: one and the same case (field `other`).
        NotFound: there is no such other case.
        NotAllowed, WrongState, StaleRecord: see `moving`.
    """
    if case_id == other_id:
        raise Invalid(_("这是同一件事项,请选择另一件。"), field="other", code="itself")
    with transaction.atomic():
        other = both_locked(case_id, other_id).get(other_id)
        if other is None:
            raise NotFound(_("没有找到要比对的事项。"), field="other")
        standing = _in_force(case_id, other_id)
        if standing is not None:
            return standing
        with moving("tell_apart", actor=actor, case_id=case_id, seen=seen) as case:
            case.note(_("与 %(number)s 比对,不是同一件事") % {"number": other.number})
            made = create(Apart(case=case, other=other, by_id=actor.actor_id), actor=actor, verb="tell_apart")
    return made


def not_apart(actor: Actor, *, case_id: UUID, other_id: UUID) -> Apart:
    """Take that back: the pair may be proposed again.

    Raises:
        NotFound: the two were not told apart.
    """
    with transaction.atomic():
        standing = _in_force(case_id, other_id)
        if standing is None:
            raise NotFound(_("这两件没有判为不同事项,或者已经撤回。"))
        with moving("not_apart", actor=actor, case_id=standing.case_id) as case:
            case.note(_("撤回与 %(number)s 的比对结论") % {"number": standing.other.number})
            with change(Apart, standing.pk, actor=actor, verb="not_apart") as undone:
                undone.undone_at = clock.now()
    return undone


def _in_force(case_id: UUID, other_id: UUID) -> Apart | None:
    return Apart.objects.select_related("other").filter(_pair(case_id, other_id), undone_at=None).first()


def _pair(case_id: UUID, other_id: UUID) -> Q:
    """The two, whichever was named first."""
    return Q(case_id=case_id, other_id=other_id) | Q(case_id=other_id, other_id=case_id)


def unlink_cases(actor: Actor, *, case_id: UUID, other_id: UUID) -> CaseLink:
    """The two do not belong together after all; the link stays in the table, ended.

    Raises:
        NotFound: they are not linked.
    """
    with moving("unlink", actor=actor, case_id=case_id) as case:
        link = (
            CaseLink.objects.select_for_update(of=("self",))
            .select_related("other", "case")
            .filter(_pair(case_id, other_id), undone_at=None)
            .first()
        )
        if link is None:
            raise NotFound(_("这两件事项没有关联,或者关联已经撤销。"))
        link.undone_at = clock.now()
        link.save(update_fields=["undone_at"])
        number = link.other.number if link.other_id == other_id else link.case.number
        case.note(_("撤销与 %(number)s 的关联") % {"number": number})
    return link
