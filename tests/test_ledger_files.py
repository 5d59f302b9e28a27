"""The four ledgers that townships keep, through the command line into a real database, exactly as their truth says."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db.models import Max, Min, Sum

from bihuan.cases.models import Case, State
from bihuan.config.cli import main
from bihuan.mediation.models import Dispute, DisputeKind, Result
from bihuan.platform import audit
from bihuan.platform.models import ImportBatch, ImportedRow

MATERIAL = Path(__file__).parent / "material" / "ledgers"
TRUTH = json.loads((MATERIAL / "truth.json").read_text(encoding="utf-8"))["files"]
Command = Callable[..., dict[str, Any]]


@pytest.fixture
def command(db: None, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `bihuan … --json` and gives what it printed, with the exit code under "exit"."""

    def run(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        code = main([*words, "--json"])
        printed = capsys.readouterr()
        found = json.loads(printed.out) if printed.out.strip() else {}
        return {**found, "exit": code, "error": printed.err}

    return run


@pytest.fixture
def areas(command: Command) -> dict[str, Any]:
    """The areas that the four files speak of."""
    report = command("import", "areas", str(MATERIAL / "areas.xlsx"))
    assert report["exit"] == 0 and not report["rejected"], report
    return report


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_a_file_imports_as_its_truth_says(areas: dict[str, Any], command: Command, name: str) -> None:
    truth = TRUTH[name]
    report = command("import", truth["ledger"], str(MATERIAL / name))

    assert report["exit"] == 0
    assert (report["ledger"], report["accepted"], report["duplicates"]) == (
        truth["ledger"], truth["accepted"], truth["duplicates"],
    )  # fmt: skip
    assert [row["code"] for row in report["rejected"]] == [row["reason"] for row in truth["rejected"]]
    for row in report["rejected"]:
        assert row["sheet"] and row["row"] > 1 and row["column"] and row["message"]
    rows = Dispute.objects.filter(voided_at=None)
    assert rows.count() == truth["accepted"]
    assert rows.aggregate(total=Sum("amount"))["total"] == Decimal(truth["amount_yuan"])
    assert rows.filter(result=Result.SETTLED).count() == truth["succeeded"]
    assert rows.filter(fulfilled=True).count() == truth["fulfilled"]
    by_kind = {str(kind.label): rows.filter(kind=kind).count() for kind in DisputeKind}
    assert {kind: number for kind, number in by_kind.items() if number} == truth["by_kind"]
    days = rows.aggregate(first=Min("day"), last=Max("day"))
    assert (str(days["first"]), str(days["last"])) == (truth["by_day_min"], truth["by_day_max"])
    assert sum(1 for row in rows if len(row.applicant_phone) == 11 and row.applicant_phone.isdigit()) == truth["phones"]


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_the_same_file_again_is_all_repetitions(areas: dict[str, Any], command: Command, name: str) -> None:
    command("import", "disputes", str(MATERIAL / name))
    before = Dispute.objects.count()
    again = command("import", "disputes", str(MATERIAL / name))
    assert (again["accepted"], again["duplicates"]) == (0, TRUTH[name]["accepted"] + TRUTH[name]["duplicates"])
    assert Dispute.objects.count() == before


def test_a_dry_run_says_the_same_and_stores_nothing(areas: dict[str, Any], command: Command) -> None:
    path = str(MATERIAL / "disputes-plain.xlsx")
    looked = command("import", "disputes", path, "--dry-run")
    assert (
        looked["batch"] is None
        and not Dispute.objects.exists()
        and not ImportBatch.objects.filter(ledger="disputes").exists()
    )
    done = command("import", "disputes", path)
    assert {**looked, "batch": done["batch"]} == done


def test_all_or_nothing_leaves_nothing(areas: dict[str, Any], command: Command) -> None:
    report = command("import", "disputes", str(MATERIAL / "disputes-plain.xlsx"), "--atomic")
    assert report["exit"] != 0 and report["accepted"] == 0 and len(report["rejected"]) == 16
    assert "一行也没有导入" in report["error"]
    assert not Dispute.objects.exists() and not Case.objects.exists()
    assert ImportBatch.objects.get(pk=report["batch"]).state == "failed"


def test_a_batch_is_undone_as_a_whole_and_can_come_again(areas: dict[str, Any], command: Command) -> None:
    path = str(MATERIAL / "disputes-legacy.xls")
    batch = command("import", "disputes", path)["batch"]
    undone = command("import", "disputes", "--undo", batch)
    assert undone["exit"] == 0 and undone["undone"] == 60
    assert not Dispute.objects.filter(voided_at=None).exists()
    assert set(Case.objects.values_list("state", flat=True)) == {State.VOIDED}
    assert command("import", "disputes", "--undo", batch)["exit"] != 0
    assert command("import", "disputes", path)["accepted"] == 60


def test_rows_changed_since_keep_a_batch_from_being_undone(areas: dict[str, Any], command: Command) -> None:
    from bihuan.mediation.services import record_fulfilment
    from bihuan.platform.actors import SYSTEM

    batch = command("import", "disputes", str(MATERIAL / "disputes-legacy.xls"))["batch"]
    changed = Dispute.objects.filter(result=Result.SETTLED).select_related("case").first()
    assert changed is not None
    record_fulfilment(SYSTEM, dispute_id=changed.pk, fulfilled=True, recovered=Decimal(10))
    refused = command("import", "disputes", "--undo", batch)
    assert refused["exit"] != 0 and changed.case.number in refused["error"]
    assert Dispute.objects.filter(voided_at=None).count() == 60


def test_a_mapping_file_settles_unknown_headings(areas: dict[str, Any], command: Command, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["甲栏", "乙栏", "丙栏", "丁栏"])
    for number in range(1, 4):
        sheet.append([f"2025-03-0{number}", f"张小{'一二三'[number - 1]}", "柳林村", "邻里纠纷"])
    book.save(tmp_path / "odd.xlsx")
    (tmp_path / "map.json").write_text(
        '{"甲栏": "day", "乙栏": "applicant", "丙栏": "village", "丁栏": "kind"}', encoding="utf-8"
    )
    report = command("import", "disputes", str(tmp_path / "odd.xlsx"), "--mapping", str(tmp_path / "map.json"))
    assert report["accepted"] == 3, report


@pytest.mark.parametrize(
    "words",
    [
        ("import", "nonsense", "x.xlsx"),
        ("import", "disputes", "/no/such/file.xlsx"),
        ("import", "disputes"),
        ("import", "disputes", "--undo", "not-an-id"),
        ("export", "disputes", "out.pdf"),
        ("export", "disputes", "out.xlsx", "--filter", "kind"),
        ("export", "disputes", "out.xlsx", "--filter", "kind=planet"),
        ("export", "disputes", "out.xlsx", "--filter", "planet=1"),
    ],
)
def test_a_wrong_command_is_one_clear_line(command: Command, words: tuple[str, ...]) -> None:
    answer = command(*words)
    assert answer["exit"] == 2
    assert answer["error"].startswith("bihuan: ") and answer["error"].count("\n") == 1


def test_an_export_holds_what_the_import_brought(areas: dict[str, Any], command: Command, tmp_path: Path) -> None:
    command("import", "disputes", str(MATERIAL / "disputes-legacy.xls"))
    path = tmp_path / "out.xlsx"
    answer = command("export", "disputes", str(path), "--filter", "kind=family", "--filter", "kind=contract")
    assert answer["rows"] == 9
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None and sheet.max_row == 10
    assert audit.AuditEntry.objects.filter(verb="export").count() == 1


def test_an_interrupted_import_goes_on_where_it_stopped(areas: dict[str, Any], command: Command) -> None:
    """A batch that was killed between two pieces finishes when it is run again, and repeats nothing."""
    from bihuan.platform.actors import SYSTEM
    from bihuan.platform.ledgers import ledger
    from bihuan.platform.ledgers.importing import batches, running

    content = (MATERIAL / "disputes-legacy.xls").read_bytes()
    batch = batches.upload(actor=SYSTEM, ledger=ledger("disputes"), source=content, name="disputes-legacy.xls")
    found = ledger("disputes")
    rows = iter(
        running.pieces(
            found, running.LedgerReading(batches.book_of(batch), found.shape, batches.terms_of(found, batch))
        )
    )
    piece = [row for row in next(rows) if isinstance(row, running.RowOk)][:25]
    running._saved(found, batch, piece, SYSTEM)
    assert ImportedRow.objects.filter(batch=batch).count() == 25
    batches.begin(actor=SYSTEM, batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.accepted, batch.duplicates, batch.rejected) == (60, 0, 0)
    assert Dispute.objects.count() == 60 == ImportedRow.objects.filter(batch=batch).count()
