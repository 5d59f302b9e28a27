"""The ledger of a register: a column for each of its fields, unless the ledger writes its own for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import BihuanError
from bihuan.orgs.models import Area, Office, Staff
from bihuan.orgs.places import areas_named
from bihuan.orgs.registers.filling import blind_kind, needed
from bihuan.orgs.registers.register import Register
from bihuan.orgs.selectors import staff_named
from bihuan.platform.actors import Actor
from bihuan.platform.fields import CodesField, EncryptedTextField
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    Codes,
    Column,
    Day,
    Ledger,
    LongText,
    Moment,
    Money,
    NewRow,
    Number,
    OfficeName,
    Person,
    Phone,
    Refused,
    StaffName,
    Text,
    Whole,
    YesNo,
)
from bihuan.platform.ledgers.columns import IdNumber
from bihuan.platform.models import ImportBatch

AT_FIRST = 9  # columns shown before somebody chooses
People = Mapping[str, Mapping[UUID | None, set[UUID]]]


class RegisterLedger(Ledger, register=False):
    """Base of the ledgers of registers. A subclass says `kept`, its `title`, and what it wants otherwise:

    columns of its own (a column whose `source` is a field takes that field's place), `heads` (synonyms of headings by
    field, for imports), `words` (words of choices by field), `tones`, `order`, `filters`, rights; `first`: the fields shown
    before somebody chooses (default the first nine).
    """

    kept: ClassVar[Register[Any]]
    first: ClassVar[Sequence[str]] = ()
    heads: ClassVar[Mapping[str, str]] = {}
    words: ClassVar[Mapping[str, Mapping[Any, str]]] = {}
    tones: ClassVar[Mapping[str, Mapping[Any, str]]] = {}

    def __init_subclass__(cls, *, register: bool = True, **options: Any) -> None:
        """Make the columns and names that the register implies, then enter the ledger as any other.

        A base of several ledgers (`register=False`) need not say `kept`.
        """
        if not register and not hasattr(cls, "kept"):
            super().__init_subclass__(register=False, **options)
            return
        kept = cls.kept
        cls.model = kept.model
        said: dict[str, Any] = {
            "key": kept.key,
            "right": kept.read,
            "import_right": kept.bring,
            "export_right": kept.read,
            "reveal_right": kept.reveal_right,
            "add_right": kept.keep,
            "add_url": f"/{kept.path}/add/",
            "search_kind": kept.search_kind if kept.found_by else "",
        }
        for name, value in said.items():
            if name not in vars(cls):
                setattr(cls, name, value)
        cls._complete_columns()
        by_source = {column.source: column.key for column in _own(cls)}
        # An order names fields; where a field's column goes by another key, that is meant.
        cls.order = [one[: one.startswith("-")] + by_source.get(one.lstrip("-"), one.lstrip("-")) for one in cls.order]
        if "same_when" not in vars(cls):
            cls.same_when = [by_source[name] for name in kept.once if name in by_source]
        super().__init_subclass__(register=register, **options)

    @classmethod
    def _complete_columns(cls) -> None:
        own = _own(cls)
        for column in own:
            delattr(cls, column.key)
        ordered = [cls._taken(own, name) or cls._column_of(name, at) for at, name in enumerate(cls.kept.fields)]
        for column in [one for one in (*ordered, *own) if one is not None]:
            key = column.key or column.source
            # A field may bear a word that ledgers or addresses use; its column then stands under "<field>_said".
            key = f"{key}_said" if hasattr(Ledger, key) or key in {"q", "size", "view", "format", "reason"} else key
            setattr(cls, key, column)
            column.__set_name__(cls, key)

    @classmethod
    def _taken(cls, own: list[Column], name: str) -> Column | None:
        """The ledger's own (first) column of a field or of something behind it ("committee.name"), taken out of `own`."""
        for column in own:
            if column.source.split(".")[0] == name:
                own.remove(column)
                return column
        return None

    @classmethod
    def _column_of(cls, name: str, at: int) -> Column | None:
        """The column that a field of the model implies; None for what a table cannot show."""
        field = cls.kept.field(name)
        options: dict[str, Any] = {
            "synonyms": cls.heads.get(name, ""),
            "required": needed(field),
            "shown": name in cls.first if cls.first else at < AT_FIRST,
            "nullable": field.null,
        }
        if at == 0:
            options |= {"fixed": True, "sortable": True, "width": 24}
        return _made(field, options, cls)

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return self.kept.rows(viewer)

    def open_url(self, row: Any) -> str:
        return self.kept.url(row.pk)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        named = {column.key: column for column in self.importable if column.source in self.kept.fields}
        areas = areas_named(row.values.get(key) for row in rows for key in named if _is(named[key], AreaName))
        people = self._people(rows, named)
        answers: list[UUID | Refused | None] = []
        ready: list[dict[str, object]] = []
        for row in rows:
            values = self._values(row, named, areas, people)
            answers.append(values if isinstance(values, Refused) else None)
            if not isinstance(values, Refused):
                ready.append(values)
        stored = iter(self.kept.add_many(actor=actor, rows=ready))
        return [one if one is not None else self._answer(next(stored)) for one in answers]

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        self.kept.take_back(actor=actor, ids=ids)

    def _people(self, rows: Sequence[NewRow], named: Mapping[str, Column]) -> People:
        keys = [key for key, column in named.items() if _is(column, StaffName)]
        names = [str(row.values[key]) for row in rows for key in keys if row.values.get(key)]
        return staff_named(names) if names else {}

    def _values(
        self, row: NewRow, named: Mapping[str, Column], areas: Mapping[str, Area], people: People
    ) -> dict[str, object] | Refused:
        area = next((areas[str(row.values[key])] for key in named if key == "area" and row.values.get(key)), None)
        values: dict[str, object] = {}
        for key, column in named.items():
            value = row.values.get(key)
            if _is(column, AreaName):
                value = areas.get(str(value)) if value else None
            elif _is(column, StaffName) and value:
                found = person_named(str(value), area, people)
                if isinstance(found, str):
                    return Refused(key, "staff", found)
                value = found
            # Two columns may bring one field (a size in square metres or in mu); the first that says something counts.
            if values.get(column.source) is None:
                values[column.source] = value
        return self.entry(values)

    def entry(self, values: dict[str, object]) -> dict[str, object]:
        """What an imported row says, by field, before it is registered; override to conclude what lists leave unsaid."""
        return values

    def _answer(self, one: Any) -> UUID | Refused:
        if not isinstance(one, BihuanError):
            return UUID(str(one.pk))
        fault = one.faults[0]
        keys = {column.source: column.key for column in self.columns}
        return Refused(keys.get(fault.field, fault.field), fault.code, fault.message)


def person_named(name: str, area: Area | None, people: People) -> Staff | str:
    """The one working person of that name in the town of `area`, else at the county; or the sentence why there is none."""
    towns = people.get(name, {})
    ids = (towns.get(area.town_id) if area is not None else None) or towns.get(None) or set()
    if len(ids) == 1:
        return Staff(pk=next(iter(ids)), name=name)
    if ids:
        return _("本乡镇有几位在岗人员叫“%(name)s”,请留空,导入后在页面上指定。") % {"name": name}
    return _("本乡镇没有在岗人员叫“%(name)s”,请核对姓名,或者先在“组织”里登记。") % {"name": name}


def _own(cls: type) -> list[Column]:
    return [value for value in vars(cls).values() if isinstance(value, Column)]


def _is(column: Column, kind: type[Column]) -> bool:
    return isinstance(column, kind) and not (kind is StaffName and isinstance(column, OfficeName))


def _made(field: "models.Field[Any, Any]", options: dict[str, Any], cls: type[RegisterLedger]) -> Column | None:
    name, title = field.name, field.verbose_name
    if isinstance(field, models.ForeignKey):
        return _related(field, options)
    if isinstance(field, EncryptedTextField):
        kind = blind_kind(cls.kept.model, name)
        personal: dict[str, Callable[..., Column]] = {"name": Person, "phone": Phone, "id_number": IdNumber}
        return personal[kind](name, title, code=kind, **options) if kind in personal else None
    if isinstance(field, CodesField):
        return Codes(name, title, choices=dict(field.offered), **options)
    if field.choices:
        choices = {str(key): label for key, label in field.flatchoices if key}
        words, tones = cls.words.get(name, {}), cls.tones.get(name, {})
        return Choice(name, title, choices=choices, words=words, tones=tones, **options)
    if isinstance(field, models.DateTimeField):
        return Moment(name, title, future=name not in cls.kept.past, **options)
    if isinstance(field, models.DateField):
        return Day(name, title, future=name not in cls.kept.past, code="date", **options)
    if isinstance(field, models.BooleanField):
        return YesNo(name, title, **options)
    if isinstance(field, models.DecimalField):
        money = "元" in str(title)
        return Money(name, title, total=True, **options) if money else Number(name, title, total=True, **options)
    if isinstance(field, models.IntegerField):
        return Whole(name, title, total=True, **options)
    if isinstance(field, models.TextField):
        return LongText(name, title, **{**options, "width": 30})
    return Text(name, title, **options) if isinstance(field, models.CharField) else None


def _related(field: "models.ForeignKey[Any, Any]", options: dict[str, Any]) -> Column | None:
    name, title, model = field.name, field.verbose_name, field.related_model
    if model is Area:
        own = name == "area"
        place = {} if own else {"path": f"{name}__path", "town": f"{name}__town_id"}
        return AreaName(name, title, code="area", **place, **options)
    if model is Staff:
        return StaffName(name, title, code="staff", **options)
    if model is Office:
        return OfficeName(name, title, imported=False, **{**options, "required": False})
    return None
