"""The case file: whole, in order, numbered; empty where nobody wrote; closed to others; archived without gaps."""

import io
from datetime import timedelta
from decimal import Decimal

import docx
import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from bihuan.cases import services as cases
from bihuan.cases.models import Evidence, Outcome
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from bihuan.mediation import services
from bihuan.mediation.documents import (
    PackQuery,
    all_sheets,
    archive_file,
    gather,
    print_pack,
    print_pdf,
    print_word,
    sheet,
    to_pack,
    whole_pdf,
)
from bihuan.mediation.models import Attendance, CaseFile, Dispute, Investigation, Origin, Party, Sitting
from bihuan.mediation.services.signing import agree_verbally
from bihuan.mediation.tests.stories import DESK, LEADER, MEDIATOR, in_hand
from bihuan.platform import documents, files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.jobs import run_pending
from bihuan.platform.models import AuditEntry, Job, StoredFile
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

SUPERVISOR = "德固镇督导员"


@pytest.fixture
def dispute(county: County) -> Dispute:
    return in_hand(county)


def text_of(pdf: bytes) -> list[str]:
    """Each page's text without spaces and line ends."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def with_course(county: County, dispute: Dispute) -> Dispute:
    """An investigation, a held sitting, a verbal agreement and a photo beside it."""
    mediator = county.who(MEDIATOR)
    party = Party.objects.get(dispute=dispute, side="applicant")
    now = clock.now()
    Investigation(
        dispute=dispute, starts_at=now, by=mediator, witness="李大爷", talk="问:看见没有?\n答:看见了。"
    ).save()
    held = Sitting(
        dispute=dispute, state="held", starts_at=now, ends_at=now + timedelta(hours=1), place="第一调解室", mediator=mediator,
        rights_told=True, talk="问:欠多少?\n答:一万八。", outcome="agreed",
    )  # fmt: skip
    held.save()
    Attendance(sitting=held, part="party", party=party, came=True).save()
    agree_verbally(mediator, dispute_id=dispute.pk, terms="六月底前一次付清一万八千元。")
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), "navy").save(picture, "JPEG")
    kept = files.store(picture.getvalue(), name="现场.jpg", actor=mediator)
    Evidence(case=dispute.case, file=kept, caption="工地大门", by=mediator).save()
    return Dispute.objects.select_related("case", "area", "town", "mediator").get(pk=dispute.pk)


def closed(county: County, dispute: Dispute) -> Dispute:
    """Through the rest of the loop."""
    cases.finish_case(county.who(MEDIATOR), case_id=dispute.case_id, outcome=Outcome.SOLVED, result_text="达成协议")
    cases.verify_case(county.who(SUPERVISOR), case_id=dispute.case_id)
    cases.record_revisit(
        county.who(DESK), case_id=dispute.case_id, settled=True, satisfied=True, fulfilled=True, remark="工资已经拿到"
    )
    return Dispute.objects.select_related("case", "area", "town", "mediator").get(pk=dispute.pk)


def test_the_whole_file_is_in_order_and_its_contents_tell_the_pages(county: County, dispute: Dispute) -> None:
    found = gather(SYSTEM, closed(county, with_course(county, dispute)))
    content, sheets = whole_pdf(found)
    pages = text_of(content)
    assert len(pages) == sheets
    order = [
        "人民调解卷宗", "卷内目录", "人民调解申请书", "人民调解受理登记表", "人民调解调查记录", "人民调解记录",
        "人民调解口头协议登记表", "人民调解回访记录", "证据材料", "卷宗情况说明", f"共{sheets}页",
    ]  # fmt: skip
    places = [next(number for number, page in enumerate(pages) if title in page and number != 1) for title in order[2:]]
    assert places == sorted(places) and order[0] in pages[0] and order[1] in pages[1]
    for title, place in zip(order[2:-1], places, strict=False):
        printed = place - 1  # cover and contents carry no number
        assert f"—{printed}—" in pages[place]
        assert f"{title}{printed}" in pages[1]
    assert "李大爷" in pages[places[2]] and "一万八" in pages[places[3]] and "工资已经拿到" in pages[places[5]]


def test_what_nobody_entered_stays_empty(county: County, dispute: Dispute) -> None:
    found = gather(SYSTEM, dispute)
    states = {one.key: one for one in all_sheets(found)}
    assert states["revisit"].lacks and not states["revisit"].bound
    assert states["agreement"].lacks and not states["sitting"].bound
    visited = states["revisit"].fill().values
    assert visited["remark"] == visited["visitor"] == visited["visited_on"] == ""
    assert "☑" not in str(visited)
    assert "人民调解回访记录" not in "".join(text_of(whole_pdf(found)[0]))


def test_own_motion_needs_no_application(county: County, dispute: Dispute) -> None:
    dispute.origin = Origin.OWN_MOTION
    assert "application" not in {one.key for one in all_sheets(gather(SYSTEM, dispute))}


def test_secret_notes_are_in_no_paper(county: County, dispute: Dispute) -> None:
    services.write_note(county.who(MEDIATOR), dispute=dispute, text="底价一万五")
    found = gather(county.who(MEDIATOR), with_course(county, dispute))
    assert "底价" not in "".join(text_of(whole_pdf(found)[0]))
    for one in all_sheets(found):
        assert "底价" not in "".join(text_of(print_pdf(found, one)))
        word = docx.Document(io.BytesIO(print_word(found, one)))
        text = "".join(node.text or "" for node in word.element.iter())
        assert "底价" not in text and "{" not in text


def test_a_crowd_is_listed_and_its_representative_signs(county: County, dispute: Dispute) -> None:
    for number in range(20):
        Party(
            dispute=dispute, side="applicant", name=f"工人{number}", group="钢筋班", representative=number == 0,
            claimed=Decimal(9000),
        ).save()  # fmt: skip
    values = sheet(gather(SYSTEM, dispute), "acceptance").fill().values
    assert len(values["crowd"]) == 22 and values["parties"] == []
    assert "工人19" in "".join(text_of(whole_pdf(gather(SYSTEM, dispute))[0]))


def test_an_agreement_is_printed_as_it_was_fixed_whatever_was_corrected_since(county: County, dispute: Dispute) -> None:
    with_course(county, dispute)
    Party.objects.filter(dispute=dispute, side="applicant").update(address="改过的住址")
    found = gather(SYSTEM, dispute)
    (made,) = found.agreements
    assert "改过的住址" in "".join(text_of(print_pdf(found, sheet(found, "acceptance"))))
    assert "改过的住址" not in "".join(text_of(print_pdf(found, sheet(found, f"agreement-{made.pk}"))))


def test_papers_name_everybody_in_full_only_for_those_who_may_and_each_look_is_logged(
    county: County, dispute: Dispute, client: Client
) -> None:
    base = f"/cases/{dispute.case_id}/papers"
    client.force_login(county.who(LEADER))
    assert "卷宗" in client.get(f"/cases/{dispute.case_id}/mediation/file/").content.decode()
    assert client.get(f"{base}/whole/").status_code == client.get(f"{base}/cover/pdf/").status_code == 403
    client.force_login(county.who("城关镇人民调解员"))
    assert client.get(f"{base}/whole/").status_code == 404
    client.force_login(county.who(MEDIATOR))
    panel = client.get(f"/cases/{dispute.case_id}/mediation/file/").content.decode()
    assert "人民调解受理登记表" in panel and "王小勤" not in panel
    assert not AuditEntry.objects.filter(verb="reveal").exists()
    shown = client.get(f"{base}/application/pdf/")
    assert "王小勤" in "".join(text_of(shown.content)) and shown["Cache-Control"] == "no-store"
    word = client.get(f"{base}/application/word/")
    assert word["Content-Disposition"].startswith("attachment") and word.content.startswith(b"PK")
    assert client.get(f"{base}/nothing/pdf/").status_code == 404
    entries = AuditEntry.objects.filter(verb="reveal", object_id=dispute.pk)
    assert {one.note for one in entries} == {"制作卷宗"} and entries.count() >= 2


def test_a_towns_own_template_is_used_for_word(county: County, dispute: Dispute) -> None:
    own = docx.Document()
    own.add_paragraph("德固镇自用表:{{ case_number }}")
    out = io.BytesIO()
    own.save(out)
    paper = documents.document("mediation.acceptance")
    documents.replace_template(
        actor=county.who(DESK), document=paper, town_id=dispute.town_id, content=out.getvalue(), name="自用.docx"
    )
    found = gather(SYSTEM, dispute)
    word = docx.Document(io.BytesIO(print_word(found, sheet(found, "acceptance"))))
    assert word.paragraphs[0].text == f"德固镇自用表:{dispute.case.number}"


def test_archived_when_closed_with_numbers_without_gaps(county: County, dispute: Dispute) -> None:
    mediator = county.who(MEDIATOR)
    with pytest.raises(WrongState):
        archive_file(mediator, dispute_id=dispute.pk)
    done = closed(county, with_course(county, dispute))
    with pytest.raises(Invalid) as refused:
        archive_file(mediator, dispute_id=done.pk)
    assert refused.value.faults[0].field == "as_it_is" and "申请书" in refused.value.faults[0].message
    assert not CaseFile.objects.exists()
    with pytest.raises(NotAllowed):
        archive_file(county.who(LEADER), dispute_id=done.pk, as_it_is=True)
    with pytest.raises(NotFound):
        archive_file(county.who("城关镇人民调解员"), dispute_id=done.pk, as_it_is=True)
    first = archive_file(mediator, dispute_id=done.pk, retention="长期", remark="原件在镇档案室", as_it_is=True)
    other = closed(county, in_hand(county, applicant="李四"))
    second = archive_file(mediator, dispute_id=other.pk, as_it_is=True)
    year = clock.today().year
    assert [first.number, second.number] == [f"德固镇人调卷〔{year}〕{n:04d}号" for n in (1, 2)]
    kept = files.open_original(StoredFile.objects.get(pk=first.file_id)).read()
    pages = text_of(kept)
    assert len(pages) == first.pages and first.number in pages[0] and "原件在镇档案室" in "".join(pages)


def test_a_case_that_was_opened_again_is_archived_anew_under_its_number(county: County, dispute: Dispute) -> None:
    mediator = county.who(MEDIATOR)
    first = archive_file(mediator, dispute_id=closed(county, dispute).pk, as_it_is=True)
    cases.reopen_case(county.who(DESK), case_id=dispute.case_id, reason="钱又没给")
    with pytest.raises(WrongState):
        archive_file(mediator, dispute_id=dispute.pk, as_it_is=True)
    again = archive_file(mediator, dispute_id=closed(county, dispute).pk, as_it_is=True)
    assert (again.pk, again.number, again.times) == (first.pk, first.number, 2) and again.file_id != first.file_id
    assert StoredFile.objects.filter(pk=first.file_id).exists()


def test_many_files_are_bound_by_a_job(county: County) -> None:
    mediator, today = county.who(MEDIATOR), clock.today()
    done = [closed(county, in_hand(county, applicant=name)) for name in ("赵一", "钱二")]
    in_hand(county, applicant="孙三")  # not closed
    query = PackQuery(today, today)
    assert set(to_pack(mediator, query)) == set(done)
    assert not to_pack(county.who("城关镇人民调解员"), query).exists()
    with pytest.raises(NotAllowed):
        print_pack(county.who(LEADER), query)
    with pytest.raises(Invalid):
        print_pack(mediator, PackQuery(today, today, archived_only=True))
    asked = print_pack(mediator, query)
    run_pending()
    job = Job.objects.get(pk=asked.pk)
    assert job.state == Job.State.DONE, job.error
    pages = text_of(files.open_original(StoredFile.objects.get(pk=job.result["file"])).read())
    assert "目录" in pages[0] and "赵一" in pages[0] and "钱二" in pages[0] and "孙三" not in "".join(pages)
    assert (
        AuditEntry.objects.filter(verb="reveal", note="制作卷宗", object_id__in=[one.pk for one in done]).count() == 2
    )


class TestLedger(LedgerSuite):
    """What every ledger promises."""

    key = "case-files"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for name in ("张三丰", "李四", "王五"):
            archive_file(
                county.who(MEDIATOR), dispute_id=closed(county, in_hand(county, applicant=name)).pk, as_it_is=True
            )
        return county
