"""Whatever order the columns stand in and however the values are spelled, the same values are read back."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel.reading import numerals
from bihuan.platform.ledgers.reading import RowIgnored, RowOk, RowRejected, RowRepeated
from bihuan.platform.ledgers.reading.tests.disputes import DISPUTES, KINDS, RESULTS, areas, read
from bihuan.platform.ledgers.reading.tests.workbooks import delimited, workbook

VILLAGES = ("柳林", "西河", "东寨", "马厂", "杨楼", "孟庄", "后岗", "石桥")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫", "明强芳敏静凯倩爽磊娜"


@st.composite
def spelled_day(draw: st.DrawFn, year: int) -> tuple[date, object]:
    day = date(year, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    y, m, d = day.year, day.month, day.day
    spelling = draw(
        st.sampled_from(
            [
                day,
                day.isoformat(),
                f"{y}/{m}/{d}",
                f"{y}.{m}.{d}",
                f"{y}年{m}月{d}日",
                f"{y}{m:02d}{d:02d}",
                f"{m}月{d}日",
                f"{m}.{d}",
                (day - date(1899, 12, 30)).days,
                f" {y}-{m:02d}-{d:02d} ",
                f"{y}年{m:02d}月{d:02d}号",
                f"{y}-{m}-{d}",
            ]
        )
    )
    return day, spelling


@st.composite
def spelled_amount(draw: st.DrawFn) -> tuple[Decimal | None, object]:
    yuan = draw(st.sampled_from([500, 1200, 3000, 5000, 12000, 23000, 36000, 105000]))
    spelling = draw(
        st.sampled_from(
            [
                yuan,
                float(yuan),
                f"{yuan}",
                f"{yuan}元",
                f"{yuan:,}",
                f"{yuan / 10000:g}万",
                f"{yuan / 10000:g}万元",
                numerals.capital(yuan) + "元整",
                f"¥{yuan}",
            ]
        )
    )
    blank = draw(st.sampled_from([None, None, None, "", "无", "/"]))
    return (Decimal(yuan), spelling) if blank is None else (None, blank)


@st.composite
def spelled_phone(draw: st.DrawFn) -> tuple[str, object]:
    phone = (
        "1"
        + draw(st.sampled_from("3578"))
        + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=9, max_size=9)))
    )
    spelling = draw(
        st.sampled_from(
            [
                phone,
                float(phone),
                f"{phone[:3]} {phone[3:7]} {phone[7:]}",
                f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
                f" {phone}",
                f"+86{phone}",
            ]
        )
    )
    return phone, spelling


@st.composite
def ledger_row(draw: st.DrawFn, year: int) -> dict[str, tuple[object, object]]:
    kind = draw(st.sampled_from(KINDS))
    result = draw(st.sampled_from(RESULTS[:2]))
    village = draw(st.sampled_from(VILLAGES))
    names = [
        draw(st.sampled_from(SURNAMES)) + draw(st.sampled_from(GIVEN)) + draw(st.sampled_from(GIVEN)) for _ in range(3)
    ]
    fulfilled = draw(
        st.sampled_from([(True, "是"), (True, "已履行"), (True, "√"), (False, "未履行"), (False, "否"), (None, "")])
    )
    key = areas().find(village + "村")[0].key
    return {
        "day": draw(spelled_day(year)),
        "village": (
            key,
            draw(
                st.sampled_from(
                    [
                        village + "村",
                        village,
                        village + "村委会",
                        f" {village}村 ",
                        "德固镇" + village + "村",
                        village + "村民委员会",
                    ]
                )
            ),
        ),
        "applicant": (names[0], draw(st.sampled_from([names[0], " ".join(names[0])]))),
        "phone": draw(spelled_phone()),
        "respondent": (names[1], names[1]),
        "kind": (kind.key, draw(st.sampled_from([kind.label, *kind.synonyms]))),
        "summary": ("因琐事争吵", "因琐事争吵"),
        "mediator": (names[2], names[2]),
        "result": (result.key, draw(st.sampled_from([result.label, *result.synonyms]))),
        "fulfilled": fulfilled,
        "amount": draw(spelled_amount()),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_values_survive_any_order_and_spelling(data: st.DataObject) -> None:
    year = data.draw(st.sampled_from([2022, 2023, 2024, 2025]), label="year")
    ledger = data.draw(st.lists(ledger_row(year), min_size=1, max_size=6), label="rows")
    columns = data.draw(st.permutations(DISPUTES.columns), label="order")
    titles = [data.draw(st.sampled_from([column.title, *column.synonyms])) for column in columns]
    lines = [[f"德固镇{year}年矛盾纠纷台账"], titles, *[[line[column.key][1] for column in columns] for line in ledger]]
    as_text = data.draw(st.booleans(), label="text file")
    content = delimited(lines) if as_text else workbook({"台账": lines})

    outcomes, reading = read(content)

    assert not [o for o in outcomes if isinstance(o, RowRejected)], outcomes
    taken = [o for o in outcomes if isinstance(o, RowOk | RowRepeated)]
    assert [dict(o.values) for o in taken] == [{key: value for key, (value, _) in line.items()} for line in ledger]
    assert sum(isinstance(o, RowIgnored) for o in outcomes) == 2
    assert reading.counts.accepted + reading.counts.repeated == len(ledger)


ANYTHING = st.one_of(
    st.none(),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.integers(-5, 10**6),
    st.booleans(),
    st.sampled_from(["登记日期", "申请人", "合计", "填表人:", "序号", "2025-02-03", "柳林", "邻里"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(ANYTHING, max_size=8), max_size=14))
def test_no_sheet_whatever_it_holds_ends_in_a_defect(lines: list[list[object]]) -> None:
    outcomes, reading = read(delimited([["登记日期", "申请人", "所属村", "类别"], *lines]))
    assert len([o for o in outcomes if not isinstance(o, RowIgnored)]) <= len(lines)
    assert reading.counts.rejected == sum(isinstance(o, RowRejected) for o in outcomes)
