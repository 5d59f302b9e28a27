"""The rows of a real ledger give the same totals in every layout that a clerk might choose for them."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from python_calamine import CalamineWorkbook

from bihuan.platform.ledgers.reading import RowOk, RowRejected, RowRepeated
from bihuan.platform.ledgers.reading.tests.disputes import DISPUTES, MATERIAL, read
from bihuan.platform.ledgers.reading.tests.workbooks import delimited, workbook

KEYS = [
    "",
    "day",
    "applicant",
    "phone",
    "respondent",
    "village",
    "kind",
    "summary",
    "mediator",
    "result",
    "fulfilled",
    "amount",
]
PARENTS = {
    "applicant": ("申请人", "姓名"),
    "phone": ("申请人", "联系电话"),
    "result": ("调解结果", "是否成功"),
    "fulfilled": ("调解结果", "是否履行"),
}


def ledger() -> list[list[object]]:
    lines = CalamineWorkbook.from_path(MATERIAL / "disputes-plain.xlsx").get_sheet_by_index(0).to_python()[3:]
    return [list(line) for line in lines if isinstance(line[0], float)]


def laid_out(chance: random.Random) -> tuple[bytes, str]:
    """The ledger in a layout of chance: (content, name)."""
    two_rows = chance.random() < 0.5
    order = list(range(12))
    chance.shuffle(order)
    if two_rows:  # children of one parent stand side by side
        for first, second in ((2, 3), (9, 10)):
            order.remove(second)
            order.insert(order.index(first) + 1, second)
    columns = {column.key: column for column in DISPUTES.columns}
    top: list[object] = []
    under: list[object] = []
    for i in order:
        key = KEYS[i]
        parent, child = PARENTS.get(key, ("", "")) if two_rows else ("", "")
        if child:
            top.append("" if parent in top else parent)
        else:
            top.append("序号" if not key else chance.choice([columns[key].title, *columns[key].synonyms[:3]]))
        under.append(child)
    head = [top, under] if two_rows else [top]
    titles = [
        ["德固镇2025年度矛盾纠纷排查化解台账"],
        ["填报单位:德固镇综治中心", "", "", "填报日期:2026年1月5日"],
        [],
        ["(第二季度)"],
    ][: chance.randint(1, 4)]
    parts: list[list[object]] = []
    for count, line in enumerate(ledger(), 1):
        parts.append([line[i] for i in order])
        if count % 31 == 0:
            parts.append([chance.choice(["小计", "本页合计", "小 计"]), *[""] * 10, f"{count}件"])
        if count % 45 == 0:
            parts.extend(head)
        if chance.random() < 0.05:
            parts.append([""] * 12)
    parts.extend([["合计:129件", *[""] * 11], ["制表人:", "", "审核人:", "", "2026年1月5日"]])
    shape = chance.choice(["one", "split", "csv", "utf16"])
    if shape == "one":
        merges = [
            f"{chr(65 + i)}{len(titles) + 1}:{chr(65 + i)}{len(titles) + 2}"
            for i in range(12)
            if two_rows and not under[i]
        ]
        pairs = [
            f"{chr(65 + i)}{len(titles) + 1}:{chr(66 + i)}{len(titles) + 1}"
            for i in range(11)
            if two_rows and under[i] and top[i]
        ]
        return workbook({"台账": [*titles, *head, *parts]}, merges={"台账": [*merges, *pairs]}), "台账.xlsx"
    if shape == "split":
        return workbook({"上半页": [*titles, *head, *parts[:70]], "下半页": [*titles, *head, *parts[70:]]}), "台账.xlsx"
    if shape == "csv":
        return delimited([*titles, *head, *parts], delimiter=chance.choice(",;\t"), encoding="gb18030"), "台账.csv"
    return delimited([*titles, *head, *parts], encoding="utf-16"), "台账.txt"


@pytest.mark.parametrize("seed", range(24))
def test_the_plain_ledger_survives_any_layout(seed: int) -> None:
    content, name = laid_out(random.Random(seed))
    outcomes, _ = read(content, name=name)
    good = [o for o in outcomes if isinstance(o, RowOk)]
    codes: Sequence[str] = [o.code for o in outcomes if isinstance(o, RowRejected)]
    assert Counter(codes) == {"date": 7, "kind": 5, "area": 4}
    assert len(good) == 104 and sum(isinstance(o, RowRepeated) for o in outcomes) == 9
    assert sum(int(str(o.values["amount"] or 0).split(".")[0]) for o in good) == 963400
    assert sum(o.values["result"] == "settled" for o in good) == 95
    assert sum(o.values["fulfilled"] is True for o in good) == 91
    assert sum(o.values["phone"] is not None for o in good) == 104
