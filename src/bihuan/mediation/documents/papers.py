"""Which papers a case file holds, in the order of SF/T 0083-2020, how complete each is, and all of them as one PDF."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils import translation
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.mediation.documents import filling, forms, later_filling, later_forms, parts
from bihuan.mediation.documents.gathering import Gathered
from bihuan.mediation.models import Agreement, Investigation, JudicialConfirmation, Origin, Party, Result, Sitting
from bihuan.platform.documents import (
    Document,
    Extent,
    Filled,
    Paper,
    bind,
    extents,
    render_pdf,
    render_word,
    template_for,
)
from bihuan.platform.documents.layout import Row

CHINESE = "zh-hans"  # the language of the papers, whatever that of the desk
C = JudicialConfirmation.State
# Who signs an empty form.
HANDS = {
    later_forms.INVESTIGATION.key: ("被调查人(签名):", "调查人(签名):", "记录人(签名):"),
    later_forms.SITTING.key: ("当事人(签名):", "当事人(签名):", "人民调解员(签名):", "记录人(签名):"),
    later_forms.AGREEMENT.key: (
        "当事人(签名、盖章或者按指印):", "当事人(签名、盖章或者按指印):", "人民调解员(签名):", "记录人(签名):",
    ),
    later_forms.VERBAL.key: ("当事人(签名):", "当事人(签名):", "人民调解员(签名):"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper of a file: `lacks` says what is still missing (empty: complete); `bound` whether it goes into the file.

    `note` stands in the contents list (草稿). What is not bound is a form that can be printed empty.
    """

    key: str
    title: str
    document: Document
    fill: Callable[[], Filled]
    lacks: tuple[str, ...] = ()
    bound: bool = True
    draft: bool = False

    @property
    def complete(self) -> bool:
        return self.bound and not self.lacks


def papers_of(of: Gathered) -> list[Sheet]:
    """Every paper of the file between its covers, those that do not exist yet among them as empty forms."""
    return [
        *_intake(of),
        *(_investigation(of, one) for one in of.investigations),
        *(_sitting(of, one) for one in of.sittings),
        *_no_sitting(of),
        *_agreements(of),
        *_confirmations(of),
        *_revisits(of),
        _evidence(of),
        Sheet(
            "remarks", _("卷宗情况说明"), forms.REMARKS, lambda: filling.remarks(of),
            lacks=() if of.archived is not None else (_("归档时填写"),),
        ),
    ]  # fmt: skip


def _intake(of: Gathered) -> Iterator[Sheet]:
    lacks = _parties_lack(of)
    if of.dispute.origin == Origin.APPLIED:
        said = any(one.statement.strip() for one in of.parties if one.side == Party.Side.APPLICANT)
        more = () if said or of.dispute.summary.strip() else (_("纠纷事实"),)
        yield Sheet(
            "application", _("人民调解申请书"), forms.APPLICATION, lambda: filling.application(of), lacks=lacks + more
        )
    more = () if of.dispute.summary.strip() else (_("纠纷简要情况"),)
    yield Sheet(
        "acceptance", _("人民调解受理登记表"), forms.ACCEPTANCE, lambda: filling.acceptance(of), lacks=lacks + more
    )


def _parties_lack(of: Gathered) -> tuple[str, ...]:
    sides = {one.side for one in of.parties}
    lacks = []
    if (not sides and not of.dispute.respondent) or (sides and Party.Side.RESPONDENT not in sides):
        lacks.append(_("被申请人"))
    people = [one for one in of.parties if one.side != Party.Side.THIRD]
    if any(not one.address.strip() for one in people):
        lacks.append(_("当事人住址"))
    if any(not one.id_number and not one.body for one in people):
        lacks.append(_("证件号码"))
    return tuple(lacks)


def _investigation(of: Gathered, one: Investigation) -> Sheet:
    title = _numbered(_("人民调解调查记录"), one.number, len(of.investigations))
    lacks = () if one.signed else (_("被调查人签名"),)
    return Sheet(
        f"investigation-{one.pk}",
        title,
        later_forms.INVESTIGATION,
        lambda: later_filling.investigation(of, one),
        lacks=lacks,
    )


def _sitting(of: Gathered, one: Sitting) -> Sheet:
    lacks = [] if one.talk.strip() else [_("调解记录")]
    if not one.rights_told:
        lacks.append(_("权利义务告知"))
    if one.confirmed_at is None:
        lacks.append(_("当事人签名"))
    title = _numbered(_("人民调解记录"), one.number, len(of.sittings))
    return Sheet(
        f"sitting-{one.pk}", title, later_forms.SITTING, lambda: later_filling.sitting(of, one), lacks=tuple(lacks)
    )


def _no_sitting(of: Gathered) -> Iterator[Sheet]:
    """The forms by hand of what has not taken place; a dispute that was settled on the spot needs neither."""
    if not of.investigations:
        yield Sheet(
            "investigation", _("人民调解调查记录"), later_forms.INVESTIGATION,
            lambda: blank(later_forms.INVESTIGATION, of), bound=False,
        )  # fmt: skip
    if not of.sittings:
        lacks = () if of.dispute.on_the_spot else (_("还没有召开调解会"),)
        yield Sheet(
            "sitting", _("人民调解记录"), later_forms.SITTING, lambda: blank(later_forms.SITTING, of), lacks=lacks,
            bound=False,
        )  # fmt: skip


def _agreements(of: Gathered) -> Iterator[Sheet]:
    for one in of.agreements:
        written = one.form == Agreement.Form.WRITTEN
        lacks = {
            Agreement.State.DRAFT: (_("尚未定稿"),),
            Agreement.State.SIGNING: (_("签名和盖章没有齐"),),
        }.get(Agreement.State(one.state), ())
        yield Sheet(
            f"agreement-{one.pk}",
            _("人民调解协议书") if written else _("人民调解口头协议登记表"),
            later_forms.AGREEMENT if written else later_forms.VERBAL,
            partial(later_filling.agreement if written else later_filling.verbal, of, one),
            lacks=lacks,
            draft=one.state == Agreement.State.DRAFT,
            bound=one.state != Agreement.State.DRAFT,
        )
    if not of.agreements and of.dispute.result in (Result.PENDING, Result.SETTLED):
        verbal = of.dispute.agreement == "verbal" or of.dispute.on_the_spot
        document = later_forms.VERBAL if verbal else later_forms.AGREEMENT
        yield Sheet(
            "agreement",
            str(document.title),
            document,
            lambda: blank(document, of),
            lacks=(_("还没有协议"),),
            bound=False,
        )


def _confirmations(of: Gathered) -> Iterator[Sheet]:
    """The application goes in once it was filed; before, it can be printed for both to sign."""
    for one in of.confirmations:
        filed = one.state in (C.FILED, C.CONFIRMED, C.REFUSED, C.WITHDRAWN)
        lacks = (_("裁定书"),) if one.state in (C.CONFIRMED, C.REFUSED) and one.ruling_id is None else ()
        if one.state == C.DECLINED or (one.state == C.MISSED and not filed):
            continue
        yield Sheet(
            f"confirmation-{one.pk}", _("司法确认申请书"), later_forms.CONFIRMATION, partial(later_filling.confirmation, of, one),
            lacks=lacks,
            bound=filed,
        )  # fmt: skip


def _revisits(of: Gathered) -> Iterator[Sheet]:
    for number, one in enumerate(of.revisits, start=1):
        title = _numbered(_("人民调解回访记录"), number, len(of.revisits))
        yield Sheet(f"revisit-{one.pk}", title, forms.REVISIT, partial(filling.revisit, of, one))
    if not of.revisits:
        yield Sheet(
            "revisit", _("人民调解回访记录"), forms.REVISIT, lambda: filling.revisit(of, None),
            lacks=(_("还没有回访"),), bound=False,
        )  # fmt: skip


def _evidence(of: Gathered) -> Sheet:
    there = bool(of.evidence)
    return Sheet("evidence", _("证据材料"), forms.EVIDENCE, lambda: filling.evidence(of), bound=there)


def _numbered(title: str, number: int, of: int) -> str:
    return _("%(title)s(第%(number)d次)") % {"title": title, "number": number} if of > 1 else title


def blank(document: Document, of: Gathered) -> Filled:
    """The empty form, with nothing on it but whose file it is of."""
    known = {"committee": of.committee, "case_number": of.dispute.case.number}
    people = parts.people(of)
    values: dict[str, str | Sequence[Row]] = {}
    for one in document.fields:
        if one.name == "signers":
            values[one.name] = [parts.sign_line(label) for label in HANDS[document.key]]
        elif one.rows:
            values[one.name] = people.get(one.name, [])
        else:
            values[one.name] = known.get(one.name, "")
    return Filled(values)


# --- the whole file -------------------------------------------------------------------------------------------------------


def sheet(of: Gathered, key: str) -> Sheet:
    """One paper by its key; the covers and the list of contents among them.

    Raises:
        NotFound: the file has no such paper.
    """
    for one in [*_covers(of), *papers_of(of)]:
        if one.key == key:
            return one
    raise NotFound(_("卷宗里没有这份文书。"))


def _covers(of: Gathered) -> list[Sheet]:
    number = () if of.archived is not None else (_("归档后有卷宗编号"),)
    pages = of.archived.pages if of.archived is not None else 0
    return [
        Sheet("cover", _("卷宗封面"), forms.COVER, lambda: filling.cover(of), lacks=number),
        Sheet("contents", _("卷内目录"), forms.CONTENTS, lambda: whole(of).contents),
        Sheet("back_cover", _("封底"), forms.BACK_COVER, lambda: filling.back_cover(of, pages), lacks=number),
    ]


def all_sheets(of: Gathered) -> list[Sheet]:
    """The file from cover to cover, as its panel lists it."""
    front, contents, back = _covers(of)
    return [front, contents, *papers_of(of), back]


def print_pdf(of: Gathered, one: Sheet) -> bytes:
    """One paper as PDF; a draft says so across the page."""
    with translation.override(CHINESE):
        return render_pdf(one.document, one.fill(), draft="草稿" if one.draft else "")


def print_word(of: Gathered, one: Sheet) -> bytes:
    """One paper as a Word file, by the town's own template where it has one; signatures are for the paper, not for Word."""
    with translation.override(CHINESE):
        return render_word(one.document, one.fill(), template_for(one.document, of.dispute.town_id).content)


@dataclass(frozen=True, slots=True)
class Whole:
    """A file put together: the papers in order, the filled list of contents among them, and how many sheets it has."""

    papers: tuple[Paper, ...]
    contents: Filled
    sheets: int


def whole(of: Gathered) -> Whole:
    """Cover, list of contents with page numbers, every bound paper, back cover."""
    with translation.override(CHINESE):
        bound = [one for one in papers_of(of) if one.bound]
        inner = [Paper(one.document, one.fill()) for one in bound]
        front, back = Paper(forms.COVER, filling.cover(of)), forms.BACK_COVER
        # The list itself is one page or two; where the others stand is known once it has as many lines as it will have.
        unnumbered = Paper(forms.CONTENTS, filling.contents(of, [(one.title, "000—000") for one in bound]))
        laid = extents([front, unnumbered, *inner, Paper(back, filling.back_cover(of))], title="")
        lines = [(one.title, _span(at)) for one, at in zip(bound, laid[2:-1], strict=True)]
        contents, sheets = filling.contents(of, lines), laid[-1].last_sheet
        papers = (front, Paper(forms.CONTENTS, contents), *inner, Paper(back, filling.back_cover(of, sheets)))
    return Whole(papers, contents, sheets)


def _span(at: Extent) -> str:
    return str(at.first) if at.first == at.last else f"{at.first}—{at.last}"


def whole_pdf(of: Gathered) -> tuple[bytes, int]:
    """The whole file as one PDF, and how many sheets it has."""
    made = whole(of)
    return bind(made.papers, title=filling.file_title(of)), made.sheets


def missing(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The papers that go into the file and still lack something."""
    return [one for one in sheets if one.bound and one.lacks]
