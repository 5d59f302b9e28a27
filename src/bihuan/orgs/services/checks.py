"""Collecting every fault of an entry, so that a person corrects them all at once."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Fault, Invalid
from bihuan.kernel.positions import in_china
from bihuan.kernel.reading import ReadingError, read_phone, tidy, tidy_name
from bihuan.orgs.models import Area
from bihuan.platform.spoken import sentence

M = TypeVar("M", bound=Model)
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)


class Faults:
    """Faults found so far; `stop` raises them together."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, field: str, message: str, code: str = "invalid") -> None:
        """Note one fault."""
        self._found.append(Fault(message, field, code))

    def stop(self) -> None:
        """Refuse if anything was found.

        Raises:
            Invalid: with every fault.
        """
        if self._found:
            raise Invalid.of(self._found)

    def name(self, field: str, value: str, title: str, *, most: int = 60, required: bool = True) -> str:
        """A name in one spelling."""
        return self._limited(field, tidy_name(value), title, most, required)

    def text(self, field: str, value: str, title: str, *, most: int, required: bool = False) -> str:
        """Free text without invisible characters."""
        return self._limited(field, tidy(value), title, most, required)

    def _limited(self, field: str, text: str, title: str, most: int, required: bool) -> str:
        if required and not text:
            self.add(field, _("请填写%(title)s。") % {"title": title}, "required")
        if len(text) > most:
            self.add(
                field,
                _("%(title)s最多 %(most)d 个字,现在有 %(now)d 个。") % {"title": title, "most": most, "now": len(text)},
            )
        return text

    def phone(self, field: str, value: str, *, required: bool = False) -> str:
        """A telephone number in one spelling."""
        read = read_phone(value)
        if isinstance(read, ReadingError):
            self.add(field, sentence(read), read.code)
            return ""
        if required and not read.value:
            self.add(field, _("请填写联系电话。"), "required")
        return read.value or ""

    def choice(self, field: str, value: str, allowed: list[str] | tuple[str, ...]) -> str:
        """One of `allowed`."""
        if value not in allowed:
            self.add(field, _("请从列表中选择一项。"))
        return value

    def day(self, field: str, value: date | None) -> date | None:
        """A day that can be meant."""
        if value is not None and not FIRST_DAY <= value <= LAST_DAY:
            self.add(field, _("日期应在 1949 年至 2099 年之间。"))
        return value

    def position(self, lat: float | None, lon: float | None) -> None:
        """Both or none, and in China."""
        if (lat is None) != (lon is None):
            self.add("lat", _("经度和纬度要同时填写。"))
        elif lat is not None and lon is not None and not in_china(lat, lon):
            self.add("lat", _("这个位置不在国内,请核对经纬度是否填反。"))

    def record(self, field: str, model: type[M], key: UUID | str | None, message: str) -> M | None:
        """The record of a key, or a fault."""
        found = model._default_manager.filter(pk=key).first() if key else None
        if found is None:
            self.add(field, message)
        return found

    def area(self, field: str, key: UUID | str | None) -> Area | None:
        """The area of a key, or a fault."""
        return self.record(field, Area, key, _("请选择所属区域。"))
