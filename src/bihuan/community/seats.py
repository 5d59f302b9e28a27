"""Who gets a seat: the programme's row is locked, free numbers go to those who wait, by points and then by arrival."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.community.enrolment_cycle import CYCLE
from bihuan.community.models.programmes import Enrolment, Programme
from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.orgs.registers import register_of
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM, Actor, SystemActor
from bihuan.platform.change import change
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell

State = Enrolment.State


def seated(programme: Programme) -> QuerySet[Enrolment]:
    """Those who hold a seat of it."""
    return Enrolment.objects.filter(programme=programme, seat__isnull=False)


def waiting(programme: Programme) -> QuerySet[Enrolment]:
    """Those who wait, next first."""
    rows = Enrolment.objects.filter(programme=programme, state=State.WAITING, voided_at=None)
    return rows.order_by("-points", "applied_at", "pk")


def fill_seats(programme_id: UUID) -> list[Enrolment]:
    """Offer each free seat of a programme to the next in line; the offer lapses after the programme's hours.

    Two who do so at once follow one another at the lock of the programme; a number given twice is refused by the database.
    """
    with transaction.atomic():
        programme = Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme_id)
        if programme.voided_at is not None or programme.ends_on < clock.today():
            return []
        taken = set(seated(programme).values_list("seat", flat=True))
        free = [number for number in range(1, programme.quota + 1) if number not in taken]
        offered = []
        for number, following in zip(free, list(waiting(programme)[: len(free)]), strict=False):
            with change(Enrolment, following.pk, actor=SYSTEM, verb="offer") as enrolment:
                enrolment.state, enrolment.seat = State.OFFERED, number
                enrolment.held_until = clock.now() + timedelta(hours=programme.hold_hours)
            offered.append(enrolment)
        if offered:
            _tell(programme, offered)
    return offered


def _tell(programme: Programme, offered: list[Enrolment]) -> None:
    """Whoever is responsible telephones them; nothing personal leaves the house."""
    tell(
        programme.staff_id,
        kind="enrolment.offered",
        title=_("“%(programme)s”有 %(count)d 人排到名额,请通知确认")
        % {"programme": programme.title, "count": len(offered)},
        key=f"enrolment.offered:{offered[0].pk}:{offered[0].version}:{len(offered)}",
        url=f"/programmes/{programme.pk}/",
    )


def move(actor: Actor, *, enrolment_id: UUID, verb: str, reason: str = "", seen: int | None = None) -> Enrolment:
    """Take an enrolment one step of its table further; a seat that becomes free goes to the next at once.

    Raises:
        NotAllowed, StaleRecord; WrongState: the step does not begin in its state, or its seat is held no longer;
        Invalid: a reason is missing (field `reason`).
    """
    step = CYCLE.step(verb)
    if step.right is None and not isinstance(actor, SystemActor):
        raise NotAllowed(_("这一步由系统自动进行,不能单独操作。"))
    faults = Faults()
    reason = faults.text("reason", reason, _("原因"), most=200, required="reason" in step.asks)
    faults.stop()
    with transaction.atomic():
        # The programme first, always: whoever fills seats takes the locks in the same order.
        register_of(Enrolment).lock_whole_of(enrolment_id)
        with change(Enrolment, enrolment_id, actor=actor, verb=verb, seen=seen) as enrolment:
            enrolment.state = step.to_state or enrolment.state
            enrolment.held_until = None
            if enrolment.state not in Enrolment.SEATED:
                enrolment.seat = None
            if reason:
                enrolment.note(reason)
        if enrolment.seat is None:
            fill_seats(enrolment.programme_id)
    return enrolment


@periodic(minutes=5, atomic=False)
def release_expired() -> None:
    """Seats that nobody confirmed in time go to the next; doing it again changes nothing."""
    lapsed = Enrolment.objects.filter(state=State.OFFERED, held_until__lte=clock.now()).order_by("held_until")
    for key in list(lapsed.values_list("pk", flat=True)):
        try:
            move(SYSTEM, enrolment_id=key, verb="expire")
        except WrongState:  # confirmed or withdrawn meanwhile
            continue
