"""What channels are owed: by rule of town and county, from letters and the hotline, answered in time or told on upwards."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from bihuan.cases import services as do
from bihuan.cases.models import Case, Channel, ChannelDuty, Reply, ReplyWay, State
from bihuan.cases.replies import known
from bihuan.cases.services.replies import drop_reply, owe_reply, send_reply, set_channel_duty
from bihuan.cases.tasks import watch_clocks
from bihuan.cases.tests.conftest import DESK, HANDLER, LEADER, MONDAY, Loop
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.ledgers import ledger
from bihuan.platform.ledgers.importing import command, undo
from bihuan.platform.ledgers.reading import Mode
from bihuan.platform.models import Notice
from tests.worlds import County

Report = Callable[..., Loop]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Duties are kept in memory for some seconds; each story begins and ends without them."""
    known.forget()
    yield
    known.forget()


def five_days(county: County, **values: Any) -> ChannelDuty:
    given = {
        "channel": Channel.PHONE,
        "town": None,
        "way": ReplyWay.PHONE,
        "amount": Decimal(5),
        "unit": "working_days",
    }
    return set_channel_duty(county.who("县系统管理员"), **(given | values))


def test_shipped_duties_hold_until_somebody_sets_others(county: County, report: Report) -> None:
    order = report(channel=Channel.HOTLINE, source_number="RX-1").case
    assert (order.reply.way, order.reply.amount, order.reply.unit) == (ReplyWay.PLATFORM, 5, "working_days")
    assert order.reply.due_at is not None and order.reply.due_at > MONDAY + timedelta(days=6)
    assert not Reply.objects.filter(case=report(channel=Channel.PHONE).case).exists()


def test_the_town_goes_before_the_county_and_the_county_before_what_is_shipped(county: County, report: Report) -> None:
    five_days(county)
    five_days(county, town=county.area("德固镇"), amount=Decimal(1), way=ReplyWay.FACE)
    here = report(channel=Channel.PHONE).case
    there = report("城关镇综治中心值班员", channel=Channel.PHONE, area=county.area("东关社区")).case
    assert (here.reply.way, there.reply.way) == (ReplyWay.FACE, ReplyWay.PHONE)
    assert here.reply.due_at is not None and there.reply.due_at is not None
    assert here.reply.due_at < there.reply.due_at
    five_days(county, channel=Channel.HOTLINE, active=False)
    off = report(channel=Channel.HOTLINE, source_number="RX-2").case.reply
    assert (off.state, off.due_at) == (Reply.State.DROPPED, None)  # on file all the same, for its number


def test_only_those_who_set_up_limits_set_duties(county: County) -> None:
    with pytest.raises(NotAllowed):
        set_channel_duty(
            county.who(DESK),
            channel=Channel.PHONE,
            town=None,
            way=ReplyWay.PHONE,
            amount=Decimal(1),
            unit="working_days",
        )


def test_a_letter_names_its_sender_and_its_own_date(county: County, report: Report) -> None:
    case = report(channel=Channel.LETTER, source_number="澜信转〔2026〕17号").case
    due = MONDAY + timedelta(days=20)
    reply = owe_reply(county.who(DESK), case=case, due_at=due, issuer="县信访局")
    assert (reply.issuer, reply.due_at, reply.source_number) == ("县信访局", due, "澜信转〔2026〕17号")
    with pytest.raises(NotAllowed):  # nobody else moves the date
        owe_reply(county.who(HANDLER), case=case, due_at=due + timedelta(days=30))


def test_the_answer_is_recorded_once_and_says_whether_it_was_in_time(county: County, report: Report) -> None:
    reply = report(channel=Channel.HOTLINE, source_number="RX-3").case.reply
    with pytest.raises(Invalid) as refused:
        send_reply(county.who(DESK), reply_id=reply.pk, way=ReplyWay.PLATFORM, text=" ")
    assert refused.value.faults[0].field == "text"
    with pytest.raises(NotAllowed):
        send_reply(county.who(HANDLER), reply_id=reply.pk, way=ReplyWay.PLATFORM, text="已办理")
    with clock.at(MONDAY + timedelta(days=30)):
        sent = send_reply(county.who(DESK), reply_id=reply.pk, way=ReplyWay.PLATFORM, text="已恢复供水")
        with pytest.raises(WrongState, match="已回复"):
            send_reply(county.who(DESK), reply_id=reply.pk, way=ReplyWay.PLATFORM, text="再回一次")
    assert (sent.state, sent.overdue, sent.replied_by) == (Reply.State.SENT, True, county.staff[DESK])


def test_a_reply_that_is_owed_is_reminded_and_escalated_and_a_dropped_one_is_not(
    county: County, report: Report
) -> None:
    late = report(channel=Channel.HOTLINE, source_number="RX-4").case.reply
    dropped = report(channel=Channel.HOTLINE, source_number="RX-5", title="路灯不亮").case.reply
    drop_reply(county.who(DESK), reply_id=dropped.pk, reason="来电人已撤回")
    with clock.at(MONDAY + timedelta(days=9)):
        watch_clocks()
    late.refresh_from_db()
    dropped.refresh_from_db()
    assert late.overdue and not dropped.overdue
    titles = Notice.objects.filter(to=county.staff[DESK], kind="reply.limit").values_list("title", flat=True)
    assert list(titles) == [f"12345热线待回复({late.case.number}):已超期"]
    value = indicator("replies.on_time_rate").value(
        SYSTEM, county.area("德固镇"), Period(clock.today(), clock.today() + timedelta(days=9))
    )
    assert (value.numerator, value.denominator) == (0, 1)


def test_one_order_number_stands_once_whatever_door_it_comes_through(county: County, report: Report) -> None:
    report(channel=Channel.HOTLINE, source_number="RX-6")
    with pytest.raises(Conflict):
        report(channel=Channel.HOTLINE, source_number="RX-6", title="又登一遍")
    report(channel=Channel.LETTER, source_number="RX-6", title="别的渠道可以同号")
    assert Case.objects.filter(source_number="RX-6").count() == 2


def exported(*rows: list[Any]) -> bytes:
    """A workbook as a hotline's platform exports it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        [
            "工单编号",
            "受理时间",
            "诉求内容",
            "来电人",
            "来电号码",
            "所属乡镇",
            "截止时间",
            "办结时间",
            "处理结果",
            "办理情况",
        ]
    )
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


FRESH = [
    "RX2026060100021",
    "2026-06-01",
    "刘庄村二组路灯不亮一个月",
    "王某某",
    "13800001234",
    "德固镇",
    "2026-06-05",
    "",
    "",
    "",
]
SETTLED = [
    "RX2026050800003", "2026-05-08", "东关社区下水道堵塞外溢", "李某", "13900005678", "城关镇", "2026-05-15", "2026-05-12",
    "已解决", "已疏通并更换井盖",
]  # fmt: skip


def test_an_export_of_the_hotline_is_a_ledger_import(county: County) -> None:
    content = exported(
        FRESH, SETTLED, ["RX2026060100022", "2026-06-01", "东坡有人打架", "", "", "不知道哪里", "", "", "", ""]
    )
    report, failed = command.import_file(ledger("hotline"), content, "热线.xlsx", actor=SYSTEM, mode=Mode.BEST)
    assert not failed and report["accepted"] == 2, report
    assert [row["column"] for row in report["rejected"]] == ["所属乡镇"], report["rejected"]
    fresh = Case.objects.get(source_number="RX2026060100021")
    assert (fresh.state, fresh.channel, fresh.area.name) == (State.REPORTED, Channel.HOTLINE, "德固镇")
    assert fresh.due_at is not None and fresh.reply.due_at == clock.instant(clock.today().replace(day=5), 17)
    past = Case.objects.get(source_number="RX2026050800003")
    assert (past.state, past.outcome, past.reply.text) == (State.CLOSED, "solved", "已疏通并更换井盖")
    assert past.reply.state == Reply.State.SENT and not past.reply.overdue
    again, _failed = command.import_file(ledger("hotline"), content, "热线.xlsx", actor=SYSTEM, mode=Mode.BEST)
    assert (again["accepted"], again["duplicates"]) == (0, 2)
    undo(actor=SYSTEM, batch_id=report["batch"])
    assert set(Case.objects.values_list("state", flat=True)) == {State.VOIDED}


def test_an_import_that_was_touched_is_not_taken_back(county: County) -> None:
    report, _failed = command.import_file(
        ledger("hotline"), exported(FRESH), "热线.xlsx", actor=SYSTEM, mode=Mode.BEST
    )  # fmt: skip
    do.accept_case(county.who(DESK), case_id=Case.objects.get().pk)
    with pytest.raises(WrongState, match="不能整批撤销"):
        undo(actor=SYSTEM, batch_id=report["batch"])
    assert not Notice.objects.filter(to=county.staff[LEADER]).exists()
