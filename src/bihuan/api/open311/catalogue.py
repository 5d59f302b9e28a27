"""The services: what residents may report through Open311, and what each asks for beside the description."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.api.open311.formats import Value
from bihuan.api.open311.refusals import Open311Refusal
from bihuan.cases.models import CaseKind, Category, Urgency

KINDS = (CaseKind.APPEAL, CaseKind.HAZARD)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One question of a service; `values` are key and name of the choices, empty for a free answer."""

    code: str
    datatype: str  # string, number, datetime, text, singlevaluelist, multivaluelist
    required: bool
    description: object
    hint: object = ""
    values: tuple[tuple[str, object], ...] = ()

    def as_value(self, order: int) -> Mapping[str, Value]:
        """As a service definition lists it."""
        shown: dict[str, Value] = {
            "variable": True,
            "code": self.code,
            "datatype": self.datatype,
            "required": self.required,
            "datatype_description": str(self.hint) or None,
            "order": order,
            "description": str(self.description),
        }
        if self.values:
            shown["values"] = [{"key": key, "name": str(name)} for key, name in self.values]
        return shown


DANGER = Attribute(
    "DANGER",
    "singlevaluelist",
    True,
    gettext_lazy("危险程度"),
    gettext_lazy("有人可能马上受伤时请选“突发”,并直接拨打急救或报警电话"),
    tuple((value, label) for value, label in Urgency.choices),
)
PEOPLE = Attribute("PEOPLE", "number", False, gettext_lazy("大约影响多少人"), gettext_lazy("填整数"))
ATTRIBUTES: dict[str, tuple[Attribute, ...]] = {CaseKind.APPEAL: (), CaseKind.HAZARD: (DANGER, PEOPLE)}


def services() -> list[Mapping[str, Value]]:
    """The service list; one query."""
    found = (
        Category.objects.filter(active=True, kind__in=KINDS)
        .select_related("parent")
        .order_by("kind", "created_at", "code")
    )
    return [_listed(one) for one in found]


def _listed(one: Category) -> Mapping[str, Value]:
    group = str(CaseKind(one.kind).label)
    return {
        "service_code": one.code,
        "service_name": one.name,
        "description": _("%(group)s:%(name)s") % {"group": group, "name": _described(one)},
        "metadata": bool(ATTRIBUTES[one.kind]),
        "type": "realtime",
        "keywords": ",".join(one.synonyms),
        "group": group,
    }


def _described(one: Category) -> str:
    name = f"{one.parent.name} · {one.name}" if one.parent else one.name
    return f"{name}({'、'.join(one.synonyms[:6])})" if one.synonyms else name


def service(code: str) -> Category:
    """The category behind a service code.

    Raises:
        Open311Refusal: 404, there is none.
    """
    found = Category.objects.filter(code=code, active=True, kind__in=KINDS).first()
    if found is None:
        raise Open311Refusal(404, _("没有这个 service_code,请先取服务列表。"))
    return found


def definition(code: str) -> Mapping[str, Value]:
    """The questions of a service."""
    asked = ATTRIBUTES[service(code).kind]
    return {"service_code": code, "attributes": [one.as_value(order) for order, one in enumerate(asked, start=1)]}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a report said to the questions."""

    urgency: str = Urgency.NORMAL
    people: int | None = None


def read_answers(kind: str, sent: Mapping[str, str]) -> Answers:
    """Check `attribute[CODE]` values against the service's questions; what nobody asked is left alone.

    Raises:
        Open311Refusal: 400, a required one is missing or a value is none of the choices.
    """
    for asked in ATTRIBUTES[kind]:
        given = sent.get(asked.code, "").strip()
        if asked.required and not given:
            raise Open311Refusal(
                400, _("请填写 attribute[%(code)s](%(name)s)。") % {"code": asked.code, "name": asked.description}
            )
        if given and asked.values and given not in {key for key, _name in asked.values}:
            choices = _("、").join(key for key, _name in asked.values)
            raise Open311Refusal(
                400, _("attribute[%(code)s] 只能是 %(choices)s。") % {"code": asked.code, "choices": choices}
            )
    if kind != CaseKind.HAZARD:
        return Answers()
    people = sent.get(PEOPLE.code, "").strip()
    if people and not (people.isascii() and people.isdecimal() and 1 <= int(people[:9]) <= 100_000):
        raise Open311Refusal(400, _("attribute[PEOPLE] 应是 1 到 100000 的整数。"))
    return Answers(sent[DANGER.code].strip(), int(people) if people else None)
