"""Forms of the rooms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.orgs.models import Area
from bihuan.venues.models import Room
from bihuan.web.cases.forms import area_choices
from bihuan.web.cases.moments import BROWSER_MOMENT, MomentField
from bihuan.web.forms import DeskForm


def _quarters() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local", "step": "900"}, format=BROWSER_MOMENT)


class BookForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    room = forms.ChoiceField(label=t("房间"), required=False)
    starts_at = MomentField(label=t("开始时间"), widget=_quarters())
    ends_at = MomentField(label=t("结束时间"), widget=_quarters(), help_text=t("以一刻钟为单位。"))
    purpose = forms.CharField(
        label=t("用途"), max_length=80, required=False, help_text=t("不要写当事人姓名,大家都能看到。")
    )

    def __init__(self, *args: Any, rooms: Sequence[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {str(one.pk): one for one in rooms}
        field = self.fields["room"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("请选择")), *((key, f"{one.venue.name} {one.name}") for key, one in self.rooms.items())
        ]  # fmt: skip

    def chosen(self) -> Room | None:
        """The room, None when none was chosen."""
        return self.rooms.get(self.cleaned_data["room"])


class MoveForm(BookForm):
    purpose = None  # type: ignore[assignment]  # Django's way to leave an inherited field out


class VenueForm(DeskForm):
    area = forms.ChoiceField(label=t("所在区域"), required=False)
    name = forms.CharField(label=t("场所名称"), max_length=60, required=False)
    address = forms.CharField(label=t("地址"), max_length=200, required=False)
    rooms = forms.CharField(
        label=t("房间"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=t("一行一间:名称、可容纳人数,例如“第一调解室 12”。以后可以再加。"),
    )  # fmt: skip

    def __init__(self, *args: Any, within: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *area_choices(within.path)]

    def listed(self) -> list[tuple[str, int | None, str]]:
        """The rooms as they were listed: name and, when the line ends with a number, seats."""
        found = []
        for line in self.cleaned_data["rooms"].splitlines():
            words = line.split()
            if words:
                seats = int(words[-1]) if len(words) > 1 and words[-1].isdecimal() else None
                found.append((" ".join(words[: -1 if seats is not None else None]), seats, ""))
        return found


class RoomForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=t("房间名称"), max_length=60, required=False)
    seats = forms.IntegerField(label=t("可容纳人数"), required=False)
    equipment = forms.CharField(label=t("设备"), max_length=200, required=False)
    area_m2 = forms.DecimalField(
        label=t("面积(平方米)"), max_digits=7, decimal_places=2, required=False,
        help_text=t("用来算办公用房面积占比;不知道就空着。"),
    )  # fmt: skip
    use = forms.ChoiceField(label=t("主要用途"), choices=[("", t("未登记")), *Room.Use.choices], required=False)

    def details(self) -> dict[str, Any]:
        """What describes the room, without the version that was seen."""
        return {key: value for key, value in self.cleaned_data.items() if key != "seen"}
