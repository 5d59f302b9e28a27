"""A form field in which a clerk puts conditions together without code; see `platform.conditions`."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.platform.conditions import Known, read
from bihuan.platform.conditions.model import WAYS, Is

LONGEST = 20_000  # characters of a stored rule


class RuleInput(forms.Textarea):
    """A text area with the stored rule, over which the editor is laid."""

    template_name = "web/parts/rule_input.html"

    def __init__(self, known: Callable[[], Sequence[Known]]) -> None:
        super().__init__(attrs={"rows": 3, "spellcheck": "false"})
        self.known = known

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        script = f"{context['widget']['attrs'].get('id', name)}-setting"
        context["widget"]["attrs"]["data-rule"] = script
        return {**context, "script": script, "setting": setting_of(self.known())}

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value or {}, ensure_ascii=False)


class RuleField(forms.Field):
    """Gives the rule as JSON values that `platform.conditions.read` understands; `known` says what may be asked."""

    def __init__(self, known: Callable[[], Sequence[Known]], **options: Any) -> None:
        self.known = known
        options.setdefault("required", False)
        super().__init__(widget=RuleInput(known), **options)

    def clean(self, value: Any) -> Any:
        """The stored form.

        Raises:
            ValidationError: a sentence for each condition that cannot be meant.
        """
        text = str(super().clean(value) or "{}")
        if len(text) > LONGEST:
            raise forms.ValidationError(_("条件太多,请合并或拆开。"))
        try:
            stored = json.loads(text)
            read(stored, self.known())
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("条件格式不对,请重新设置。")) from None
        except Invalid as refusal:
            raise forms.ValidationError([fault.message for fault in refusal.faults]) from None
        return stored


def setting_of(known: Sequence[Known]) -> dict[str, Any]:
    """What the editor needs: the facts, the ways to ask each kind, and its words."""
    ways = {
        Is.AT_LEAST: _("不少于"), Is.AT_MOST: _("不超过"), Is.MORE_THAN: _("多于"), Is.LESS_THAN: _("少于"),
        Is.EQUALS: _("等于"), Is.ONE_OF: _("是其中之一"), Is.NONE_OF: _("不是其中任何一项"), Is.CONTAINS: _("含有"),
        Is.LACKS: _("不含"), Is.FROM_DAY: _("在此日(含)以后"), Is.UNTIL_DAY: _("在此日(含)以前"), Is.YES: _("是"), Is.NO: _("否"),
    }  # fmt: skip
    return {
        "facts": [
            {
                "key": one.key,
                "title": str(one.title),
                "kind": str(one.kind),
                "unit": str(one.unit),
                "choices": [[key, str(title)] for key, title in one.choices.items()],
            }
            for one in known
        ],
        "ways": {str(kind): [[str(way), ways[way]] for way in found] for kind, found in WAYS.items()},
        "words": {
            "all": _("以下全部满足"), "any": _("以下满足任意一项"), "none": _("以下一项都不能有"), "how": _("怎样算符合"),
            "fact": _("信息"), "way": _("怎样比较"), "words": _("几个词用空格分开"), "add": _("添加条件"), "addGroup": _("添加一组条件"),
            "remove": _("移除"),
        },
    }  # fmt: skip
