"""How disputes are found: number, account, mediator; parties' names and telephones blindly."""

from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

from bihuan.cases.addresses import url_of_id
from bihuan.mediation.models import Dispute, DisputeKind, Party
from bihuan.mediation.policies import READ
from bihuan.platform.models import SearchEntry
from bihuan.platform.search.index import Hit, SearchSource, entry, put, register, tokens

KIND = "dispute"


def tokens_of(dispute: Dispute, parties: Sequence[Party] = ()) -> list[str]:
    """All tokens of a dispute; `parties` are those beyond the two that the register names."""
    names = [
        dispute.applicant,
        dispute.respondent,
        *(one.name for one in parties),
        *(one.agent_name for one in parties),
    ]
    phones = [dispute.applicant_phone, *(one.phone for one in parties)]
    return tokens(
        dispute.case.number,
        dispute.case.number.rsplit("-", 1)[-1],
        dispute.summary,
        str(DisputeKind(dispute.kind).label),  # cheaper than get_kind_display, which imports feel
        dispute.mediator_name,
        dispute.area.name,
        names=[name for name in dict.fromkeys(names) if name],
        phones=["".join(filter(str.isdigit, phone or "")) for phone in dict.fromkeys(phones)],
    )


def index_dispute(dispute: Dispute, parties: Sequence[Party] = ()) -> None:
    """Write or replace the dispute's row in the index (one statement)."""
    put(KIND, dispute.pk, tokens_of(dispute, parties), town_id=dispute.town_id, at=dispute.case.reported_at)


def entry_of(dispute: Dispute) -> SearchEntry:
    """The unsaved row, for bulk writing."""
    return entry(KIND, dispute.pk, tokens_of(dispute), town_id=dispute.town_id, at=dispute.case.reported_at)


def _hit(dispute: Dispute) -> Hit:
    detail = f"{dispute.case.number} · {dispute.get_result_display()} · {dispute.area.name}"
    return Hit(KIND, str(dispute.get_kind_display()), detail, url_of_id(dispute.case_id), dispute.pk)


DISPUTES_FOUND = register(
    SearchSource(
        kind=KIND,
        title=pgettext_lazy("栏目", "矛盾纠纷"),
        model=Dispute,
        right=READ,
        hit=_hit,
        related=("case", "area"),
    )
)
