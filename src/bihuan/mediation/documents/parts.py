"""What several papers of a case file show: whose it is, the parties, lines to sign on, pictures and scans."""

from collections.abc import Iterable, Sequence
from datetime import date

from bihuan.kernel.errors import Invalid
from bihuan.mediation.documents.gathering import Gathered
from bihuan.mediation.documents.wording import (
    money_words,
)
from bihuan.mediation.models import (
    Party,
)
from bihuan.platform.documents.layout import Row, printed
from bihuan.platform.files import for_paper, open_original
from bihuan.platform.files.kinds import PDF
from bihuan.platform.models import StoredFile

BOXED = 4  # parties with a box each; more are listed in a table
BOTH = (Party.Side.APPLICANT, Party.Side.RESPONDENT)
_ID_LENGTH = 18
PartRows = list[dict[str, str]]


def base(of: Gathered) -> dict[str, str]:
    return {
        "committee": of.committee,
        "case_number": of.dispute.case.number,
        "kind": str(of.dispute.get_kind_display()),
        "names": of.names,
    }


def people(
    of: Gathered, parties: Sequence[Party] | None = None, *, only: Iterable[str] = ()
) -> dict[str, Sequence[Row]]:
    """The parties, each in a box while they are few, else in a list; `only` these sides. Two empty boxes without any."""
    wanted, there = frozenset(only), of.parties if parties is None else parties
    rows = [_person(of, one) for one in there if not wanted or one.side in wanted] or _named_only(of, wanted)
    if len(rows) > BOXED:
        return {"parties": [], "crowd": rows}
    return {"parties": rows or [_person(of, Party(side=side)) for side in BOTH], "crowd": []}


def _person(of: Gathered, party: Party) -> dict[str, str]:
    authority = str(party.get_agent_authority_display() or "代理")
    agent = printed("{name}({authority})", name=party.agent_name, authority=authority) if party.agent_name else ""
    return {
        "side": str(party.get_side_display()),
        "name": party.name,
        "gender": str(party.get_gender_display()) if party.gender else "",
        "ethnicity": party.ethnicity,
        "age": _age(party, of.dispute.day),
        "occupation": party.occupation,
        "phone": party.phone,
        "id_number": party.id_number,
        "address": party.address,
        "agent": f"{agent} {party.agent_phone}".strip(),
        "claimed": money_words(party.claimed),
        "agreed": money_words(party.agreed),
    }


def _age(party: Party, day: date) -> str:
    number = party.id_number
    if len(number) == _ID_LENGTH and number[6:14].isdigit():
        had_birthday = (day.month, day.day) >= (int(number[10:12]), int(number[12:14]))
        return str(day.year - int(number[6:10]) - (0 if had_birthday else 1))
    return str(day.year - party.birth_year) if party.birth_year else ""


def _named_only(of: Gathered, wanted: frozenset[str]) -> list[dict[str, str]]:
    """A ledger's old row knows its parties by name alone."""
    sides = Party.Side
    known = ((sides.APPLICANT, of.dispute.applicant), (sides.RESPONDENT, of.dispute.respondent))
    phone = {sides.APPLICANT: of.dispute.applicant_phone}
    return [
        _person(of, Party(side=side, name=name, phone=phone.get(side, "")))
        for side, name in known
        if name and (not wanted or side in wanted)
    ]


def sign_line(label: str, image: str = "", day: str = "", **named: str) -> dict[str, str]:
    """A line to sign on; `named` are put into the label's braces."""
    return {"label": printed(label, **named), "image": image, "date": day}


def file_number(of: Gathered) -> str:
    return of.archived.number if of.archived is not None else ""


def image_key(file: StoredFile | None, images: dict[str, bytes]) -> str:
    """Take a picture along; its key, "" without one or when it cannot be read."""
    if file is None or not file.media_type.startswith("image/"):
        return ""
    key = str(file.pk)
    if key not in images:
        try:
            images[key] = for_paper(file)
        except Invalid:
            return ""  # a damaged picture stays as evidence of what was sent; paper cannot show it
    return key


def scans_of(*found: StoredFile | None) -> tuple[bytes, ...]:
    """Scanned papers in order: PDFs as they are, photographed pages as pictures."""
    there = [one for one in dict.fromkeys(found) if one is not None]
    return tuple(content for one in there if (content := _scan(one)))


def _scan(file: StoredFile) -> bytes:
    if file.media_type.startswith("image/"):
        images: dict[str, bytes] = {}
        return images.get(image_key(file, images), b"")
    if file.media_type != PDF.media_type:
        return b""
    with open_original(file) as stream:
        return stream.read()
