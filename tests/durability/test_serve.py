"""`bihuan serve` as an operator meets it: it says what is wrong, serves all it needs, and ends in order."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.durability.test_kill import ROOT, Installation
from tests.migrated import put_empty_database

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """The product itself on SQLite, without the test's own room."""
    made = Installation(tmp_path, "")
    made.environment["DJANGO_SETTINGS_MODULE"] = "bihuan.config.settings"
    made.environment.pop("DATABASE_URL", None)
    yield made
    made.stop()


def serve(installation: Installation) -> subprocess.CompletedProcess[str]:
    words = ["-m", "bihuan.config.cli", "serve", "--port", str(installation.port)]
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=installation.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_starts_serves_and_ends_in_order(installation: Installation) -> None:
    unmigrated = serve(installation)
    assert unmigrated.returncode == 2 and unmigrated.stderr.count("\n") == 1
    assert "bihuan migrate" in unmigrated.stderr

    installation.run("bihuan.config.cli", "migrate")
    installation.start()
    address = f"http://127.0.0.1:{installation.port}"
    package = ROOT / "src/bihuan"
    file = next(path for path in sorted(package.glob("*/static/**/*")) if path.is_file())
    name = file.relative_to(next(parent for parent in file.parents if parent.name == "static")).as_posix()
    answer = httpx.get(f"{address}/static/{name}", timeout=30)
    assert answer.status_code == 200 and answer.content == file.read_bytes()
    assert httpx.get(f"{address}/no/such/page", timeout=30).status_code == 404

    taken = serve(installation)
    assert taken.returncode == 2 and taken.stderr.count("\n") == 1 and str(installation.port) in taken.stderr

    assert installation.server is not None
    installation.server.send_signal(signal.SIGTERM)
    assert installation.server.wait(40) == 0
    assert "0 处" in installation.run("bihuan.config.cli", "audit", "verify")


def test_worker_does_what_is_due_and_ends(installation: Installation, tmp_path: Path) -> None:
    put_empty_database(tmp_path / "bihuan.sqlite3")
    installation.run("bihuan.config.cli", "migrate")
    assert installation.run("bihuan.config.cli", "worker", "--once").strip() == "0"
    worker = subprocess.Popen(
        [sys.executable, "-m", "bihuan.config.cli", "worker"], cwd=ROOT, env=installation.environment
    )
    try:
        os.kill(worker.pid, 0)
    finally:
        worker.terminate()
    assert worker.wait(40) in {0, -signal.SIGTERM}  # the latter when it had not even started
