"""A field for a day and an hour."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as t

from bihuan.kernel import clock

BROWSER_MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and an hour, by the browser's own picker; local time."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format=BROWSER_MOMENT))
        options.setdefault("error_messages", {"invalid": t("时间应如 2026-06-30 15:00。")})
        super().__init__(input_formats=[BROWSER_MOMENT, "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"], **options)


def local(moment: datetime | None) -> datetime | None:
    """An instant as the picker shows it."""
    return clock.local(moment).replace(tzinfo=None) if moment is not None else None
