"""Model fields for personal data: encrypted at rest, shown masked unless a reveal is logged."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.lookups import In, Lookup
from django.utils.translation import gettext as _

from bihuan.platform.crypto import blind, open_sealed, seal, sealer

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
    _In = In[Any]
    _Text = models.TextField[Any, Any]
    _Char = models.CharField[Any, Any]
else:
    _Lookup, _In, _Text, _Char = Lookup, In, models.TextField, models.CharField


class EncryptedTextField(_Text):
    """Text sealed with SM4-GCM, bound to its table and column; an empty string is stored as it is."""

    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(text, self._place()) if text else text

    def sealed(self, values: Sequence[Any]) -> list[Any]:
        """`get_prep_value` of many values; the place is put together once."""
        seal_here, prepare = sealer(self._place()), super().get_prep_value
        texts = [value if value is None or type(value) is str else prepare(value) for value in values]
        return [seal_here(text) if text else text for text in texts]

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return open_sealed(value, self._place()) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Sealed values cannot be compared; only emptiness can. Look up by the blind index instead."""
        if lookup_name not in {"isnull", "exact"}:
            return None
        return super().get_lookup(lookup_name)


class BlindIndexField(_Char):
    """The keyed index beside an encrypted field; filled from it on every save.

    `of` is the name of the encrypted field, `kind` the index's name space (such as "phone").
    """

    def __init__(self, *, of: str, kind: str, **kwargs: Any) -> None:
        self.of, self.kind = of, kind
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "kind": self.kind}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = blind(getattr(model_instance, self.of) or "", self.kind)
        setattr(model_instance, self.attname, value)
        return value


class CodesField(_Char):
    """Some of a set of choices, as a list of their codes; kept as "|a|b|", so that `contains="|a|"` finds the rows with a.

    `offered` are the choices, (code, words) each.
    """

    def __init__(self, *, offered: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        self.offered = tuple(offered)
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", list)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "offered": []}  # the words of choices do not change the table

    @property
    def labels(self) -> dict[str, str]:
        """The words of each code, in the reader's language."""
        return {code: str(words) for code, words in self.offered}

    def said(self, value: Sequence[str]) -> str:
        """The chosen ones as people read them."""
        labels = self.labels
        return _("、").join(labels.get(code, code) for code in value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        return [code for code in (value or "").split("|") if code]

    def to_python(self, value: Any) -> Any:
        return self.from_db_value(value, None, None) if isinstance(value, str) else list(value or ())

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return f"|{'|'.join(value)}|" if value else ""
        return value


class AreaPathField(_Char):
    """An area's path ("411721/104/003/"), compared byte by byte on both databases so that a prefix is an index range.

    `path__below="411721/104/"` finds the area itself and everything in it.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


@AreaPathField.register_lookup
class Below(_Lookup):
    """`path__below=prefix` as a range, which an ordinary index serves on SQLite and PostgreSQL alike."""

    lookup_name = "below"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        prefix = str(self.rhs)
        if not prefix:
            return "1=1", []
        after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        return f"({left} >= %s AND {left} < %s)", [*params, prefix, *params, after]


@models.UUIDField.register_lookup
class Among(_In):
    """`pk__among=subquery`: as `in`, but the subquery is asked first and its ids are looked up by the index.

    For subqueries known to give few ids: PostgreSQL would otherwise guess how many there are, and with a page's limit
    in sight walk the whole table in its order hoping to meet them.
    """

    lookup_name = "among"

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY(ARRAY{right})", [*params, *right_params]
