"""Residents enrol themselves: what is open, what a form must ask, the receipt, taking up a seat and giving it back."""

import hmac
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.community.applicants import FIELD_OF, KNOWN
from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import ENROLMENTS
from bihuan.community.seats import move, waiting
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, NotFound
from bihuan.platform.actors import SYSTEM
from bihuan.platform.conditions import facts_asked, read

State = Enrolment.State
SHOWN = 60
_CHILD = ("guardian", "pick_up")


def open_programmes(day: date | None = None) -> QuerySet[Programme]:
    """What residents may see: published and not over, with `left`, the seats nobody holds."""
    found = Programme.objects.filter(online=True, voided_at=None, ends_on__gte=day or clock.today())
    held = Count("enrolments", filter=Q(enrolments__seat__isnull=False))
    return found.annotate(held=held).select_related("area", "town").order_by("closes_on", "starts_on", "title")


def open_programme(programme_id: UUID) -> Programme:
    """One of them.

    Raises:
        NotFound: there is none, it is not published, or it is over.
    """
    found = open_programmes().filter(pk=programme_id).first()
    if found is None:
        raise NotFound(_("这个项目没有公开或者已经结束。"))
    return found


def asked_of(programme: Programme) -> list[str]:
    """The fields that a form of `programme` asks for: those needed to run it, and of the rest only what its rules look at."""
    facts = {one.key for part in (programme.must, programme.first) for one in facts_asked(read(part, KNOWN))}
    ruled = {FIELD_OF.get(fact, fact) for fact in facts}
    child = programme.for_children
    always = {"name", "phone", "allergies", *(("born_on", "grade", *_CHILD) if child else ())}
    order = (
        "name", "born_on", "grade", "home", "left_behind", "parents_work", "low_income", "guardian", "phone", "pick_up",
        "allergies",
    )  # fmt: skip
    return [field for field in order if field in always or field in ruled]


def enrol_online(*, enrolment_id: UUID, programme: Programme, values: Mapping[str, object]) -> Enrolment:
    """Enrol by the public form; the same `enrolment_id` again gives the same enrolment.

    Raises:
        Invalid: what is missing or not met, by field.
        Conflict: the person is enrolled for it already (field `name`).
    """
    there = Enrolment.objects.filter(pk=enrolment_id).select_related("programme").first()
    if there is not None and there.receipt:
        return there
    said = {name: value for name, value in values.items() if name in asked_of(programme) or name == "consent"}
    try:
        made = ENROLMENTS.add(
            actor=SYSTEM, values={**said, "programme": programme, "way": Enrolment.Way.ONLINE}, pk=enrolment_id
        )
    except Conflict as refusal:
        raise Conflict(
            _("这个人用这个电话已经报过名,请凭报名号和查询码查看。"), field="name", code="known"
        ) from refusal
    made.refresh_from_db()
    return made


def enrolled(receipt: str, code: str) -> Enrolment:
    """The enrolment of a receipt.

    Raises:
        NotFound: number and code do not belong together; which of them is wrong is not said.
    """
    rows = Enrolment.objects.filter(receipt=receipt, voided_at=None).exclude(receipt="")
    found = rows.select_related("programme", "programme__area", "programme__town").first()
    if found is None or not hmac.compare_digest(found.code.encode(), code.encode()):
        raise NotFound(_("报名号或查询码不对,请对照回执再填一次。"), field="code")
    return found


def place_in_line(enrolment: Enrolment) -> int | None:
    """1 for who is next; None for who does not wait."""
    if enrolment.state != State.WAITING:
        return None
    ahead = list(waiting(enrolment.programme).values_list("pk", flat=True))
    return ahead.index(enrolment.pk) + 1 if enrolment.pk in ahead else None


def confirm_online(receipt: str, code: str) -> Enrolment:
    """Take up the seat that is held.

    Raises:
        NotFound: see `enrolled`; WrongState: none is held, or no longer.
    """
    found = enrolled(receipt, code)
    if found.state in Enrolment.ENROLLED:
        return found
    return move(SYSTEM, enrolment_id=found.pk, verb="confirm", reason=_("本人或监护人网上确认"))


def withdraw_online(receipt: str, code: str) -> Enrolment:
    """Not coming; the seat goes to the next at once.

    Raises:
        NotFound: see `enrolled`; WrongState: it is over.
    """
    found = enrolled(receipt, code)
    if found.state == State.WITHDRAWN:
        return found
    return move(SYSTEM, enrolment_id=found.pk, verb="withdraw", reason=_("本人或监护人网上退出"))
