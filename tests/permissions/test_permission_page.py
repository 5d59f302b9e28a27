"""The permission table in the manual is the one in force."""

from pathlib import Path

from bihuan.config.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_manual_shows_the_permissions_in_force(capsys):
    assert main(["permissions"]) == 0
    assert PAGE.read_text(encoding="utf-8") == capsys.readouterr().out, (
        "run: bihuan permissions > docs/permissions.md, and read what changed"
    )
