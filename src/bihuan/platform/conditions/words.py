"""Conditions and their outcomes as people read them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from bihuan.platform.conditions.model import All, Any, Condition, Is, Known, Not, Rule


def said(rule: Rule) -> str:
    """The rule as one sentence: "职工人数不超过 300 人,并且(行业是制造业 或者 有出口业务)"."""
    if isinstance(rule, Condition):
        return asked(rule)
    if isinstance(rule, Not):
        return _("不能是:%(part)s") % {"part": _grouped(rule.part)}
    if not rule.parts:
        return _("没有条件,都符合")
    joint = _(",并且") if isinstance(rule, All) else _(",或者")
    return joint.join(_grouped(part) for part in rule.parts)


def _grouped(rule: Rule) -> str:
    several = isinstance(rule, All | Any) and len(rule.parts) > 1
    return f"({said(rule)})" if several else said(rule)


def asked(condition: Condition) -> str:
    """One condition: "职工人数不超过 300 人"."""
    known, value = condition.known, condition.value
    match condition.way:
        case Is.YES:
            return str(known.title)
        case Is.NO:
            return _("没有%(title)s") % {"title": known.title}
        case Is.ONE_OF:
            return _("%(title)s是%(words)s") % {"title": known.title, "words": _listed(known, value)}
        case Is.NONE_OF:
            return _("%(title)s不是%(words)s") % {"title": known.title, "words": _listed(known, value)}
        case Is.CONTAINS:
            return _("%(title)s含有%(words)s") % {"title": known.title, "words": _listed(known, value)}
        case Is.LACKS:
            return _("%(title)s不含%(words)s") % {"title": known.title, "words": _listed(known, value)}
        case Is.FROM_DAY:
            return _("%(title)s在 %(day)s(含)以后") % {"title": known.title, "day": value}
        case Is.UNTIL_DAY:
            return _("%(title)s在 %(day)s(含)以前") % {"title": known.title, "day": value}
    ways = {
        Is.AT_LEAST: _("%(title)s不少于 %(value)s"),
        Is.AT_MOST: _("%(title)s不超过 %(value)s"),
        Is.MORE_THAN: _("%(title)s多于 %(value)s"),
        Is.LESS_THAN: _("%(title)s少于 %(value)s"),
        Is.EQUALS: _("%(title)s等于 %(value)s"),
    }
    return ways[condition.way] % {"title": known.title, "value": valued(known, value)}


def _listed(known: Known, value: object) -> str:
    words = value if isinstance(value, tuple) else ()
    return _("、").join(str(known.choices.get(word, word)) for word in words)


def valued(known: Known, value: object) -> str:
    """A fact's value with its unit: "320 人"; "未登记" when it is unknown."""
    if value is None or value == "":
        return _("未登记")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, int | float | Decimal):
        number = f"{Decimal(str(value)):,f}"
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return f"{number} {known.unit}".strip()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return _("、").join(str(known.choices.get(str(word), word)) for word in value)
    return str(known.choices.get(str(value), value))
