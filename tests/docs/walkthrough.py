"""Reads the blocks of CONTRIBUTING.md and applies them to a copy of the sources."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^\*\*`(?P<path>[^`]+)`\*\*\n\n```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A block that names a file: its whole text, or (`diff`) lines to add to or change in it."""

    path: str
    kind: str
    text: str


def blocks(page: str) -> list[Block]:
    """Every block of the page that stands below a file's name."""
    return [Block(found["path"], found["kind"], found["text"]) for found in BLOCK.finditer(page)]


def commands(page: str, section: str) -> list[str]:
    """The command lines of the shell blocks from the heading `section` on."""
    part = page[page.index(section) :]
    return [line for found in SHELL.finditer(part) for line in found["text"].splitlines() if line.strip()]


def copy_sources(target: Path) -> None:
    """The product and its tests without what is built; the built front end is shared."""
    shutil.copytree(
        ROOT / "src" / "bihuan",
        target / "src" / "bihuan",
        ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"),
    )
    static = ROOT / "src" / "bihuan" / "web" / "static"
    if static.exists():
        (target / "src" / "bihuan" / "web" / "static").symlink_to(static)
    (target / "tests").mkdir()
    for name in ("__init__.py", "worlds.py", "ledger_suite.py", "migrated.py"):
        shutil.copy(ROOT / "tests" / name, target / "tests" / name)
    for name in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, target / name)


def apply(block: Block, target: Path) -> None:
    """Write the block's file, or change the existing one as its `diff` says.

    Raises:
        AssertionError: the lines that the diff starts from do not stand in the file, or more than once.
    """
    path = target / block.path
    if block.kind != "diff":
        assert not path.exists(), f"{block.path} exists already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return
    lines = [(line[:1], line[1:]) for line in block.text.splitlines()]
    before = "".join(f"{text}\n" for sign, text in lines if sign != "+")
    after = "".join(f"{text}\n" for sign, text in lines if sign != "-")
    there = path.read_text(encoding="utf-8")
    assert there.count(before) == 1, f"{block.path} no longer holds these lines:\n{before}"
    path.write_text(there.replace(before, after), encoding="utf-8")
