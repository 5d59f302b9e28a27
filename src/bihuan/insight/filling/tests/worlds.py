"""A superior's monthly form, and the disputes it asks for."""

import io
from datetime import date

from xlsxwriter import Workbook as Written

from bihuan.insight.filling.services import TemplateEntry, confirm_template, upload_template
from bihuan.insight.models import FormTemplate
from bihuan.mediation.models import Result
from bihuan.mediation.services import PastDispute, register_past_disputes
from bihuan.platform.actors import SYSTEM
from tests.worlds import County


def monthly() -> bytes:
    """Villages down, figures across, a total of formulas, and a column only a person knows."""
    made = io.BytesIO()
    with Written(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("月报")
        head, figure = book.add_format({"bold": True, "border": 1}), book.add_format({"border": 1})
        sheet.merge_range("A1:F1", "矛盾纠纷调处情况月报表", head)
        sheet.merge_range("A2:A3", "村(社区)", head)
        sheet.merge_range("B2:E2", "纠纷调处", head)
        sheet.write_row("B3", ["本月纠纷登记件数", "调解成功件数", "今年累计调解成功件数", "调解成功率(%)"], head)
        sheet.merge_range("F2:F3", "下月打算", head)
        for row, village in enumerate(("刘庄村", "河湾村", "某某村"), start=4):
            sheet.write(f"A{row}", village, head)
            for column in "BCDEF":
                sheet.write_blank(f"{column}{row}", None, figure)
        sheet.write("A7", "合计", head)
        for column in "BCD":
            sheet.write_formula(f"{column}7", f"=SUM({column}4:{column}6)", figure)
    return made.getvalue()


def with_disputes(county: County) -> County:
    """Two months of disputes in two villages of 德固镇."""
    days = {
        "刘庄村": [date(2026, 5, 4), date(2026, 5, 20), date(2026, 6, 3), date(2026, 6, 9), date(2026, 6, 30)],
        "河湾村": [date(2026, 6, 12)],
    }
    register_past_disputes(
        SYSTEM,
        [
            PastDispute(
                kind="neighbour",
                area=county.area(village),
                day=day,
                applicant="赵某",
                result=Result.FAILED if day == date(2026, 6, 9) else Result.SETTLED,
                concluded_on=day,
            )
            for village, several in days.items()
            for day in several
        ],
    )
    return county


def entry_of(county: County) -> TemplateEntry:
    """What is said about the monthly form of 德固镇."""
    return TemplateEntry("矛盾纠纷月报", "县委政法委", "month", county.area("德固镇"))


def template_of(county: County, *, ready: bool = True) -> FormTemplate:
    """The monthly form of 德固镇, its proposals confirmed."""
    clerk = county.who("德固镇统计员")
    template = upload_template(clerk, entry=entry_of(county), content=monthly(), name="月报.xlsx")
    return confirm_template(clerk, template_id=template.pk) if ready else template
