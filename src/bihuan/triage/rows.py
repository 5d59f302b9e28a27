"""Messages from CSV files, plain or gzipped, in UTF-8: `id,title,text,label` and a time where there is one."""

import csv
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.triage.training import Row

_LARGEST_FIELD = min(sys.maxsize, 2**31 - 1)
# The columns as we write them, then other names offices give them.
_NAMES = {
    "id": ("id", "编号", "留言编号", "办件编号"),
    "title": ("title", "标题", "主题", "留言主题"),
    "text": ("text", "内容", "正文", "留言详情", "留言内容", "事项内容"),
    "label": ("label", "类别", "分类", "标签", "一级标签"),
    "seen": ("time", "seen", "时间", "留言时间", "登记时间", "日期"),
}


def read_rows(path: Path) -> list[Row]:
    """All rows of a file; a row without a text takes its title.

    Raises:
        NotFound: the file cannot be read.
        Invalid: it is not a CSV file in UTF-8, or it has neither a text nor a title column.
    """
    try:
        return list(_rows(path))
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise NotFound(f"读不到文件“{path}”:{error.strerror}", field="file") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise Invalid(f"“{path}”不是UTF-8编码的CSV文件(可用.gz压缩):{error}", field="file") from None


def _rows(path: Path) -> Iterator[Row]:
    csv.field_size_limit(_LARGEST_FIELD)
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as raw:
        reader = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
        headings = [heading.strip() for heading in reader.fieldnames or []]
        columns = {ours: next((name for name in names if name in headings), "") for ours, names in _NAMES.items()}
        if not columns["text"] and not columns["title"]:
            raise Invalid("CSV文件第一行应有列名 id,title,text,label(至少有 text 或 title)", field="file")
        reader.fieldnames = headings
        for number, row in enumerate(reader, start=1):
            cell = {ours: (row.get(name) or "") if name else "" for ours, name in columns.items()}
            yield Row(
                id=cell["id"].strip() or str(number),
                text=_fused(cell["title"], cell["text"]),
                label=cell["label"].strip(),
                title=cell["title"],
                seen=cell["seen"].strip(),
            )


def _fused(title: str, text: str) -> str:
    """Title and body as one text; some sources repeat the title at the head of the body already."""
    if not text or not title or text.startswith(title):
        return text or title
    return f"{title}\n{text}"
