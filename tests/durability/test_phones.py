"""Phones on a bad line, and a server that is killed while they send: nothing is lost, nothing is there twice.

`BIHUAN_SOAK_RECORDS=2000` (over 20 phones, with a photograph for every fifth record) is the full soak.
"""

import json
import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.phones import PATIENCE, Phone
from tests.durability.test_kill import Installation, city, database  # noqa: F401  # fixtures

pytestmark = pytest.mark.slow
PHONES = 20
RECORDS = int(os.environ.get("BIHUAN_SOAK_RECORDS", "400"))


@pytest.fixture
def served(tmp_path: Path, database: str) -> Iterator[tuple[Installation, list[Phone]]]:  # noqa: F811
    made = Installation(tmp_path, database)
    made.environment["BIHUAN_API_REQUESTS_PER_MINUTE"] = "100000"
    made.run("bihuan.config.cli", "migrate")
    said = json.loads(made.run("tests.durability.phones_build", str(PHONES)))
    made.start()
    url = f"http://127.0.0.1:{made.port}"
    phones = [Phone(url, secret, said["area"], seed) for seed, secret in enumerate(said["secrets"])]
    try:
        yield made, phones
    finally:
        for phone in phones:
            phone.client.close()  # a server ends when its open connections have
        made.stop()


def send(phones: list[Phone], records: int) -> list[threading.Thread]:
    """Every phone sends its share in a thread of its own."""
    for phone in phones:
        phone.fill(records // len(phones), photos=records // len(phones) // 5)
    threads = [threading.Thread(target=phone.sync) for phone in phones]
    for thread in threads:
        thread.start()
    return threads


def counted(made: Installation, phones: list[Phone], records: int) -> None:
    """What the phones hold receipts for is what the database has, each once."""
    state = json.loads(made.run("tests.durability.phones_state"))
    receipts = {key: number for phone in phones for key, number in phone.receipts.items()}
    photos = {key: number for phone in phones for key, number in phone.photo_receipts.items()}
    assert [phone.changed for phone in phones if phone.changed or phone.waiting or phone.photos] == []
    assert len(receipts) == records and state["receipts"] == receipts
    assert len(state["cases"]) + state["comments"] == records and set(state["cases"]) <= set(receipts)
    assert state["same_text"] == 0 and state["numbers"] == len(state["cases"])
    assert state["files"] == photos and state["evidence"] == len(photos) > 0
    assert state["flaws"] == []


def test_soak_of_many_phones_on_a_bad_line(served: tuple[Installation, list[Phone]]) -> None:
    made, phones = served
    for thread in send(phones, RECORDS):
        thread.join(PATIENCE)
    counted(made, phones, RECORDS)


def test_a_server_killed_during_sync_loses_and_repeats_nothing(served: tuple[Installation, list[Phone]]) -> None:
    made, phones = served
    chance = random.Random(20260603)
    records, some = 80, phones[:4]
    threads = send(some, records)
    kills = 0
    while any(thread.is_alive() for thread in threads) and kills < 4:
        time.sleep(chance.uniform(0.1, 0.6))
        made.kill(("web", "server")[kills % 2])
        kills += 1
    for thread in threads:
        thread.join(PATIENCE)
    assert kills >= 2
    counted(made, some, records)
