"""A list of people pasted from a spreadsheet, read row by row: name, telephone, ID number, amounts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bihuan.kernel.reading import ReadingError, read_money, read_phone, tidy, tidy_name
from bihuan.kernel.reading.idnumbers import read_id_number
from bihuan.platform.spoken import sentence

MOST_PEOPLE = 200
HEADINGS = {
    "name": ("姓名", "名字", "当事人", "工人姓名", "申请人", "被申请人"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式"),
    "id_number": ("身份证", "身份证号", "身份证号码", "证件号码", "公民身份号码"),
    "claimed": ("主张金额", "金额", "欠薪金额", "拖欠金额", "欠款", "工资", "应付金额", "金额(元)"),
    "agreed": ("议定金额", "协议金额", "同意金额", "约定金额"),
    "paid": ("已付金额", "已付", "实付金额"),
    "address": ("住址", "地址", "家庭住址"),
}
MONEY = ("claimed", "agreed", "paid")
_MOBILE, _ID = re.compile(r"1\d{10}$"), re.compile(r"\d{17}[\dXx]$")


@dataclass(frozen=True, slots=True)
class PastedPerson:
    """One row as understood; amounts in yuan; `faults` in full sentences, empty when the row can be taken."""

    line: int
    name: str
    phone: str = ""
    id_number: str = ""
    address: str = ""
    claimed: Decimal | None = None
    agreed: Decimal | None = None
    paid: Decimal | None = None
    faults: tuple[str, ...] = ()


def read_people(text: str) -> list[PastedPerson]:
    """The people of a pasted table: columns by their headings when the first row has them, by what they look like if not.

    Columns are parted by tabs, else by spaces, else by commas. At most `MOST_PEOPLE` rows are read.
    """
    rows = [(number, _cells(line)) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not rows:
        return []
    columns = _headed(rows[0][1])
    if columns:
        rows = rows[1:]
    return [_person(number, cells, columns) for number, cells in rows[:MOST_PEOPLE] if not _is_total(cells)]


def _cells(line: str) -> list[str]:
    parts = line.split("\t") if "\t" in line else line.split()
    if len(parts) == 1:
        parts = re.split(r"[,,、]", line)
    return [tidy(part) for part in parts]


def _headed(cells: Sequence[str]) -> dict[str, int]:
    found = {}
    for place, cell in enumerate(cells):
        heading = re.sub(r"\s", "", cell).replace("(", "(").replace(")", ")")
        for key, words in HEADINGS.items():
            if key not in found and heading in words:
                found[key] = place
    return found if "name" in found else {}


def _is_total(cells: Sequence[str]) -> bool:
    return bool(cells) and cells[0] in ("合计", "总计", "小计")


def _person(line: int, cells: Sequence[str], columns: dict[str, int]) -> PastedPerson:
    raw = {key: cells[place] for key, place in columns.items() if place < len(cells)} if columns else _by_looks(cells)
    faults: list[str] = []
    name = tidy_name(raw.get("name", ""))
    if not name:
        faults.append(_("这一行没有姓名。"))
    elif len(name) > 60:
        faults.append(_("姓名最多 60 个字。"))
    phone, number = read_phone(raw.get("phone", "")), read_id_number(raw.get("id_number", ""))
    amounts: dict[str, Decimal | None] = {}
    for key in MONEY:
        read = read_money(raw.get(key, ""))
        if isinstance(read, ReadingError):
            faults.append(sentence(read))
        elif read.value is not None and read.value < 0:
            faults.append(_("金额不能小于零,请核对。"))
        else:
            amounts[key] = read.value
    faults += [sentence(read) for read in (phone, number) if isinstance(read, ReadingError)]
    return PastedPerson(
        line=line,
        name=name,
        phone="" if isinstance(phone, ReadingError) else phone.value or "",
        id_number="" if isinstance(number, ReadingError) else number.value or "",
        address=raw.get("address", "")[:200],
        faults=tuple(faults),
        **amounts,
    )


def _by_looks(cells: Sequence[str]) -> dict[str, str]:
    """What each cell is, by its look: a serial number in front is left out, amounts come in the order of `MONEY`."""
    found: dict[str, str] = {}
    amounts = iter(MONEY)
    for place, cell in enumerate(cells):
        bare = re.sub(r"[\s-]", "", cell)
        if not cell or (place == 0 and bare.isdigit() and len(bare) <= 3):
            continue
        if _ID.match(bare):
            found.setdefault("id_number", cell)
        elif _MOBILE.match(bare):
            found.setdefault("phone", cell)
        elif re.match(r"[¥¥]?\d[\d,.,]*(元|万元|万)?$", bare):
            key = next(amounts, None)
            if key:
                found[key] = cell
        elif "name" not in found:
            found["name"] = cell
        else:
            found.setdefault("address", cell)
    return found
