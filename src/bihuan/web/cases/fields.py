"""Fields of the case forms: offices by town, colleagues, days, and rows of tasks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.cases.models import Case
from bihuan.cases.services import TaskDraft
from bihuan.kernel import clock
from bihuan.orgs.models import Office, Staff
from bihuan.orgs.selectors import offices_of, staff_of

OFFICE_CLOSES = 18
ROWS_AT_FIRST, MOST_ROWS = 2, 30


def day_input() -> forms.DateInput:
    """The browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def evening(day: date | None) -> datetime | None:
    """A day as the instant at which an office closes on it."""
    return clock.instant(day, OFFICE_CLOSES) if day is not None else None


class OfficeField(forms.ChoiceField):
    """One of the offices that serve the case's town, its own before the county's."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("承办单位"))
        kwargs.setdefault("error_messages", {"invalid_choice": gettext_lazy("请从列表中选择单位。")})
        super().__init__(**kwargs)
        self.known: dict[str, Office] = {}

    def serve(self, offices: Sequence[Office]) -> None:
        """Offer these offices."""
        self.known = {str(office.pk): office for office in offices}
        self.choices = [("", _("请选择")), *grouped(offices)]

    def clean(self, value: Any) -> Any:
        """The office, None when none was chosen."""
        return self.known.get(super().clean(value))


class OfficesField(forms.MultipleChoiceField):
    """Several of the offices."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.SelectMultiple(attrs={"size": "6"}))
        super().__init__(**kwargs)
        self.known: dict[str, Office] = {}

    def serve(self, offices: Sequence[Office]) -> None:
        """Offer these offices."""
        self.known = {str(office.pk): office for office in offices}
        self.choices = list(grouped(offices))

    def clean(self, value: Any) -> Any:
        """The offices, in the order of the list."""
        return [self.known[key] for key in super().clean(value)]


def grouped(offices: Sequence[Office]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The town's own offices first, then the county's, for a select."""
    own = [(str(office.pk), office.name) for office in offices if office.town_id is not None]
    county = [(str(office.pk), office.name) for office in offices if office.town_id is None]
    return [(title, group) for title, group in ((_("本乡镇"), own), (_("县直部门"), county)) if group]


def offices_for(case: Case) -> list[Office]:
    """The offices that a case can be sent to; one query."""
    return list(offices_of(case.town))


class ColleagueField(forms.ChoiceField):
    """Somebody else with a post at the office of the case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known: dict[str, Staff] = {}

    def serve(self, people: Sequence[Staff]) -> None:
        """Offer these people."""
        self.known = {str(one.pk): one for one in people}
        self.choices = [("", _("请选择")), *((key, one.name) for key, one in self.known.items())]

    def clean(self, value: Any) -> Any:
        """The person, None when nobody was chosen."""
        return self.known.get(super().clean(value))


def colleagues_for(case: Case, *, without: UUID | None) -> list[Staff]:
    """Who works at the office of the case, the present handler left out."""
    if case.office is None:
        return []
    return [one for one in staff_of(office=case.office) if one.pk != without and one.is_active]


class TaskRowsInput(forms.Widget):
    """Rows of office, task and day; empty rows are left out."""

    template_name = "web/cases/_task_rows.html"
    offices: Sequence[Office] = ()
    more_url = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str, str]]:
        columns = [data.getlist(f"{name}_{part}") for part in ("office", "title", "day")] if data else [[], [], []]
        rows = list(zip(*columns, strict=False))[:MOST_ROWS]
        return [row for row in rows if any(cell.strip() for cell in row)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_title" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        rows = list(value or [])
        rows += [("", "", "")] * max(0, ROWS_AT_FIRST - len(rows))
        context = super().get_context(name, None, attrs)
        return {**context, "rows": rows, "offices": grouped(self.offices), "field": name, "more_url": self.more_url}


class TaskRowsField(forms.Field):
    """Tasks for several offices; gives `TaskDraft`s."""

    widget = TaskRowsInput

    def __init__(self, *, dated: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dated = dated
        self.known: dict[str, Office] = {}

    def serve(self, offices: Sequence[Office], more_url: str) -> None:
        """Offer these offices in every row."""
        self.known = {str(office.pk): office for office in offices}
        rows: Any = self.widget  # by now the instance, not the class
        rows.offices, rows.more_url = offices, more_url

    def clean(self, value: Any) -> list[TaskDraft]:
        drafts = [self._draft(number, row) for number, row in enumerate(value or [], start=1)]
        if not drafts:
            raise forms.ValidationError(_("请至少列出一项任务。"))
        return drafts

    def _draft(self, number: int, row: tuple[str, str, str]) -> TaskDraft:
        office, title, day = (cell.strip() for cell in row)
        if office not in self.known:
            raise forms.ValidationError(_("第%(number)d项:请选择责任单位。") % {"number": number})
        if not title:
            raise forms.ValidationError(_("第%(number)d项:请写明做什么。") % {"number": number})
        if not day and self.dated:
            raise forms.ValidationError(_("第%(number)d项:请填写完成日期。") % {"number": number})
        return TaskDraft(self.known[office], title, evening(self._day(number, day)))

    def _day(self, number: int, text: str) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = _("第%(number)d项:日期应写成 2026-06-30 这样。") % {"number": number}
            raise forms.ValidationError(message) from None
