"""`bihuan import` and `bihuan export`: ledgers from and to files, as the system itself."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from bihuan.kernel.errors import Invalid, NotFound


def add(subparsers: Any) -> None:
    """Register both sub-commands."""
    bring = subparsers.add_parser("import", help="import a file into a ledger / 把文件导入台账")
    bring.add_argument("ledger", metavar="LEDGER", help="areas, staff, residents, cases, disputes …")
    bring.add_argument("file", metavar="FILE", nargs="?", type=Path, help="Excel (.xlsx .xls .ods) or CSV")
    bring.add_argument(
        "--mapping", metavar="F", type=Path, help='JSON: what a dry run printed, or {"heading": "column key"} / 列对应'
    )
    bring.add_argument("--dry-run", action="store_true", help="store nothing, say what would happen / 只检查,不保存")
    bring.add_argument("--undo", metavar="ID", help="undo a batch as a whole / 整批撤销")
    bring.add_argument("--strict", action="store_true", help="refuse instead of guessing / 有疑问就拒绝,不猜")
    bring.add_argument("--atomic", action="store_true", help="all rows or none / 全部成功才保存")
    bring.add_argument("--json", action="store_true", help="print the report as JSON / 以 JSON 输出报告")
    bring.set_defaults(run=run_import)
    give = subparsers.add_parser("export", help="export a ledger to a file / 把台账导出为文件")
    give.add_argument("ledger", metavar="LEDGER")
    give.add_argument("file", metavar="FILE", type=Path, help=".xlsx or .csv")
    give.add_argument(
        "--filter", metavar="K=V", action="append", default=[], help="such as kind=family or day=2026-01-01..2026-06-30"
    )
    give.add_argument("--columns", metavar="K,K", default="", help="column keys in order / 导出的列")
    give.add_argument("--order", metavar="K", default="", help="column key, - before it for descending / 排序列")
    give.add_argument("--json", action="store_true", help="print the result as JSON / 以 JSON 输出结果")
    give.set_defaults(run=run_export)


def run_import(options: argparse.Namespace) -> int:
    """Import row by row with the best mapping, and report; exit 1 when nothing could be taken of an atomic import."""
    from bihuan.platform.ledgers import ledger

    found = ledger(options.ledger)
    if options.undo:
        return _undo(options)
    if options.file is None:
        raise Invalid("请写明要导入的文件:bihuan import LEDGER FILE", field="file")
    report, failed = _imported(found, options)
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _say(report, options)
    if failed:
        print(f"bihuan: {failed}", file=sys.stderr)
    return 2 if failed else 0


def _imported(found: Any, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from bihuan.platform.actors import SYSTEM
    from bihuan.platform.ledgers.importing import command
    from bihuan.platform.ledgers.reading import Mode

    content = _content(options.file)
    return command.import_file(
        found,
        content,
        options.file.name,
        actor=SYSTEM,
        mapping_text=command.saved_text(options.mapping) if options.mapping else "",
        mode=Mode.STRICT if options.strict else Mode.BEST,
        atomic=options.atomic,
        dry_run=options.dry_run,
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"读不到文件“{path}”:{error.strerror}", field="file") from None


def _undo(options: argparse.Namespace) -> int:
    from bihuan.platform.actors import SYSTEM
    from bihuan.platform.ledgers.importing import undo

    try:
        batch_id = UUID(options.undo)
    except ValueError:
        raise NotFound("批次编号的格式不对,应是导入时给出的 batch。", field="undo") from None
    batch = undo(actor=SYSTEM, batch_id=batch_id)
    result = {"ledger": batch.ledger, "batch": str(batch.pk), "undone": batch.accepted}
    print(json.dumps(result, ensure_ascii=False) if options.json else f"已撤销 {batch.file_name}:{batch.accepted} 行")
    return 0


def _say(report: dict[str, Any], options: argparse.Namespace) -> None:
    verb = "可导入" if options.dry_run else "已导入"
    print(f"{verb} {report['accepted']} 行,退回 {len(report['rejected'])} 行,重复 {report['duplicates']} 行")
    for row in report["rejected"]:
        print(f"  {row['sheet']} 第 {row['row']} 行 {row['column']}:{row['message']}")
    if report["guesses"]:
        print(f"其中 {len(report['guesses'])} 处按最可能的意思理解(--strict 可改为拒绝):")
        for one in report["guesses"][:50]:
            print(
                f"  {one['sheet']} 第 {one['row']} 行 {one['column']}:“{one['raw']}”→“{one['taken']}” {one['reason']}"
            )
    if report["batch"]:
        print(f"批次 {report['batch']}(撤销:bihuan import {report['ledger']} --undo {report['batch']})")


def run_export(options: argparse.Namespace) -> int:
    """Write the filtered rows; personal values stay masked."""
    from bihuan.platform.actors import SYSTEM
    from bihuan.platform.ledgers import ledger, read_query
    from bihuan.platform.ledgers.export import FileForm, export_to

    found = ledger(options.ledger)
    form = options.file.suffix.lower().removeprefix(".")
    if form not in set(FileForm):
        raise Invalid("导出文件名应以 .xlsx 或 .csv 结尾。", field="file")
    params: dict[str, list[str]] = {}
    for text in options.filter:
        key, equals, value = text.partition("=")
        if not equals:
            raise Invalid(f"筛选条件“{text}”应写成 列=值。", field="filter")
        if key != "q":
            column = found.column(key)
            if not column.filterable:
                raise Invalid(f"不能按“{column.title}”筛选。", field=key)
        params.setdefault(key, []).append(value)
    params |= {"columns": [options.columns], "order": [options.order]}
    if not options.file.parent.is_dir():
        raise NotFound(f"没有文件夹“{options.file.parent}”。", field="file")
    rows = export_to(options.file, found, SYSTEM, read_query(found, params), form=FileForm(form))
    result = {"ledger": found.key, "file": str(options.file), "rows": rows}
    print(json.dumps(result, ensure_ascii=False) if options.json else f"已导出 {rows} 行到 {options.file}")
    return 0
