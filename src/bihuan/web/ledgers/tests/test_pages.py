"""The pages of the ledgers as people use them: list, saved views, export with reasons, the import from upload to undo."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.mediation.models import Dispute
from bihuan.platform.jobs.running import run_pending
from bihuan.platform.ledgers import exporting
from bihuan.platform.ledgers.importing import batches
from bihuan.platform.models import AuditEntry, ImportBatch, ImportMapping, Notice, SavedView
from tests.test_ledgers_of_the_rooms import with_disputes
from tests.worlds import County


@pytest.fixture
def desk(county: County, client: Client) -> Client:
    """Somebody of the county's centre at the desk, with a dozen disputes stored."""
    with_disputes(county)
    client.force_login(county.who("县县综治中心"))
    return client


def workbook(*rows: list[object]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile("六月台账.xlsx", target.getvalue())


HEADINGS: list[object] = [
    "登记日期",
    "申请人姓名",
    "联系电话",
    "被申请人",
    "所属村(社区)",
    "纠纷类型",
    "简要情况",
    "是否调解成功",
    "涉及金额",
]


def row(number: int, village: str = "河湾村", day: str = "") -> list[object]:
    day = day or f"2025-06-{number:02d}"
    return [
        day,
        f"周小{'一二三四五六七八九十'[number]}",
        "13900001111",
        "吴大山",
        village,
        "邻里",
        "滴水到邻居院内",
        "是",
        "1.2万",
    ]


def test_the_list_shows_masked_rows_and_answers_htmx_with_the_table_alone(desk: Client) -> None:
    whole = desk.get("/ledgers/disputes/").content.decode()
    assert "张**" in whole and "张大一" not in whole and "<html" in whole
    part = desk.get(
        "/ledgers/disputes/?kind=family", headers={"HX-Request": "true", "HX-Target": "ledger"}
    ).content.decode()
    assert part.count("data-row") == 1 and "<html" not in part and "婚姻家庭纠纷" in part


def test_the_count_and_the_totals_come_on_demand(desk: Client) -> None:
    assert "共 12 行" in desk.get("/ledgers/disputes/count/").content.decode()
    assert "5,400" in desk.get("/ledgers/disputes/totals/").content.decode()


@pytest.mark.parametrize(
    "words",
    ["kind=planet", "day=yesterday-ish", "order=-secret", "after=zzz", "columns=secret", "amount=%00x", "size=0"],
)
def test_a_wrong_address_says_so_and_offers_the_way_back(desk: Client, words: str) -> None:
    answer = desk.get(f"/ledgers/disputes/?{words}")
    assert answer.status_code == 422
    assert "回到全部" in answer.content.decode()


def test_an_unknown_ledger_is_not_found(desk: Client) -> None:
    assert desk.get("/ledgers/planets/").status_code == 404


def test_an_empty_ledger_says_what_to_do_first(county: County, client: Client) -> None:
    client.force_login(county.who("县县综治中心"))
    assert "导入台账" in client.get("/ledgers/disputes/").content.decode()
    assert "没有符合条件的记录" in client.get("/ledgers/disputes/?kind=family").content.decode()


def test_a_view_is_saved_shared_shown_and_removed(desk: Client, county: County) -> None:
    desk.post("/ledgers/disputes/views/", {"name": "家庭纠纷", "kind": "family", "order": "-amount", "shared": "1"})
    view = SavedView.objects.get()
    assert view.query["filters"] == {"kind": ["family"]} and view.shared
    page = desk.get("/ledgers/disputes/?kind=family&order=-amount").content.decode()
    assert re.search(r'aria-current="page">家庭纠纷', page)
    desk.force_login(county.who("德固镇综治中心值班员"))
    assert "家庭纠纷" in desk.get("/ledgers/disputes/").content.decode()
    assert desk.post(f"/ledgers/views/{view.pk}/forget/").status_code == 404
    desk.force_login(county.who("县县综治中心"))
    desk.post(f"/ledgers/views/{view.pk}/forget/")
    assert not SavedView.objects.exists()
    assert AuditEntry.objects.filter(verb="forget_view").count() == 1


def test_an_export_of_full_names_needs_a_reason_which_is_logged(desk: Client) -> None:
    refused = desk.post("/ledgers/disputes/export/", {"form": "xlsx", "reveal": "1", "reason": ""})
    assert refused.status_code == 422 and "必须写明用途" in refused.content.decode()
    given = desk.post("/ledgers/disputes/export/?kind=family", {"form": "xlsx", "reveal": "1", "reason": "电话回访"})
    sheet = openpyxl.load_workbook(io.BytesIO(given.content)).active
    assert sheet is not None and sheet.cell(2, 3).value == "张大一"
    entry = AuditEntry.objects.get(verb="export_revealed")
    assert "电话回访" in entry.note and entry.actor is not None
    masked = desk.post("/ledgers/disputes/export/", {"form": "csv"})
    assert "张大一" not in masked.content.decode("utf-8-sig")


def test_a_clerk_may_export_but_not_reveal(county: County, client: Client) -> None:
    with_disputes(county)
    client.force_login(county.who("德固镇统计员"))
    assert client.post("/ledgers/disputes/export/", {"form": "csv"}).status_code == 200
    assert (
        client.post("/ledgers/disputes/export/", {"form": "csv", "reveal": "1", "reason": "电话回访"}).status_code
        == 403
    )


def test_a_large_export_waits_in_the_inbox(desk: Client, county: County) -> None:
    person = county.who("县县综治中心")
    found = exporting.ledger("disputes")
    exporting.export_later(
        found, person, exporting.LedgerQuery(), form=exporting.FileForm.XLSX, reveal=False, reason=""
    )
    run_pending()
    notice = Notice.objects.get(to=person)
    answer = desk.get(notice.url)
    assert answer.status_code == 200
    desk.force_login(county.who("德固镇综治中心值班员"))
    assert desk.get(notice.url).status_code == 404


def bring(desk: Client, file: SimpleUploadedFile) -> str:
    answer = desk.post("/ledgers/disputes/import/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_an_import_from_upload_to_undo(desk: Client) -> None:
    address = bring(
        desk,
        workbook(
            ["六月台账"],
            HEADINGS,
            row(1),
            row(2),
            row(2),
            row(3, "没有的村"),
            row(4, day="2025-02-30"),
            ["合计", "", "", "", "", "", "", "", "4.8万"],
        ),
    )
    page = desk.get(address).content.decode()
    assert "确认导入 2 行" in page and "没有的村" in page and "2025年2月没有30日" in page and "河湾村" in page
    desk.post(f"{address}begin/")
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.accepted, batch.rejected, batch.duplicates) == ("done", 2, 2, 1)
    assert Dispute.objects.filter(voided_at=None).count() == 14
    report = desk.get(address).content.decode()
    assert "导入完成" in report and "下载退回的行" in report
    returned = b"".join(desk.get(f"{address}rejected/").streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(io.BytesIO(returned)).active
    assert sheet is not None and sheet.max_row == 3 and "退回原因" in [cell.value for cell in sheet[1]]
    desk.post(f"{address}undo/", {"reason": "导错文件"})
    batch.refresh_from_db()
    assert batch.state == "undone" and Dispute.objects.filter(voided_at=None).count() == 12


def test_answers_and_a_corrected_mapping_are_taken_and_remembered(desk: Client) -> None:
    odd = ["登记日期", "当事人姓名", "电话", "另一方", "地方", "纠纷类型", "简要情况", "是否调解成功", "涉及金额"]
    address = bring(desk, workbook(odd, row(1), row(2), row(3, "没有的村")))
    page = desk.get(address).content.decode()
    field = re.search(r'name="(map:[0-9a-f]+:另一方)"', page)
    assert field is not None
    signature = field[1].split(":")[1]
    keys = ["day", "applicant", "applicant_phone", "respondent", "village", "kind", "summary", "result", "amount"]
    chosen = dict(zip(odd, keys, strict=True))
    sent = {f"map:{signature}:{name}": value for name, value in chosen.items()}
    desk.post(f"{address}answer/", sent)
    page = desk.get(address).content.decode()
    question = re.search(r'name="answer:([^"]+)"', page)
    assert question is not None and "没有的村" in page
    desk.post(
        f"{address}answer/", {**sent, f"answer:{question[1]}": "", f"other:{question[1]}": "刘庄村", "begin": "1"}
    )
    assert ImportBatch.objects.get().accepted == 3
    assert (
        Dispute.objects.filter(
            respondent_index=Dispute(respondent="吴大山")
            ._meta.get_field("respondent_index")
            .pre_save(Dispute(respondent="吴大山"), True)
        ).count()
        == 3
    )
    assert ImportMapping.objects.get().mapping["另一方"] == "respondent"


def test_one_column_chosen_twice_is_refused_beside_the_mapping(desk: Client) -> None:
    address = bring(desk, workbook(HEADINGS, row(1), row(2)))
    signature = re.search(r'name="map:([0-9a-f]+):', desk.get(address).content.decode())
    assert signature is not None
    answer = desk.post(
        f"{address}answer/", {f"map:{signature[1]}:登记日期": "day", f"map:{signature[1]}:被申请人": "day"}
    )
    assert answer.status_code == 422 and "对应了两列" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"not a workbook at all"),
        ("x.xlsx", b""),
        ("x.csv", b"\x89PNG\r\n\x1a\n0000"),
        ("x.xlsx", b"PK\x03\x04broken"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_with_a_sentence(desk: Client, name: str, content: bytes) -> None:
    answer = desk.post("/ledgers/disputes/import/", {"file": SimpleUploadedFile(name, content)})
    if answer.status_code == 302:  # a text without a table is looked at, and says that there is none
        assert "没有认出表格" in desk.get(str(answer["Location"])).content.decode()
    else:
        assert answer.status_code == 422 and "error-summary" in answer.content.decode()
    assert not Dispute.objects.filter(day__year=2026).exists()


def test_rows_outside_ones_own_town_are_returned(county: County, client: Client) -> None:
    client.force_login(county.who("德固镇综治中心值班员"))
    address = bring(client, workbook(HEADINGS, row(1), row(2, "东关社区")))
    client.post(f"{address}begin/")
    batch = ImportBatch.objects.get()
    assert (batch.accepted, batch.rejected) == (1, 1)
    assert "不在您的管辖范围" in client.get(address).content.decode()
    client.force_login(county.who("城关镇综治中心值班员"))
    assert client.get(address).status_code == 404


def test_many_rows_are_stored_by_a_job_with_a_notice(
    desk: Client, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGE_ROWS", 100)
    rows = [row(number % 10, day=f"2024-{number // 20 + 1:02d}-{number % 27 + 1:02d}") for number in range(210)]
    for number, one in enumerate(rows):
        tens, hundreds = "甲乙丙丁戊己庚辛壬癸"[number // 10 % 10], "子丑寅卯辰巳午未申酉"[number // 100 % 10]
        one[1] = f"周{'一二三四五六七八九十'[number % 10]}{tens}{hundreds}"
        one[6] = f"第{number}件"
    address = bring(desk, workbook(HEADINGS, *rows))
    run_pending()
    preview = ImportBatch.objects.get().preview
    assert preview["accepted"] > batches.LARGE_ROWS
    assert desk.post(f"{address}begin/").status_code == 302
    assert "正在导入" in desk.get(address).content.decode()
    assert desk.get(f"{address}progress/").status_code == 200
    run_pending()
    assert desk.get(f"{address}progress/")["HX-Refresh"] == "true"
    assert ImportBatch.objects.get().accepted == preview["accepted"]
    assert Notice.objects.filter(to=county.who("县县综治中心"), url=address).exists()
    desk.post(f"{address}undo/", {"reason": "导错"})
    assert ImportBatch.objects.get().state == "done"
    run_pending()
    assert ImportBatch.objects.get().state == "undone"
    assert Dispute.objects.filter(voided_at=None).count() == 12


def test_the_blank_workbook_comes_back_in_as_it_is(desk: Client, tmp_path: Path) -> None:
    content = desk.get("/ledgers/disputes/template/").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None and sheet.cell(1, 1).value == "登记日期"
