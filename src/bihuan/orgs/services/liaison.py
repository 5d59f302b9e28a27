"""Liaison: a leader bound to a village, an enterprise, a project or a case for a time."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict, Invalid
from bihuan.orgs.models import Liaison, Staff
from bihuan.orgs.selectors.chains import liaisons_of
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create


def bind(
    *,
    actor: Actor,
    staff_id: UUID | None,
    subject: str,
    subject_id: UUID,
    subject_name: str,
    town_id: UUID | None,
    from_day: date,
) -> Liaison:
    """Bind a leader to a subject from a day on; the caller has checked that the subject exists.

    Raises:
        NotAllowed: `actor` does not manage the town.
        Invalid: fields `staff`, `subject`.
        Conflict: the leader is bound to it already.
    """
    faults = Faults()
    staff = faults.record("staff", Staff, staff_id, _("请选择包联领导。"))
    faults.choice("subject", subject, Liaison.Subject.values)
    subject_name = faults.name("subject_name", subject_name, _("包联对象"), most=120)
    faults.day("from_day", from_day)
    faults.stop()
    assert staff is not None
    if liaisons_of(subject, subject_id, day=from_day).filter(staff=staff).exists():
        raise Conflict(
            _("%(name)s 已包联“%(subject)s”。") % {"name": staff.name, "subject": subject_name}, field="staff"
        )
    liaison = Liaison(
        staff=staff,
        subject=subject,
        subject_id=subject_id,
        subject_name=subject_name,
        town_id=town_id,
        from_day=from_day,
    )
    return create(liaison, actor=actor, verb="bind")


def unbind(*, actor: Actor, liaison_id: UUID, last_day: date, seen: int | None = None) -> Liaison:
    """End a liaison after a day.

    Raises:
        Invalid: the day is before it began (field `last_day`).
    """
    with change(Liaison, liaison_id, actor=actor, verb="unbind", seen=seen) as liaison:
        if last_day < liaison.from_day:
            raise Invalid(_("包联止不能早于包联起 %(day)s。") % {"day": liaison.from_day}, field="last_day")
        liaison.to_day = last_day
    return liaison
