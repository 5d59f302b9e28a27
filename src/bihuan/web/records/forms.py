"""The form of a register's row, made from the model's fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel import clock
from bihuan.orgs.models import Area, Household, Office, Resident, Staff
from bihuan.orgs.registers import Register
from bihuan.orgs.registers.filling import needed
from bihuan.platform.actors import Actor
from bihuan.platform.fields import CodesField, EncryptedTextField
from bihuan.web.orgs.forms import KEPT, DayField, SeenForm, Sentences, Words
from bihuan.web.orgs.pick import picked

PICKED: dict[type[models.Model], str] = {
    Area: "area",
    Staff: "staff",
    Office: "office",
    Resident: "resident",
    Household: "household",
}
LONG = 120  # characters from which a text gets several lines
Choices = Sequence[tuple[str, Any]]
Offer = Callable[[Actor], Choices]
MOST_OFFERED = 500


def offered(rows: models.QuerySet[Any], text: Callable[[Any], str] = str) -> Choices:
    """Rows as the choices of a relation, in their order; no list to choose from is longer than MOST_OFFERED."""
    return [(str(one.pk), text(one)) for one in rows[:MOST_OFFERED]]


class MomentField(forms.DateTimeField):
    """A local instant; the browser's own picker, "2026-06-30T14:30" on the wire."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        options.setdefault("widget", widget)
        options.setdefault(
            "error_messages", {"invalid": t("时间应如 2026-06-30 14:30。"), "required": t("请选择时间。")}
        )
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"], **options)


def form_for(
    kept: Register[Any],
    viewer: Actor,
    data: Any = None,
    *,
    row: models.Model | None = None,
    initial: Mapping[str, Any] | None = None,
    offers: Mapping[str, Offer] | None = None,
    controls: Mapping[str, Callable[[], forms.Field]] | None = None,
    fields: Sequence[str] | None = None,
) -> SeenForm:
    """The form of `kept` for a new row or for correcting `row`.

    `offers` gives the choices of relations to the room's other rows, `controls` makes form fields out of the ordinary.
    """
    form = SeenForm(data, initial={**_initial(kept, viewer, row), **(initial or {})})
    for name in fields or kept.fields:
        own = (controls or {}).get(name)
        if name == kept.part_of and own is None:
            form.fields[name] = forms.UUIDField(label=kept.field(name).verbose_name, widget=forms.HiddenInput)
            continue
        form.fields[name] = own() if own is not None else _control(kept.field(name), viewer, (offers or {}).get(name))
    return form


def values_of(kept: Register[Any], form: SeenForm, row: Any = None) -> dict[str, object]:
    """What the form says, for the register's services; a personal value left as the placeholder stays."""
    values: dict[str, object] = {}
    for name in form.fields:
        if name == "seen":
            continue
        value = form.cleaned_data.get(name)
        values[name] = getattr(row, name) if row is not None and name in kept.personal and value == KEPT else value
    return values


def _initial(kept: Register[Any], viewer: Actor, row: Any) -> dict[str, Any]:
    if row is None:
        areas = {post.area_path: post.area_id for post in viewer.posts_held() if post.town_id is not None}
        return {"area": next(iter(areas.values()))} if len(areas) == 1 else {}
    found: dict[str, Any] = {"seen": row.version}
    for name in kept.fields:
        field = kept.field(name)
        value = getattr(row, field.attname)
        if name in kept.personal:
            value = KEPT if value else ""
        elif isinstance(field, models.DateTimeField) and value is not None:
            value = clock.local(value).replace(tzinfo=None)
        found[name] = value
    return found


def _control(field: "models.Field[Any, Any]", viewer: Actor, offer: Offer | None) -> forms.Field:
    label, required = field.verbose_name, needed(field)
    said: dict[str, Any] = {"label": label, "required": required, "help_text": field.help_text}
    if isinstance(field, models.ForeignKey):
        return _related(field, viewer, offer, said)
    if isinstance(field, CodesField):
        several = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(**said, choices=[*field.labels.items()], widget=several)
    if field.choices:
        return _choice(field, said)
    if isinstance(field, models.DateTimeField):
        return MomentField(**said)
    if isinstance(field, models.DateField):
        return DayField(**said)
    if isinstance(field, models.BooleanField):
        return _truth(field, said)
    if isinstance(field, models.DecimalField | models.FloatField):
        message = {"invalid": t("请填写数字,例如 1000。"), "required": t("请填写此项。")}
        return forms.DecimalField(**said, error_messages=message)
    if isinstance(field, models.IntegerField):
        message = {"invalid": t("请填写整数,例如 120。"), "required": t("请填写此项。")}
        return forms.IntegerField(**said, error_messages=message)
    most = field.max_length or 10_000
    if most > LONG and not isinstance(field, EncryptedTextField):
        return Sentences(label, most, required=required, help_text=field.help_text, rows=3 if most <= 500 else 5)
    return Words(
        label, 200 if isinstance(field, EncryptedTextField) else most, required=required, help_text=field.help_text
    )


def _choice(field: "models.Field[Any, Any]", said: dict[str, Any]) -> forms.Field:
    choices = [(str(key), str(title)) for key, title in field.flatchoices if key]
    if field.blank or not field.has_default():
        choices = [("", _("未填") if field.blank else _("请选择")), *choices]
    initial = field.get_default() if field.has_default() else None
    return forms.ChoiceField(
        **said, choices=choices, initial=initial, error_messages={"required": t("请从列表中选择一项。")}
    )


def _truth(field: "models.Field[Any, Any]", said: dict[str, Any]) -> forms.Field:
    if not field.null:
        return forms.BooleanField(**{**said, "required": False}, initial=field.get_default())
    choices = [("", _("未填")), ("yes", _("是")), ("no", _("否"))]
    meanings = {"yes": True, "no": False}
    return forms.TypedChoiceField(
        **{**said, "required": False}, choices=choices, coerce=lambda value: meanings.get(value), empty_value=None
    )


def _related(
    field: "models.ForeignKey[Any, Any]", viewer: Actor, offer: Offer | None, said: dict[str, Any]
) -> forms.Field:
    model: Any = field.related_model
    if offer is not None:
        choices = [("", _("请选择") if said["required"] else _("未填")), *offer(viewer)]
        return forms.ChoiceField(**said, choices=choices, error_messages={"required": t("请从列表中选择一项。")})
    if model not in PICKED:
        raise LookupError(f"{field.model._meta.label}.{field.name}: name its choices in `offers`")
    return picked(PICKED[model], said["label"], required=said["required"], help_text=said["help_text"])
