"""Checking what a person says about a row against what its model's fields take; every fault beside its field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.reading import ReadingError
from bihuan.kernel.reading.idnumbers import read_id_number
from bihuan.kernel.reading.outcome import Read
from bihuan.orgs.models import Area, Household, Resident, Staff
from bihuan.orgs.policies import READ_RESIDENTS
from bihuan.orgs.registers.rows import Registered
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.fields import BlindIndexField, CodesField, EncryptedTextField
from bihuan.platform.policies import policy_of
from bihuan.platform.spoken import sentence

MOST_TEXT = 10_000  # characters of a text without a length of its own
SEPARATORS = re.compile(r"[、,\uff0c;\uff1b/\s]+")
Values = Mapping[str, object]
Reader = Callable[[object], Read[str | None] | ReadingError]


def fill(
    record: Registered,
    values: Values,
    *,
    fields: Sequence[str],
    past: Sequence[str],
    readers: Mapping[str, Reader],
    actor: Actor,
    faults: Faults,
) -> None:
    """Put `values` into `record` (unsaved); fields that `values` does not name stay, on a new record at their default.

    Values may be of the field's type or text; of a relation the record, its id or None. `past` names days and instants
    that cannot be ahead; `readers` bring the text of single fields into its one spelling.
    """
    for name in fields:
        field = record._meta.get_field(name)
        assert isinstance(field, models.Field)
        if name not in values and not record._state.adding:
            continue
        value = values.get(name)
        if name in readers and value:
            read = readers[name](value)
            if isinstance(read, ReadingError):
                faults.add(name, sentence(read), read.code)
                continue
            value = read.value
        _put(record, field, value, name in past, actor, faults)


def needed(field: "models.Field[Any, Any]") -> bool:
    """Whether a person must say something for `field`."""
    return not field.blank and not field.null and not field.has_default() and not isinstance(field, models.BooleanField)


def blind_kind(model: type[models.Model], name: str) -> str:
    """The name space of the blind index beside an encrypted field ("name", "phone", …); "" without one."""
    for field in model._meta.concrete_fields:
        if isinstance(field, BlindIndexField) and field.of == name:
            return field.kind
    return ""


def _put(
    record: Registered, field: "models.Field[Any, Any]", value: object, past: bool, actor: Actor, faults: Faults
) -> None:
    name = field.name
    if isinstance(value, str):
        value = value.strip()
    if isinstance(field, models.ForeignKey):
        _put_related(record, field, value, actor, faults)
    elif isinstance(field, CodesField):
        setattr(record, name, _codes(field, value, faults))
    elif value in (None, "") and not isinstance(field, models.BooleanField):
        if needed(field):
            faults.add(name, _("请填写%(title)s。") % {"title": field.verbose_name}, "required")
        setattr(record, name, field.get_default() if field.has_default() or not field.null else None)
    elif isinstance(field, EncryptedTextField):
        setattr(record, name, _personal(record, field, str(value), faults))
    elif field.choices:
        setattr(record, name, faults.choice(name, str(value), [str(key) for key, _title in field.flatchoices]))
    elif isinstance(field, models.CharField | models.TextField):
        most = field.max_length or MOST_TEXT
        setattr(record, name, faults.text(name, str(value), str(field.verbose_name), most=most, required=needed(field)))
    elif isinstance(field, models.DateTimeField):
        setattr(record, name, _moment(field, value, past, faults))
    elif isinstance(field, models.DateField):
        setattr(record, name, _day(field, value, past, faults))
    elif isinstance(field, models.TimeField):
        setattr(record, name, _hour(field, value, faults))
    elif isinstance(field, models.BooleanField):
        setattr(record, name, value if isinstance(value, bool) else None if field.null else bool(value))
    elif isinstance(field, models.DecimalField | models.IntegerField | models.FloatField):
        setattr(record, name, _number(field, value, faults))
    else:
        setattr(record, name, value)


def _personal(record: Registered, field: EncryptedTextField, value: str, faults: Faults) -> str:
    kind = blind_kind(type(record), field.name)
    if kind == "phone":
        return faults.phone(field.name, value, required=needed(field))
    if kind == "name":
        return faults.name(field.name, value, str(field.verbose_name), required=needed(field))
    if kind == "id_number":
        read = read_id_number(value)
        if isinstance(read, ReadingError):
            faults.add(field.name, sentence(read), read.code)
            return ""
        return read.value or ""
    return faults.text(field.name, value, str(field.verbose_name), most=MOST_TEXT, required=needed(field))


def _codes(field: CodesField, value: object, faults: Faults) -> list[str]:
    """Codes or their words, as a list or as text between commas; each once, in the order in which they are offered."""
    words = {words: code for code, words in field.labels.items()}
    said = SEPARATORS.split(value) if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    found = {words.get(one, one) for one in (str(one).strip() for one in said) if one}
    for one in sorted(found - set(field.labels)):
        faults.add(
            field.name,
            _("“%(title)s”没有“%(value)s”这一项。") % {"title": field.verbose_name, "value": one[:40]},
            "choice",
        )
    return [code for code in field.labels if code in found]


def _day(field: "models.DateField[Any, Any]", value: object, past: bool, faults: Faults) -> date | None:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        faults.add(field.name, _("日期应如 2026-06-30。"), "date")
        return None
    if past and day > clock.today():
        faults.add(field.name, _("%(title)s不能晚于今天。") % {"title": field.verbose_name}, "date")
    return faults.day(field.name, day)


def _moment(field: "models.DateTimeField[Any, Any]", value: object, past: bool, faults: Faults) -> datetime | None:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        faults.add(field.name, _("时间应如 2026-06-30 14:30。"), "date")
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL_ZONE)
    if past and moment > clock.now():
        faults.add(field.name, _("%(title)s不能晚于现在。") % {"title": field.verbose_name}, "date")
    faults.day(field.name, clock.local(moment).date())
    return moment


def _hour(field: "models.TimeField[Any, Any]", value: object, faults: Faults) -> time | None:
    try:
        return value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError:
        faults.add(field.name, _("时刻应如 14:30。"), "time")
        return None


def _number(field: "models.Field[Any, Any]", value: object, faults: Faults) -> Decimal | int | float | None:
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    whole = isinstance(field, models.IntegerField)
    if not number.is_finite() or (whole and number != number.to_integral_value()):
        message = _("请填写整数,例如 120。") if whole else _("请填写数字,例如 1000。")
        faults.add(field.name, message, "number")
        return None
    least, most = limits_of(field)
    if not least <= number <= most:
        faults.add(
            field.name,
            _("%(title)s应在 %(least)s 到 %(most)s 之间,请核对单位。")
            % {"title": field.verbose_name, "least": f"{least:,f}", "most": f"{most:,f}"},
            "range",
        )
        return None
    if isinstance(field, models.DecimalField):
        return number.quantize(Decimal(1).scaleb(-field.decimal_places))
    return int(number) if whole else float(number)


def limits_of(field: "models.Field[Any, Any]") -> tuple[Decimal, Decimal]:
    """The least and greatest number a field takes; amounts and counts are not negative unless a validator says so."""
    least, most = Decimal(0), Decimal(2_000_000_000)
    if isinstance(field, models.DecimalField):
        most = Decimal(10) ** (field.max_digits - field.decimal_places) - 1
    for validator in field.validators:
        if isinstance(validator, MinValueValidator):
            least = max(least, Decimal(str(validator.limit_value)))
        elif isinstance(validator, MaxValueValidator):
            most = min(most, Decimal(str(validator.limit_value)))
    return least, most


def _put_related(
    record: Registered, field: "models.ForeignKey[Any, Any]", value: object, actor: Actor, faults: Faults
) -> None:
    model: Any = field.related_model
    found = value if isinstance(value, model) else None
    if found is None and value:
        found = model._base_manager.filter(pk=value).first()
        if found is None:
            faults.add(field.name, _("没有找到所选的%(title)s,请重新选择。") % {"title": field.verbose_name}, "unknown")
            return
    if found is None:
        if needed(field):
            faults.add(field.name, _("请选择%(title)s。") % {"title": field.verbose_name}, "required")
        setattr(record, field.name, None)
        return
    if isinstance(found, Staff) and not found.is_active and getattr(record, field.attname) != found.pk:
        faults.add(field.name, _("“%(name)s”的账号已停用,请另选一人。") % {"name": found.name})
    if isinstance(found, Resident | Household) and not policy_of(model).allows(actor, READ_RESIDENTS, found):
        faults.add(field.name, _("没有找到所选的%(title)s,请重新选择。") % {"title": field.verbose_name}, "unknown")
        return
    if field.name == "area" and isinstance(found, Area):
        if found.town_id is None and not record._meta.get_field("town").null:
            faults.add("area", _("请选择到乡镇(街道)或以下的区域。"), "area")
            return
        record.area_path = found.path
        record.town_id = found.town_id  # type: ignore[assignment]  # empty only where the model lets it be
    setattr(record, field.name, found)
