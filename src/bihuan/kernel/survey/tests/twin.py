"""The browser's half of the survey forms, run by Node for the tests."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[5]
SCRIPT = ROOT / "frontend" / "build" / "survey_cases.mjs"


def node() -> str | None:
    """Node, of the machine or of the wheel beside this Python; None where the front end cannot be run."""
    if not (ROOT / "frontend" / "node_modules" / "typescript").is_dir():
        return None
    return shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


class Twin:
    """One process that answers many questions."""

    def __init__(self, program: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [program, str(SCRIPT), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """An answer for each."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        found: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return found

    def end(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
