"""A kill -9 of server or worker at any point loses no acknowledged report and repeats no side effect."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings

from bihuan.kernel.ids import new_id
from bihuan.platform.tests.outside_world import OutsideWorld, outside_world
from tests.migrated import put_empty_database

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
REPORTERS, REPORTS_EACH, KILLS = 3, 20, 6
LIUZHUANG = "411799101201"  # 刘庄村 of tests.worlds
PATIENCE = 120.0  # seconds


class Installation:
    """A server on a state folder of its own, started again whenever it was killed."""

    def __init__(self, folder: Path, database: str) -> None:
        self.environment = {
            **os.environ,
            "BIHUAN_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.durability.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "BIHUAN_WEBHOOK_ALLOW_PRIVATE": "1",
            "BIHUAN_JOB_LEASE_SECONDS": "3",
            "BIHUAN_PUBLIC_REPORTS_PER_HOUR": "100000",
            **({"DATABASE_URL": database} if database else {}),
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def state(self) -> dict[str, Any]:
        return json.loads(self.run("tests.durability.state"))

    def start(self) -> None:
        """Until it stays: right after a kill the old web processes may hold the port for a second."""
        words = ["-m", "bihuan.config.cli", "serve", "--port", str(self.port)]
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.server = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert self.server.stdout is not None
            if self.server.stdout.readline():  # the address: it listens
                return
            self.server.wait()
        raise AssertionError("the server does not start")

    def children(self) -> dict[str, list[int]]:
        """Process ids below the server: job worker and web processes."""
        assert self.server is not None
        found: dict[str, list[int]] = {"worker": [], "web": []}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except (OSError, ValueError, IndexError):
                continue
            if parent == self.server.pid:
                found["worker" if b"worker" in words else "web"].append(int(entry.name))
        return found

    def kill(self, victim: str) -> None:
        """kill -9 the whole server's parent, its job worker, or one web process."""
        assert self.server is not None
        if victim == "server":
            self.server.kill()
            self.server.wait()
            self.start()
            return
        for pid in self.children()[victim][:1]:
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(40)


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own where the suite runs on PostgreSQL; "" means the SQLite file of the state folder."""
    found = settings.DATABASES["default"]
    if "postgresql" not in found["ENGINE"]:
        yield ""
        return
    place = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT'] or 5432}".replace(":@", "@")
    name = f"durability_{os.getpid()}"
    with psycopg.connect(f"postgresql://{place}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{place}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def city() -> Iterator[OutsideWorld]:
    with outside_world() as world:
        yield world


@pytest.fixture
def installation(tmp_path: Path, database: str, city: OutsideWorld) -> Iterator[Installation]:
    made = Installation(tmp_path, database)
    if not database:
        put_empty_database(tmp_path / "bihuan.sqlite3")
    made.run("bihuan.config.cli", "migrate")
    made.run("tests.durability.build", f"{city.url}/hook")
    made.start()
    try:
        yield made
    finally:
        made.stop()


def report_until_acknowledged(url: str, acknowledged: dict[str, str]) -> None:
    """What a phone does: the same id and content again until there is an answer."""
    case_id, until = str(new_id()), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            sent = {"id": case_id, "text": f"路灯不亮 {case_id}", "area": LIUZHUANG}
            answer = httpx.post(url, json=sent, headers={"Idempotency-Key": case_id}, timeout=10)
        except httpx.HTTPError:
            time.sleep(0.1)
            continue
        assert answer.status_code < 400 or answer.status_code >= 500, answer.text
        if answer.status_code == 201:
            acknowledged[case_id] = answer.json()["number"]
            return
        time.sleep(0.1)
    raise AssertionError("a report was never acknowledged")


def test_no_acknowledged_report_is_lost_and_no_effect_repeated(installation: Installation, city: OutsideWorld) -> None:
    acknowledged: dict[str, str] = {}
    chance = random.Random(20260603)
    url = f"http://127.0.0.1:{installation.port}/api/v1/public/reports"

    def reporter() -> None:
        for _number in range(REPORTS_EACH):
            report_until_acknowledged(url, acknowledged)

    reporters = [threading.Thread(target=reporter) for _number in range(REPORTERS)]
    for thread in reporters:
        thread.start()
    for kill in range(KILLS):
        time.sleep(chance.uniform(0.2, 1.5))
        installation.kill(("worker", "server", "web")[kill % 3])
    for thread in reporters:
        thread.join(PATIENCE)

    expected = REPORTERS * REPORTS_EACH
    until = time.monotonic() + PATIENCE
    state = installation.state()
    while time.monotonic() < until and (set(state["jobs"]) != {"done"} or state["deliveries"] != {"sent": expected}):
        time.sleep(1)
        state = installation.state()

    assert len(acknowledged) == expected
    assert state["cases"] == acknowledged
    assert sorted(int(number[-4:]) for number in acknowledged.values()) == list(range(1, expected + 1))
    assert state["effects"] == expected
    assert state["told"] == sorted(acknowledged.values())
    assert set(state["jobs"]) == {"done"} and state["deliveries"] == {"sent": expected}
    assert state["flaws"] == []
    # Outside, a repetition can happen between sending and remembering; its keys give it away.
    heard = {(sent.json["id"], sent.headers["X-Bihuan-Delivery"]) for sent in city.received}
    assert len(heard) == expected
    assert {sent.json["data"]["case_id"] for sent in city.received} == set(acknowledged)


def test_children_end_soon_after_their_server_was_killed(installation: Installation) -> None:
    children: list[int] = []
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and len(children) < 3:  # two web processes and the worker, forked after listening
        children = [pid for pids in installation.children().values() for pid in pids]
        time.sleep(0.1)
    assert installation.server is not None and len(children) == 3
    installation.server.kill()
    installation.server.wait()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and any(_runs(pid) for pid in children):
        time.sleep(0.2)
    assert not [pid for pid in children if _runs(pid)]


def _runs(pid: int) -> bool:
    """Whether the process still works (one that nobody waits for stays in the table as a zombie)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
