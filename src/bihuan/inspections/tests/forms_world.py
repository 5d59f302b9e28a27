"""Workbooks and forms for the tests of forms, in a line each."""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import openpyxl

from bihuan.inspections.forms.services import Where, fill, publish
from bihuan.inspections.models import Answer, SurveyForm
from bihuan.inspections.registers import FORMS
from bihuan.inspections.tests.worlds import DESK, with_campaign
from bihuan.kernel import clock
from bihuan.platform.actors import SYSTEM
from tests.worlds import County

Lines = Sequence[Sequence[object]]
HEADS = (
    "type",
    "name",
    "label",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
)
WATER: Lines = (
    ("text", "head", "户主", "yes"),
    ("begin group", "supply", "用水"),
    ("select_one source", "source", "水源", "yes"),
    ("decimal", "use", "每月用水(吨)", "", "${source} = 'tap'", ". >= 0 and . < 1000", "用水量应在 0 到 1000 吨之间"),
    ("end group",),
    ("select_multiple trouble", "troubles", "问题"),
    ("geopoint", "spot", "位置"),
    ("image", "photo", "照片"),
    ("begin_repeat", "people", "家庭成员"),
    ("text", "name", "姓名", "yes"),
    ("integer", "age", "年龄", "", "", ". >= 0 and . <= 130"),
    ("end_repeat",),
    ("calculate", "number", "", "", "", "", "", "count(${people})"),
)
CHOICES: Lines = (
    ("source", "tap", "自来水"), ("source", "well", "自备井"),
    ("trouble", "low", "水压低"), ("trouble", "smell", "有异味"), ("trouble", "bill", "收费不明"),
)  # fmt: skip


def workbook(
    survey: Lines = WATER, choices: Lines = CHOICES, heads: Sequence[str] = HEADS,
    choice_heads: Sequence[str] = ("list_name", "name", "label"),
    settings: Lines = (("form_title",), ("用水情况调查",)),
) -> bytes:  # fmt: skip
    """An Excel file with these lines."""
    book = openpyxl.Workbook()
    for at, (name, lines) in enumerate(
        {"survey": [heads, *survey], "choices": [choice_heads, *choices], "settings": settings}.items()
    ):
        sheet = book.active if at == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for line in lines:
            sheet.append(list(line))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_form(county: County, *, published: bool = True, campaign: bool = True, **more: Any) -> SurveyForm:
    """The survey of 德固镇's water, published, for a campaign that runs today."""
    today = clock.today()
    runs = {"from_on": today - timedelta(days=20), "to_on": today + timedelta(days=20)}
    values = {
        "name": "用水情况调查", "area": county.area("德固镇"),
        "campaign": with_campaign(county, "用水普查", **runs) if campaign else None, **more,
    }  # fmt: skip
    form = FORMS.add(actor=county.who(DESK), values=values)
    if published:
        publish(county.who(DESK), form_id=form.pk, source=workbook(), name="用水.xlsx")
        form.refresh_from_db()
    return form


GOOD: dict[str, Any] = {
    "head": "刘强", "source": "tap", "use": "12.50", "troubles": ["smell", "low"], "spot": "33.100001 114.2 0 8",
    "people": [{"name": "刘强", "age": "41"}, {"name": "刘小", "age": 9}],
}  # fmt: skip


def with_answer(
    county: County, form: SurveyForm, area: str = "刘庄村", values: dict[str, Any] | None = None, who: Any = SYSTEM
) -> Answer:
    """One answer."""
    version = form.versions.get(number=form.newest)
    return fill(who, version=version, values=values or GOOD, where=Where(county.area(area)))
