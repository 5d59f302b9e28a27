"""The manual lists every environment variable the product reads, and no other."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2]
PAGE = PACKAGE.parents[1] / "docs" / "settings.md"
READ = re.compile(r"""(?:env(?:\.\w+)?\(|environ\.get\()\s*"([A-Z][A-Z0-9_]+)\"""")
LISTED = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \|", re.MULTILINE)


def test_manual_lists_exactly_the_variables_that_are_read():
    sources = [path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    read = {name for path in sources for name in READ.findall(path.read_text(encoding="utf-8"))}
    listed = LISTED.findall(PAGE.read_text(encoding="utf-8"))
    assert len(read) > 20
    assert set(listed) == read
    assert len(listed) == len(set(listed))
