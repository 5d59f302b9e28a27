"""Forms of the communities' activities."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.venues.models import Room
from bihuan.web.orgs.forms import SeenForm, Sentences


class SheetForm(SeenForm):
    """A sign-in sheet, a person a line."""

    lines = Sentences(
        t("签到名单"),
        20_000,
        rows=12,
        required=False,
        help_text=t("一行一人:姓名,后面空一格可以写电话。重名的请写电话区分。"),
    )


class TakeRoomForm(SeenForm):
    """Which room an activity takes."""

    room = forms.ChoiceField(label=t("房间"), required=False)

    def __init__(self, *args: Any, rooms: Sequence[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {str(one.pk): one for one in rooms}
        field = self.fields["room"]
        assert isinstance(field, forms.ChoiceField)
        offered = ((key, f"{one.venue.name} {one.name}") for key, one in self.rooms.items())
        field.choices = [("", _("请选择")), *offered]

    def chosen(self) -> Room | None:
        """The room, None when none was chosen."""
        return self.rooms.get(self.cleaned_data["room"])
