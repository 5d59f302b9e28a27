"""A mediation that takes longer than thirty days: only as both sides agree, on the one clock of the case."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import limits
from bihuan.cases import services as cases
from bihuan.cases.models import Case, Stage
from bihuan.cases.services.extension import MOST_BY_CONSENT
from bihuan.kernel import clock
from bihuan.mediation.models import Dispute, Extension
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import create


@dataclass(frozen=True, slots=True)
class Consent:
    """Longer by `days`, agreed by each side on its day, and why."""

    days: int | None
    reason: str
    applicant_agreed_on: date | None
    respondent_agreed_on: date | None


def extend_mediation(actor: Actor, *, dispute_id: UUID, consent: Consent) -> Extension:
    """Both sides agreed to go on (SF/T 0083-2020); the case's handling limit grows by as many days.

    Raises:
        Invalid: fields of the consent; a side agreed only after the limit had run out, or on a day to come.
        NotAllowed: `actor` may not write the dispute.
        WrongState: the case is not being handled, or its limit is in hours.
    """
    dispute = Dispute.objects.select_related("case").get(pk=dispute_id)
    faults = Faults()
    reason = faults.text("reason", consent.reason, _("延长理由"), most=200, required=True)
    if consent.days is None or not 1 <= consent.days <= MOST_BY_CONSENT:
        faults.add("days", _("延长的天数应在 1 到 %(most)d 之间。") % {"most": MOST_BY_CONSENT}, "range")
    _check_days(faults, dispute.case, consent)
    faults.stop()
    assert consent.days is not None and consent.applicant_agreed_on and consent.respondent_agreed_on  # asked for
    made = Extension(
        dispute=dispute, days=consent.days, reason=reason, applicant_agreed_on=consent.applicant_agreed_on,
        respondent_agreed_on=consent.respondent_agreed_on, by_id=actor.actor_id,
    )  # fmt: skip
    with transaction.atomic():
        create(made, actor=actor, verb="extend")
        cases.extend_case(
            SYSTEM, case_id=dispute.case_id, days=made.days, reason=_("双方当事人同意。%(why)s") % {"why": reason}
        )
    return made


def _check_days(faults: Faults, case: Case, consent: Consent) -> None:
    """The law lets the parties lengthen a mediation that is going on, not revive one that has run out."""
    going = next((one for one in limits.running(case) if one.stage == Stage.HANDLE), None)
    last = clock.local(going.due_at).date() if going is not None else None
    for field, day in (
        ("applicant_agreed_on", consent.applicant_agreed_on),
        ("respondent_agreed_on", consent.respondent_agreed_on),
    ):
        if day is None:
            faults.add(field, _("请填写这一方同意延长的日期;没有双方同意不能延长。"), "required")
        elif day > clock.today():
            faults.add(field, _("同意的日期不能晚于今天。"), "future")
        elif last is not None and day > last:
            faults.add(
                field,
                _("调解期限到 %(day)s 为止,期满以后才同意的不能延长;请按“调解不成”处理或重新申请。")
                % {"day": f"{last:%m-%d}"},
                "too_late",
            )
