"""The form field for conditions: gives what can be meant, refuses the rest in sentences, and carries its setting."""

import pytest
from django import forms

from bihuan.platform.conditions import Kind, Known
from bihuan.web.rules import RuleField

KNOWN = [Known("staff", "职工人数", Kind.NUMBER, "人"), Known("trade", "行业", Kind.CHOICE, choices={"make": "制造业"})]


class Asking(forms.Form):
    conditions = RuleField(lambda: KNOWN, label="条件")


def test_a_rule_is_given_as_it_is_stored() -> None:
    form = Asking({"conditions": '{"all": [{"fact": "staff", "is": "at_most", "value": 300}]}'})
    assert form.is_valid()
    assert form.cleaned_data["conditions"] == {"all": [{"fact": "staff", "is": "at_most", "value": 300}]}
    empty = Asking({"conditions": ""})
    assert empty.is_valid() and empty.cleaned_data["conditions"] == {}


@pytest.mark.parametrize(
    "sent", ["[", '{"fact": "boss", "is": "yes"}', '{"all": ' * 3000 + "1" + "}" * 3000, "x" * 20_001, "7"]
)
def test_what_cannot_be_meant_is_refused_and_stays_in_the_field(sent: str) -> None:
    form = Asking({"conditions": sent})
    assert not form.is_valid()
    assert form.errors["conditions"]
    assert form["conditions"].value() == sent


def test_the_page_carries_facts_ways_and_words() -> None:
    html = str(Asking(initial={"conditions": {"fact": "staff", "is": "at_least", "value": 3}})["conditions"])
    assert 'data-rule="id_conditions-setting"' in html
    assert '<script id="id_conditions-setting" type="application/json">' in html
    assert "&quot;at_least&quot;" in html
