"""Difficulties of enterprises: registered with their case, which the loop carries to its end."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import Case, CaseKind, Channel, Urgency
from bihuan.enterprises.models import Difficulty, Enterprise
from bihuan.enterprises.policies import DIFFICULTIES, READ
from bihuan.enterprises.registers import ENTERPRISES
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.platform.actors import Actor
from bihuan.platform.change import create, guards
from bihuan.platform.policies import policy_of


def report_difficulty(
    actor: Actor,
    *,
    enterprise_id: UUID,
    about: str,
    text: str,
    title: str = "",
    urgency: str = Urgency.NORMAL,
    channel: str = Channel.PHONE,
    case_id: UUID | None = None,
) -> Difficulty:
    """Take in what an enterprise finds hard; its case goes the loop's way. Sending it again with the same id changes nothing.

    Raises:
        NotFound, NotAllowed: the actor may not see the enterprise, or may not report.
        Invalid: fields `about`, `text` and those of `cases.services.report_case`.
    """
    if about not in Difficulty.About.values:
        raise Invalid(_("请从列表中选择难题类型。"), field="about", code="unknown")
    enterprise = ENTERPRISES.by_id(actor, enterprise_id)
    with transaction.atomic():
        case = cases.report_case(
            actor,
            kind=CaseKind.DIFFICULTY,
            channel=channel,
            area=enterprise.area,
            title=title or f"{enterprise.name}{Difficulty.About(about).label}",
            text=text,
            place=enterprise.address,
            urgency=urgency,
            reporter_name=enterprise.contact or enterprise.legal_rep,
            reporter_phone=enterprise.phone,
            case_id=case_id,
        )
        there = Difficulty.objects.filter(case=case).first()
        return there or create(Difficulty(case=case, enterprise=enterprise, about=about), actor=actor, verb="register")


@guards(Difficulty)
def guard_difficulty(difficulty: Difficulty, actor: Actor, verb: str) -> None:
    """Whoever sees the enterprise may bring what it finds hard; afterwards the case alone goes on."""
    if verb != "register":
        raise WrongState(_("企业难题随事项办理,不能单独修改。"))
    policy_of(Enterprise).check(actor, READ, difficulty.enterprise)


def difficulties(viewer: Actor) -> QuerySet[Difficulty]:
    """Every difficulty whose enterprise's area, or whose case, is the viewer's."""
    return DIFFICULTIES.rows(viewer, READ).exclude(case__state="voided")


def days_taken(case: Case) -> int | None:
    """Local days from being told of to being closed, 0 on the same day; None while it is open."""
    if case.closed_at is None:
        return None
    return (clock.local(case.closed_at).date() - clock.local(case.reported_at).date()).days
