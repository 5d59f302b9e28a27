"""The pages of the manual that repeat what the code declares are what the code declares."""

import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.docs.walkthrough import ROOT

STORED = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def reference() -> Iterator[ModuleType]:
    """The script that writes the pages."""
    sys.path.insert(0, str(ROOT / "scripts"))
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["reference"] = module
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(ROOT / "scripts"))
    del sys.modules["reference"]


def test_no_page_is_stale(reference: ModuleType) -> None:
    for name, text in reference.pages().items():
        stored = (STORED / name).read_text(encoding="utf-8")
        assert stored == text, f"docs/reference/{name} is stale; run: make reference"


def test_no_page_is_left_over(reference: ModuleType) -> None:
    assert {path.name for path in STORED.iterdir()} == set(reference.WRITERS)


def test_the_picture_shows_every_state_and_every_change_of_state(reference: ModuleType) -> None:
    from life_cycle_picture import read

    from bihuan.cases.diagram import diagram

    drawing = read(diagram())
    picture = reference.life_cycle_picture()
    assert all(name in picture for name in drawing.names.values())
    assert all(arrow.verbs in picture for arrow in drawing.arrows)


def test_every_command_and_its_options_are_described(reference: ModuleType) -> None:
    page = (STORED / "commands.md").read_text(encoding="utf-8")
    for words in ("serve", "worker", "migrate", "demo", "import", "export", "indicators", "audit verify", "check"):
        assert f"\n## `bihuan {words}`\n" in page
    assert all(option in page for option in ("--dry-run", "--undo", "--strict", "--atomic", "--period", "--deploy"))
