"""What stands in DATABASE_URL, before anything else runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from bihuan.config.storage import database
from bihuan.kernel.errors import Invalid


def test_an_empty_address_is_the_embedded_database(tmp_path: Path) -> None:
    assert database("", tmp_path)["NAME"] == str(tmp_path / "bihuan.sqlite3")


def test_a_postgresql_address_keeps_its_parts(tmp_path: Path) -> None:
    found = database("postgres://clerk:pa%40ss@db:5433/county", tmp_path)
    assert (found["ENGINE"], found["HOST"], found["PORT"], found["NAME"], found["PASSWORD"]) == (
        "django.db.backends.postgresql", "db", 5433, "county", "pa@ss",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["bogus", "mysql://root@127.0.0.1/x", "postgres://[::1", "http://x"])
def test_any_other_address_is_one_clear_line(address: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="DATABASE_URL"):
        database(address, tmp_path)


def test_the_command_says_so_and_exits_non_zero(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bihuan.config.cli", "migrate"], env={"BIHUAN_HOME": str(tmp_path), "DATABASE_URL": "bogus"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("bihuan: DATABASE_URL") and len(done.stderr.splitlines()) == 1
