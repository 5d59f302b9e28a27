"""What stands on the papers before and after the mediation itself, out of the records and nothing else.

What nobody entered stays empty, to be written by hand.
"""

from collections.abc import Sequence

from bihuan.cases.models import CaseKind, Channel, Evidence, Revisit
from bihuan.kernel import clock
from bihuan.mediation.documents.gathering import Gathered
from bihuan.mediation.documents.parts import (
    BOTH,
    BOXED,
    PartRows,
    base,
    file_number,
    image_key,
    people,
    scans_of,
    sign_line,
)
from bihuan.mediation.documents.wording import (
    boxes,
    money_words,
    time_words,
    yes_no,
)
from bihuan.mediation.models import (
    Agreement,
    Origin,
    Party,
    Result,
)
from bihuan.platform.documents import Filled
from bihuan.platform.documents.layout import Values, day_words, printed
from bihuan.platform.files.kinds import PDF
from bihuan.platform.models import StoredFile


def cover(of: Gathered) -> Filled:
    """The front cover; number and day of filing are there once it is archived."""
    dispute, archived = of.dispute, of.archived
    accepted = dispute.case.accepted_at
    return Filled(
        {
            **base(of),
            "file_number": file_number(of),
            "year": str(archived.year if archived is not None else dispute.day.year),
            "file_title": file_title(of),
            "mediator": of.mediator,
            "accepted_on": day_words(clock.local(accepted).date() if accepted is not None else dispute.day),
            "concluded_on": day_words(dispute.concluded_on),
            "result": str(dispute.get_result_display()) if dispute.result != Result.PENDING else "",
            "filed_by": archived.filed_by.name if archived is not None and archived.filed_by is not None else "",
            "archived_on": day_words(archived.archived_on) if archived is not None else "",
            "retention": archived.retention if archived is not None else "",
        }
    )


def file_title(of: Gathered) -> str:
    """The name of the file: the first of each side and what it was about (王小勤与顺达公司劳动争议纠纷)."""
    sides: dict[str, list[str]] = {}
    for one in of.parties:
        sides.setdefault(one.side, []).append(one.name)
    first = [
        f"{names[0]}等{len(names)}人" if len(names) > 1 else names[0] for side in BOTH if (names := sides.get(side))
    ]
    if not first:
        first = [one for one in (of.dispute.applicant, of.dispute.respondent) if one]
    return "与".join(first) + str(of.dispute.get_kind_display())


def contents(of: Gathered, papers: Sequence[tuple[str, str]]) -> Filled:
    """The list of contents from (title, pages)."""
    rows = [
        {"number": str(number), "title": title, "pages": pages, "remark": ""}
        for number, (title, pages) in enumerate(papers, start=1)
    ]
    return Filled({"file_number": file_number(of), "papers": rows})


def application(of: Gathered) -> Filled:
    """The request for mediation; whoever applied says in own words what happened."""
    applicants = [one for one in of.parties if one.side == Party.Side.APPLICANT]
    said = [one.statement for one in applicants if one.statement.strip()]
    claimed = [one for one in applicants if one.claimed is not None]
    return Filled(
        {
            "committee": of.committee,
            **people(of),
            "facts": "\n".join(said) or of.dispute.summary,
            "requests": "\n".join(f"{one.name}主张{money_words(one.claimed)}。" for one in claimed[:BOXED]),
            "signers": [sign_line("申请人(签名、盖章或者按指印):")],
        }
    )


def acceptance(of: Gathered) -> Filled:
    """The register of acceptance."""
    dispute, case = of.dispute, of.dispute.case
    accepted = case.accepted_at
    return Filled(
        {
            **{name: value for name, value in base(of).items() if name != "names"},
            **people(of),
            "accepted_on": day_words(clock.local(accepted).date() if accepted is not None else dispute.day),
            "origin": boxes([(key, str(label)) for key, label in Origin.choices], dispute.origin),
            "channel": str(Channel(case.channel).label),
            "place": case.place or f"{dispute.town.name}{dispute.area.name}",
            "amount": money_words(dispute.amount),
            "people": f"{case.people_involved} 人" if case.people_involved else "",
            "mediator": of.mediator,
            "summary": dispute.summary,
            "signers": [sign_line("当事人(签名):"), sign_line("登记人(签名):")],
        }
    )


def revisit(of: Gathered, done: Revisit | None) -> Filled:
    """The return visit; empty to fill by hand while there was none."""
    made = next((one for one in reversed(of.agreements) if one.state == Agreement.State.IN_FORCE), None)
    attempts = list(done.attempts.all()) if done is not None else []
    return Filled(
        {
            **{name: value for name, value in base(of).items() if name != "kind"},
            "agreement_number": made.number if made is not None else "",
            "matter": f"{of.dispute.get_kind_display()}调解后的情况"
            if of.dispute.case.kind == CaseKind.DISPUTE
            else "",
            "visited_on": time_words(done.done_at) if done is not None else "",
            "visitor": done.owner.name if done is not None and done.owner is not None else "",
            "settled": yes_no(done.settled if done is not None else None, "已解决", "未解决"),
            "satisfied": yes_no(done.satisfied if done is not None else None, "满意", "不满意"),
            "fulfilled": yes_no(done.fulfilled if done is not None else None, "已履行", "未履行"),
            "remark": done.remark if done is not None else "",
            "attempts": [
                {
                    "at": time_words(one.at),
                    "by": one.by.name if one.by is not None else "群众本人",
                    "outcome": "已联系上" if one.reached else "未联系上",
                    "remark": one.remark,
                }
                for one in attempts
            ],
            "signers": [sign_line("回访人(签名):")],
        }
    )


def evidence(of: Gathered) -> Filled:
    """The list of materials, the photos two to a page, PDFs after it; sound, film and Office files are named only."""
    images: dict[str, bytes] = {}
    pictures: PartRows = []
    for one in of.evidence:
        key = image_key(one.file, images)
        if key:
            pictures.append({"image": key, "caption": _caption(of, one)})
    scans = scans_of(*(one.file for one in of.evidence if one.file.media_type == PDF.media_type))
    rows = [
        {
            "number": str(number),
            "title": one.caption or one.file.name,
            "at": time_words(one.file.taken_at or one.created_at),
            "by": one.by.name if one.by is not None else "群众本人",
            "remark": _kept_as(one.file, images),
        }
        for number, one in enumerate(of.evidence, start=1)
    ]
    return Filled({"case_number": of.dispute.case.number, "materials": rows, "pictures": pictures}, images, scans)


def _kept_as(file: StoredFile, images: dict[str, bytes]) -> str:
    if str(file.pk) in images:
        return "见照片"
    return "见附件" if file.media_type == PDF.media_type else "电子存档"


def _caption(of: Gathered, one: Evidence) -> str:
    file, case = one.file, of.dispute.case
    taken = file.taken_at is not None
    at = f"{'拍摄时间' if taken else '上传时间'} {time_words(file.taken_at or one.created_at)}"
    if file.lat is not None and file.lon is not None:
        where = f"拍摄位置 北纬{file.lat:.5f}° 东经{file.lon:.5f}°"
    else:
        where = f"地点 {case.place or of.dispute.area.name}"
    said = one.caption or str(one.get_phase_display())
    return f"{said}\n{at}  {where}"


def remarks(of: Gathered) -> Filled:
    """What whoever archived it wrote about the file, and the longer time that the parties agreed on."""
    lines = [of.archived.remark] if of.archived is not None and of.archived.remark.strip() else []
    lines += [
        printed(
            "经双方当事人同意(申请人{applicant}、被申请人{respondent}),调解期限延长{days}日。理由:{reason}",
            applicant=day_words(one.applicant_agreed_on),
            respondent=day_words(one.respondent_agreed_on),
            days=str(one.days),
            reason=one.reason,
        )
        for one in of.extensions
    ]
    signer = of.archived.filed_by.name if of.archived is not None and of.archived.filed_by is not None else ""
    day = day_words(of.archived.archived_on) if of.archived is not None else ""
    return Filled(
        {
            "file_number": file_number(of),
            "remark": "\n".join(lines),
            "signers": [sign_line("立卷人{who}(签名):", "", day, who=f" {signer}" if signer else "")],
        }
    )


def back_cover(of: Gathered, pages: int = 0) -> Filled:
    """The back cover; `pages` counts every sheet of the file."""
    archived = of.archived
    values: Values = {
        "committee": of.committee,
        "day": day_words(archived.archived_on) if archived is not None else "",
        "pages": str(pages) if pages else "",
        "file_number": file_number(of),
        "filed_by": archived.filed_by.name if archived is not None and archived.filed_by is not None else "",
    }
    return Filled(values)
