"""How cases are found by the search bar: number, title, text, place, pinyin initials; reporter's name and phone blindly."""

from django.utils.translation import pgettext_lazy

from bihuan.cases.addresses import url_of
from bihuan.cases.models import Case
from bihuan.cases.policies import READ
from bihuan.kernel.reading.pinyin import initials
from bihuan.platform.models import SearchEntry
from bihuan.platform.search.index import Hit, SearchSource, entry, put, register, tokens

KIND = "case"


def tokens_of(case: Case) -> list[str]:
    """All tokens of a case; initials only of title and place, where people use them."""
    return tokens(
        case.number,
        case.number.rsplit("-", 1)[-1],
        case.title,
        case.text,
        case.place,
        initials(case.title)[:24],
        initials(case.place)[:24],
        case.source_number,
        names=[case.reporter_name],
        phones=["".join(filter(str.isdigit, case.reporter_phone or ""))],
    )


def index_case(case: Case) -> None:
    """Write or replace the case's row in the index (one statement)."""
    put(KIND, case.pk, tokens_of(case), town_id=case.town_id, at=case.reported_at)


def entry_of(case: Case) -> SearchEntry:
    """The unsaved row of a new case."""
    return entry(KIND, case.pk, tokens_of(case), town_id=case.town_id, at=case.reported_at)


def _hit(case: Case) -> Hit:
    place = case.place or case.area.name
    return Hit(KIND, case.title, f"{case.number} · {case.get_state_display()} · {place}", url_of(case), case.pk)


CASES_FOUND = register(
    SearchSource(kind=KIND, title=pgettext_lazy("栏目", "事项"), model=Case, right=READ, hit=_hit, related=("area",))
)
