"""Judicial confirmation: applied for by both parties together within thirty days, and what the court decided."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.mediation.agreement_cycle import C
from bihuan.mediation.models import JudicialConfirmation
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.platform.models import StoredFile

RULINGS = {C.CONFIRMED: "confirm", C.REFUSED: "refuse", C.WITHDRAWN: "withdraw"}


def file_confirmation(
    actor: Actor,
    *,
    confirmation_id: UUID,
    both: bool,
    court: str,
    filed_on: date | None = None,
    remark: str = "",
    seen: int | None = None,
) -> JudicialConfirmation:
    """Both parties have applied together at `court`.

    Raises:
        Invalid: fields `both`, `court`, `filed_on` (after the thirtieth day, or in the future).
    """
    with change(JudicialConfirmation, confirmation_id, actor=actor, verb="file", seen=seen) as confirmation:
        day, faults = filed_on or clock.today(), Faults()
        if not both:
            faults.add("both", _("司法确认要由双方当事人共同申请(人民调解法第三十三条),请确认双方都已申请。"), "both")
        where = faults.text("court", court, _("法院"), most=60, required=True)
        words = faults.text("remark", remark, _("说明"), most=300)
        if day > clock.today():
            faults.add("filed_on", _("申请日期不能晚于今天。"), "future")
        elif day > confirmation.last_day:
            faults.add(
                "filed_on",
                _(
                    "申请期限 %(last)s 已过(协议生效之日起三十日),不能再申请司法确认;一方不履行的,另一方可以向人民法院起诉。"
                )
                % {"last": confirmation.last_day},
                "too_late",
            )
        elif day < confirmation.effective_on:
            faults.add("filed_on", _("申请日期不能早于协议生效日期。"), "too_early")
        faults.stop()
        confirmation.state, confirmation.filed_on = C.FILED, day
        confirmation.court, confirmation.remark = where, words
    return confirmation


def record_ruling(
    actor: Actor,
    *,
    confirmation_id: UUID,
    result: str,
    ruling_on: date | None = None,
    number: str = "",
    ruling: StoredFile | None = None,
    remark: str = "",
    seen: int | None = None,
) -> JudicialConfirmation:
    """What became of the application: confirmed, refused (both with the number of the ruling), or withdrawn.

    Raises:
        Invalid: fields `result`, `number`, `ruling_on`, `remark`.
    """
    verb = RULINGS.get(C(result)) if result in C.values else None
    if verb is None:
        raise Invalid(_("请从列表中选择一项。"), field="result", code="unknown")
    with change(JudicialConfirmation, confirmation_id, actor=actor, verb=verb, seen=seen) as confirmation:
        day, faults = ruling_on or clock.today(), Faults()
        named = faults.text("number", number, _("裁定书文号"), most=60, required=result != C.WITHDRAWN)
        words = faults.text("remark", remark, _("说明"), most=300)
        if day > clock.today():
            faults.add("ruling_on", _("裁定日期不能晚于今天。"), "future")
        if confirmation.filed_on is not None and day < confirmation.filed_on:
            faults.add("ruling_on", _("裁定日期不能早于申请日期。"), "too_early")
        faults.stop()
        confirmation.state, confirmation.ruling_on, confirmation.number = result, day, named
        confirmation.ruling, confirmation.remark = ruling, words or confirmation.remark
    return confirmation


def decline_confirmation(
    actor: Actor, *, confirmation_id: UUID, remark: str, seen: int | None = None
) -> JudicialConfirmation:
    """The parties have been told of it and do not want it; they may still change their minds within the thirty days.

    Raises:
        Invalid: nothing said.
    """
    if not remark.strip():
        raise Invalid(_("请写明告知当事人的情况,例如“双方当场履行,均表示不申请”。"), field="remark", code="required")
    with change(JudicialConfirmation, confirmation_id, actor=actor, verb="decline", seen=seen) as confirmation:
        confirmation.state, confirmation.remark = C.DECLINED, remark.strip()[:300]
    return confirmation
