"""The collector of texts for translation misses none that a template or a module marks."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.template import engines
from django.template.base import FilterExpression, Node, Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts" / "translations.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _texts(part: object, seen: set[int]) -> Iterator[str]:
    """Every text that the compiled template will look up, found by walking its nodes."""
    if id(part) in seen:
        return
    seen.add(id(part))
    if isinstance(part, TranslateNode) and isinstance(part.filter_expression.var.literal, str):
        yield part.filter_expression.var.literal
    if isinstance(part, BlockTranslateNode):
        yield part.render_token_list(part.singular)[0]
    if isinstance(part, Variable) and part.translate and isinstance(part.literal, str):
        yield part.literal
    if isinstance(part, list | tuple):
        parts: list[object] = list(part)
    elif isinstance(part, dict):
        parts = list(part.values())
    elif isinstance(part, Node | FilterExpression | Variable) or type(part).__module__.startswith("django.template"):
        parts = list(getattr(part, "__dict__", {}).values())
    else:
        parts = []
    for one in parts:
        yield from _texts(one, seen)


def test_every_text_a_template_looks_up_is_collected(translations: ModuleType) -> None:
    collected = {one.id if isinstance(one.id, str) else one.id[0] for one in translations.collected()}
    engine = engines["django"].engine
    looked_up = {
        text
        for path in sorted(translations.PACKAGE.rglob("*.html"))
        for text in _texts(engine.from_string(path.read_text(encoding="utf-8")).nodelist, set())
    }
    assert len(looked_up) > 500
    assert sorted(looked_up - collected) == []


def test_gettext_under_another_name_is_followed(translations: ModuleType) -> None:
    code = "from django.utils.translation import gettext_lazy as t, ngettext as many\n"
    assert translations.aliases(code) == {"t": None, "many": (1, 2)}
