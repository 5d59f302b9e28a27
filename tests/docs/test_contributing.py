"""Somebody who follows CONTRIBUTING.md letter by letter ends with a capability that works."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.walkthrough import ROOT, apply, blocks, commands, copy_sources

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PARTS = (
    "models",
    "policies",
    "lifecycle",
    "events",
    "services",
    "selectors",
    "find",
    "ledgers",
    "indicators",
    "handlers",
)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources after every block of the page was applied in order."""
    target = tmp_path_factory.mktemp("walk")
    copy_sources(target)
    for block in blocks(PAGE):
        apply(block, target)
    return target


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """A command in the copy, with a state folder and a database of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"PYTHONPATH": f"{folder / 'src'}:{folder}", "BIHUAN_HOME": str(folder / "var")}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)


def spelled_out(line: str) -> list[str]:
    """A command of the page with this environment's Python before it."""
    name, *rest = line.split()
    beside = Path(sys.executable).parent
    modules = {"bihuan": ["-m", "bihuan.config.cli"], "pytest": ["-m", "pytest", "-p", "no:cacheprovider", "-q"]}
    if name in modules:
        return [sys.executable, *modules[name], *rest]
    return [str(beside / name), *rest]


def test_every_kind_of_file_is_shown() -> None:
    paths = [block.path for block in blocks(PAGE)]
    assert all(f"src/bihuan/wells/{part}.py" in paths for part in PARTS)
    assert len(paths) == len(set(paths)) == PAGE.count("\n**`src/") + PAGE.count("\n**`pyproject.toml`**")


def test_following_the_page_gives_a_capability_that_works(followed: Path) -> None:
    lines = commands(PAGE, "## 3. Adding a capability")
    assert {line.split()[0] for line in lines} == {"bihuan", "pytest", "ruff", "lint-imports"}
    outputs = {}
    for line in lines:
        done = run(spelled_out(line), followed)
        assert done.returncode == 0, f"{line}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
        outputs[line.split()[0]] = done.stdout
    assert (followed / "src/bihuan/wells/migrations/0001_initial.py").exists()
    passed = re.search(r"(\d+) passed", outputs["pytest"])
    assert passed is not None and int(passed[1]) >= 16
    assert "failed" not in outputs["pytest"] and "skipped" not in outputs["pytest"]
