"""Pages and pictures of the manual are in their places, pictures stay small, and buttons are called as on the screen."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.docs.walkthrough import ROOT

DOCS = ROOT / "docs"
PAGES = [path for path in (*DOCS.rglob("*.md"), ROOT / "README.md") if "_build" not in path.parts]
BUTTON = re.compile(r"[点勾选](?:页面顶上的|顶上的|右上角)?“([^”]+)”")
LINK = re.compile(r"(?:\]\(|```\{image\} )([^)\s#]+\.(?:md|png|svg))")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script that takes the pictures."""
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "scripts" / "screenshots.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["screenshots"] = module
    spec.loader.exec_module(module)
    return module


def shown(path: Path) -> set[Path]:
    """The files a page links to or shows."""
    return {(path.parent / name).resolve() for name in LINK.findall(path.read_text(encoding="utf-8"))}


def test_every_linked_page_and_picture_exists() -> None:
    missing = [f"{page.name} → {target}" for page in PAGES for target in shown(page) if not target.exists()]
    assert not missing, missing


def test_every_picture_is_taken_by_the_script_and_used(script: ModuleType) -> None:
    stored = {path.stem for path in (DOCS / "pictures").iterdir()}
    used = {path.stem for page in PAGES for path in shown(page) if path.parent == DOCS / "pictures"}
    assert stored == used == {picture.name for picture in script.PICTURE_LIST}


def test_pictures_are_small(script: ModuleType) -> None:
    sizes = [path.stat().st_size for path in (DOCS / "pictures").iterdir()]
    assert max(sizes) <= script.MOST_BYTES and sum(sizes) < 4_000_000


def test_every_decision_stands_in_the_index() -> None:
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in index for path in (DOCS / "decisions").glob("0*.md"))


def test_buttons_that_the_manual_names_are_on_the_screen() -> None:
    sources = ROOT / "src" / "bihuan"
    files = [path for ending in ("*.py", "*.html") for path in sources.rglob(ending) if "tests" not in path.parts]
    said = "".join(path.read_text(encoding="utf-8") for path in files)
    named = {
        (page.name, words)
        for page in (DOCS / "manual").iterdir()
        for words in BUTTON.findall(page.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert not [where for where in named if where[1] not in said]


def test_the_sum_that_the_manual_explains_is_the_clock_engines_own() -> None:
    chapter = (DOCS / "manual" / "time-limits.md").read_text(encoding="utf-8")
    quoted = [line.removeprefix("> ") for line in chapter.splitlines() if line.startswith("> ")]
    computed = (DOCS / "reference" / "limits.md").read_text(encoding="utf-8")
    assert quoted and all(sentence in computed for sentence in quoted)
