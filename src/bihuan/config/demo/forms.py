"""Forms and briefings of the demo county: a weekly and a monthly report of 德固镇, bound by their headings and filled for
past periods; its briefings of weeks and of a month."""

import io
from collections.abc import Sequence
from datetime import date, timedelta

from xlsxwriter import Workbook as Written

from bihuan.config.demo.organisation import World
from bihuan.insight.briefings.services import approve as approve_briefing
from bihuan.insight.briefings.services import make_briefing
from bihuan.insight.briefings.services import submit as submit_briefing
from bihuan.insight.briefings.writing import rhythm
from bihuan.insight.filling.figures import entry_name
from bihuan.insight.filling.places import Place
from bihuan.insight.filling.services import (
    TemplateEntry,
    approve,
    begin_filling,
    confirm_template,
    enter,
    period_of,
    submit,
    upload_template,
)
from bihuan.insight.models import FormBinding, FormTemplate
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Role, Staff

WEEKLY = ("本周纠纷登记件数", "调解成功件数", "今年累计调解成功件数", "调解成功率(%)")
MONTHLY = ("本月受理登记件数", "本月办结件数", "今年累计办结件数", "纠纷登记件数", "挽回损失金额(万元)", "下月打算")
PLANS = ("重点户再走访一遍", "调解员包组排查", "督促到期协议履行", "集中开展普法宣传", "")
WEEKS, MONTHS = 3, 3


def fill(world: World) -> int:
    """Bring both templates and fill their last periods; returns how many fillings there are."""
    town = world.areas["德固镇"]
    villages = list(Area.objects.filter(parent=town, level=Area.Level.VILLAGE).order_by("code"))
    weekly = _template(world, town, "矛盾纠纷排查化解周报", "县委政法委", "week", WEEKLY, villages)
    monthly = _template(world, town, "事项办理情况月报", "县综治中心", "month", MONTHLY, villages)
    monday = world.today - timedelta(days=world.today.weekday())
    weeks = [monday - timedelta(days=7 * turn) for turn in range(WEEKS, 0, -1)]
    months: list[date] = []
    first = world.today.replace(day=1)
    for _turn in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        months.insert(0, first)
    done = _fill(world, town, weekly, weeks, open_last=True) + _fill(world, town, monthly, months)
    # This month is being filled: the page has something to type and to submit.
    begin_filling(_people(world, town)[0], template_id=monthly.pk, day=world.today)
    return done + 1


def brief(world: World) -> int:
    """The briefings of 德固镇: three weeks and a month, the last week's waiting for its approval; says how many."""
    town = world.areas["德固镇"]
    clerk, leader = _people(world, town)
    monday = world.today - timedelta(days=world.today.weekday())
    asked = [("week", monday - timedelta(days=7 * turn)) for turn in range(WEEKS, 0, -1)]
    asked.insert(0, ("month", (world.today.replace(day=1) - timedelta(days=1)).replace(day=1)))
    for turn, (every, day) in enumerate(asked, start=1):
        ended = rhythm(every).of(day).end
        with clock.at(clock.instant(min(ended + timedelta(days=1), world.today), 9)):
            briefing = make_briefing(clerk, area=town, every=every, day=day)
            submit_briefing(clerk, briefing_id=briefing.pk)
            if turn < len(asked):
                approve_briefing(leader, briefing_id=briefing.pk)
    return len(asked)


def _people(world: World, town: Area) -> tuple[Staff, Staff]:
    return world.people(Role.CLERK, town)[0], world.people(Role.LEADER, town)[0]


def _template(
    world: World, town: Area, title: str, issuer: str, every: str, heads: Sequence[str], villages: list[Area]
) -> FormTemplate:
    clerk, _leader = _people(world, town)
    entry = TemplateEntry(title, issuer, every, town)
    content = _workbook(title, heads, villages)
    # Brought before the first period that is filled by it.
    with clock.at(clock.instant(world.today - timedelta(days=120), 9)):
        template = upload_template(clerk, entry=entry, content=content, name=f"{title}.xlsx")
        return confirm_template(clerk, template_id=template.pk)


def _fill(world: World, town: Area, template: FormTemplate, days: Sequence[date], *, open_last: bool = False) -> int:
    clerk, leader = _people(world, town)
    typed = list(template.bindings.filter(kind=FormBinding.Kind.ENTERED, numeric=False))
    for turn, day in enumerate(days):
        ended = period_of(template.every, day).end
        with clock.at(clock.instant(min(ended + timedelta(days=1), world.today), 9)):
            filling = begin_filling(clerk, template_id=template.pk, day=day)
            values = {
                entry_name(one.sheet, Place(row, one.column)): PLANS[(row + turn) % len(PLANS)]
                for one in typed
                for row in range(one.first_row, one.last_row + 1)
            }
            if values:
                enter(clerk, filling_id=filling.pk, values=values)
            submit(clerk, filling_id=filling.pk)
            if not (open_last and day == days[-1]):
                approve(leader, filling_id=filling.pk)
    return len(days)


def _workbook(title: str, heads: Sequence[str], villages: Sequence[Area]) -> bytes:
    """A form as an office draws one: merged title, two rows of headings, a row a village, sums below."""
    made = io.BytesIO()
    with Written(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("报表")
        big = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        head = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#E8EEF7"})
        cell = book.add_format({"border": 1, "align": "center"})
        width = len(heads)
        sheet.merge_range(0, 0, 0, width, title, big)
        sheet.merge_range(1, 0, 2, 0, "村(社区)", head)
        sheet.merge_range(1, 1, 1, width, "工作情况", head)
        sheet.set_column(0, width, 16)
        sheet.set_landscape()
        for column, text in enumerate(heads, start=1):
            sheet.write(2, column, text, head)
        for row, village in enumerate(villages, start=3):
            sheet.write(row, 0, village.name, head)
            for column in range(1, width + 1):
                sheet.write_blank(row, column, None, cell)
        last = 3 + len(villages)
        sheet.write(last, 0, "合计", head)
        for column, text in enumerate(heads, start=1):
            letter = chr(65 + column)
            if "率" in text or "打算" in text:
                sheet.write(last, column, "—", cell)
            else:
                sheet.write_formula(last, column, f"=SUM({letter}4:{letter}{last})", cell)
    return made.getvalue()
