"""Tags and filters of every template: fields with their errors, local times, states, masked personal values."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms, template
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bihuan.kernel import clock
from bihuan.kernel.reading import masking
from bihuan.platform import spoken

register = template.Library()

_MESSAGE_TONES = {"debug": "secondary", "error": "danger"}
_SOON = timedelta(hours=8)


@register.filter
def html_lang(code: str) -> str:
    """Django's language code as a BCP 47 tag: "zh-hans" is "zh-Hans"."""
    return "zh-Hans" if code == "zh-hans" else code


@register.inclusion_tag("web/parts/_field.html")
def field(bound: forms.BoundField, **attributes: str) -> dict[str, Any]:
    """Label, control, help and errors of one form field; further arguments become attributes (`_` stands for `-`)."""
    widget = bound.field.widget
    kind = "check" if isinstance(widget, forms.CheckboxInput) else "line"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "group"
    attrs: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if kind == "group":
        attrs["class"] = "form-check-input"
    else:
        classes = {"check": "form-check-input", "line": "form-control"}[kind]
        if isinstance(widget, forms.Select):
            classes = "form-select"
        own = widget.attrs.get("class", "")
        attrs["class"] = f"{own} {classes}{' is-invalid' if bound.errors else ''}".strip()
        described = [f"{bound.auto_id}_helptext"] * bool(bound.help_text) + [f"{bound.auto_id}_error"] * bool(
            bound.errors
        )
        if described:
            attrs["aria-describedby"] = " ".join(described)
    if kind == "group":
        widget.attrs.update(attrs)  # each choice draws itself from the widget's attributes
        return {"field": bound, "kind": kind}
    return {"field": bound, "kind": kind, "control": bound.as_widget(attrs=attrs)}


@register.inclusion_tag("web/parts/_fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form below a summary of what is wrong."""
    return {"form": form}


@register.inclusion_tag("web/parts/_state.html")
def state(value: str, label: object = "") -> dict[str, Any]:
    """A state as a coloured word: `{% state case.state case.get_state_display %}`."""
    return {"value": value, "label": label or value}


@register.filter
def message_tone(level: str) -> str:
    """Django's message level as the theme's tone: "error" is "danger"."""
    return _MESSAGE_TONES.get(level, level or "info")


@register.inclusion_tag("web/parts/_time_left.html")
def time_left(due: datetime | None) -> dict[str, Any]:
    """How long until `due`, in words; red when it has passed, amber within eight hours."""
    if due is None:
        return {"due": None}
    left = due - clock.now()
    tone = "late" if left < timedelta(0) else "soon" if left < _SOON else "calm"
    text = in_words(abs(left))
    label = _("超期 %(time)s") % {"time": text} if tone == "late" else _("剩 %(time)s") % {"time": text}
    return {"due": due, "tone": tone, "label": label}


def in_words(span: timedelta) -> str:
    """A span as its largest useful unit: days from two days up, hours from two hours up, else minutes."""
    minutes = int(span.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return ngettext("%d 天", "%d 天", minutes // 1440) % (minutes // 1440)
    if minutes >= 120:
        return ngettext("%d 小时", "%d 小时", minutes // 60) % (minutes // 60)
    return ngettext("%d 分钟", "%d 分钟", minutes) % minutes


@register.filter
def grouped(number: Decimal | int | None) -> str:
    """A number with commas between thousands and without empty decimals: 1,200,000 or 0.5."""
    return "" if number is None else f"{number:,.2f}".rstrip("0").rstrip(".")


@register.filter
def local_time(moment: datetime | None) -> str:
    """An instant as "2026-06-03 14:05" on the wall clock of the county."""
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else ""


@register.filter
def clock_on(moment: datetime | None, begun: datetime) -> str:
    """The end of what began at `begun`: the time alone on the same day, else with its day."""
    if moment is None:
        return ""
    here = clock.local(moment)
    return f"{here:%H:%M}" if here.date() == clock.local(begun).date() else f"{here:%Y-%m-%d %H:%M}"


@register.filter
def local_day(moment: datetime | date | None) -> str:
    """A day or the local day of an instant, as "2026-06-03"."""
    if moment is None:
        return ""
    return f"{clock.local(moment) if isinstance(moment, datetime) else moment:%Y-%m-%d}"


@register.filter
def when(moment: datetime | None) -> str:
    """An instant as people say it: "刚刚", "12 分钟前", "今天 09:30", "昨天 17:20", else the day."""
    if moment is None:
        return ""
    past, here = clock.now() - moment, clock.local(moment)
    if timedelta(0) <= past < timedelta(minutes=1):
        return _("刚刚")
    if timedelta(0) <= past < timedelta(hours=1):
        return _("%(minutes)d 分钟前") % {"minutes": past.total_seconds() // 60}
    day = (clock.today() - here.date()).days
    if day == 0:
        return _("今天 %(time)s") % {"time": f"{here:%H:%M}"}
    if day == 1:
        return _("昨天 %(time)s") % {"time": f"{here:%H:%M}"}
    return f"{here:%Y-%m-%d %H:%M}"


@register.filter
def who(actor_name: str) -> str:
    """Who did something, out of the trail; "系统" and "群众" in the reader's language."""
    return spoken.who(actor_name)


@register.filter
def yes_no(value: bool | None) -> str:
    """A truth as a word; None is unknown."""
    if value is None:
        return pgettext("真假", "未知")
    return pgettext("真假", "是") if value else pgettext("真假", "否")


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The present query string with some values changed (None or "" removes one); `page` starts over unless named."""
    values = context["request"].GET.copy()
    if "page" not in changes:
        values.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            values.pop(name, None)
        else:
            values[name] = str(value)
    return f"?{values.urlencode()}"


@register.filter
def item(mapping: dict[Any, Any], key: object) -> object:
    """`mapping[key]`, empty when absent (for headings looked up by a variable)."""
    return mapping.get(key, "")


# Personal values are shown masked everywhere; a page that reveals one writes the reveal to the audit trail first.
register.filter("mask_name", masking.mask_name)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_id_number", masking.mask_id_number)
register.filter("mask_address", masking.mask_address)
register.filter("mask_text", masking.mask_text)
