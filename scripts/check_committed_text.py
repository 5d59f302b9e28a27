"""Fails when a tracked file names a package registry, a path of somebody's machine, or trusts text as markup."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that no line of a tracked file may hold, where it applies, and why."""

    pattern: re.Pattern[str]
    why: str
    endings: tuple[str, ...] = ()


RULES = (
    Rule(
        re.compile(
            r"\b(?:registry\.(?:npmjs|yarnpkg|npmmirror)|pypi\.org|files\.pythonhosted|deb\.debian|mirrors\.\w+)\b"
        ),
        "names a package registry; each machine has its own",
    ),
    Rule(re.compile(r'"resolved":'), "pins a download address; see frontend/.npmrc", ("package-lock.json",)),
    Rule(re.compile(r"(?<![\w./-])/(?:work|tmp|root)/"), "is a path of one machine"),
    Rule(re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off"), "trusts text as markup", (".html", ".txt", ".xml")),
    Rule(re.compile(r"\bmark_safe\("), "trusts text as markup; use format_html", (".py",)),
)


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [ROOT / name for name in listing.decode().split("\0") if name]


def complaints(path: Path) -> list[str]:
    """One sentence for each offending line of `path`; files that are not text have none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return []
    rules = [rule for rule in RULES if not rule.endings or path.name.endswith(rule.endings)]
    return [
        f"{path.relative_to(ROOT)}:{number}: {found.group().strip()} {rule.why}"
        for number, line in enumerate(lines, start=1)
        for rule in rules
        if (found := rule.pattern.search(line))
    ]


def main() -> int:
    found = [complaint for path in tracked() for complaint in complaints(path)]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
