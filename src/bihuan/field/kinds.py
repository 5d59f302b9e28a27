"""What a phone may send, one declaration a kind:

    @kind("report", _("上报"), Report)
    def report(made: Made, sent: Report) -> Done: ...

A record kind of another room is added by such a function; receipts, repetition, clock, position and refusals are the same
for all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.api.v1.base import Sent
from bihuan.kernel.errors import Invalid
from bihuan.kernel.positions import Position
from bihuan.orgs.models import Area, Staff

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

S = TypeVar("S", bound=Sent)


@dataclass
class Batch:
    """What the records of one call share, so that it is asked for once."""

    areas: dict[UUID, Area] = field(default_factory=dict)

    def area(self, area_id: UUID, name: str = "area") -> Area:
        """The area in force with this id, without its polygon.

        Raises:
            Invalid: there is none.
        """
        if area_id not in self.areas:
            found = Area.objects.defer("polygon").select_related("town").filter(pk=area_id, valid_to=None).first()
            if found is None:
                raise Invalid(_("没有找到这个网格,可能已经调整,请更新数据后重新选择。"), field=name, code="unknown")
            self.areas[area_id] = found
        return self.areas[area_id]


@dataclass(frozen=True, slots=True)
class Made:
    """One record as it was made: by whom, when by our clock, where (None: not known), within which call.

    `skew` is by how much the phone's clock was behind ours at the call, `at_server` (our time of the call) then.
    """

    actor: Staff
    id: UUID
    at: datetime
    position: Position | None
    batch: Batch
    skew: timedelta
    at_server: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the answer for the phone, the record concerned, and where that lies (for the receipt's ledger).

    `spot` is where the thing is known to be, so that a far-off position can be marked.
    """

    answer: dict[str, Any]
    about: UUID | None = None
    label: str = ""
    town_id: UUID | None = None
    area_id: UUID | None = None
    area_path: str = ""
    spot: Position | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: how it is called, its shape, what it does."""

    key: str
    title: "StrOrPromise"
    shape: type[Sent]
    do: Callable[[Made, Any], Done]


_kinds: dict[str, Kind] = {}


def kind(
    key: str, title: "StrOrPromise", shape: type[S]
) -> Callable[[Callable[[Made, S], Done]], Callable[[Made, S], Done]]:
    """Declare a kind of record; the function does it through the room's own services and raises their refusals."""

    def decorate(do: Callable[[Made, S], Done]) -> Callable[[Made, S], Done]:
        _kinds[key] = Kind(key, title, shape, cast("Callable[[Made, Any], Done]", do))
        return do

    return decorate


def kinds() -> dict[str, Kind]:
    """Every declared kind by its key."""
    return dict(_kinds)


def kind_of(key: str) -> Kind:
    """The kind with this key.

    Raises:
        Invalid: there is none, as when the phone's app is newer than the server.
    """
    if key not in _kinds:
        raise Invalid(_("服务器还不认识这种记录,请联系系统管理员升级,记录会留在手机上。"), field="kind", code="unknown")
    return _kinds[key]
