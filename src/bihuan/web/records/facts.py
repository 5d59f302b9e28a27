"""What a register's row says of itself, field by field, personal values masked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models

from bihuan.kernel import clock
from bihuan.kernel.reading import masking
from bihuan.orgs.addresses import area_url, staff_url
from bihuan.orgs.models import Area, Resident, Staff
from bihuan.orgs.registers import Register, Registered
from bihuan.orgs.registers.filling import blind_kind
from bihuan.platform.fields import CodesField
from bihuan.web.templatetags.bihuan import grouped, yes_no

MASKS = {"name": masking.mask_name, "phone": masking.mask_phone, "id_number": masking.mask_id_number}


@dataclass(frozen=True, slots=True)
class Fact:
    """A heading with the value as people read it; `url` where it opens, `long` when it is text of several lines."""

    title: str
    text: str
    url: str = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under one heading."""

    title: str
    facts: tuple[Fact, ...]


def sections_of(layout: Sequence[tuple[Any, Sequence[str]]], fact: Callable[[str], Fact]) -> list[Section]:
    """A row's facts as `layout` groups them: (heading, fields); what is empty is left out. `fact` tells one field."""
    found = []
    for title, names in layout:
        facts = tuple(one for one in map(fact, names) if one.text)
        if facts:
            found.append(Section(str(title), facts))
    return found


def _veil(_value: str) -> str:
    """Sealed text of no known kind (an allergy, who may fetch a child): nothing in it can be told apart, so none is shown."""
    return "***"


def fact_of(kept: Register[Any], row: Registered, name: str, revealed: Mapping[str, str] | None = None) -> Fact:
    """One field of the row."""
    field = kept.field(name)
    title, value = str(field.verbose_name), getattr(row, name)
    if name in kept.personal:
        mask = MASKS.get(blind_kind(kept.model, name), _veil)
        return Fact(title, revealed[name] if revealed is not None else mask(value) if value else "")
    if isinstance(value, Area):
        return Fact(title, value.name, area_url(value.pk))
    if isinstance(value, Staff):
        return Fact(title, value.name, staff_url(value.pk))
    if isinstance(value, Resident):
        return Fact(title, masking.mask_name(value.name))
    if isinstance(field, CodesField):
        return Fact(title, field.said(value))
    if field.choices and value not in (None, ""):
        return Fact(title, str(dict(field.flatchoices).get(value, value)))
    return Fact(title, _plain(value), long=isinstance(field, models.TextField) and len(str(value)) > 40)


def _plain(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, int | Decimal):
        return grouped(value)
    return str(value)
