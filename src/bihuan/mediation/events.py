"""What mediation announces; webhooks may subscribe. Nothing personal."""

from dataclasses import dataclass
from uuid import UUID

from bihuan.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class AgreementInForce(Event):
    """An agreement has taken effect on the day `effective_on` (ISO)."""

    name = "mediation.agreement_in_force"
    agreement_id: UUID
    dispute_id: UUID
    case_id: UUID
    number: str
    form: str
    effective_on: str
