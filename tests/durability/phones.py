"""Simulated phones that speak to a served installation over HTTP, on a bad line: drops, resends, duplicates, pieces of photographs."""

import io
import random
import time
from hashlib import sha256
from typing import Any

import httpx
from PIL import Image

from bihuan.kernel import clock
from bihuan.kernel.ids import new_id

PATIENCE = 600.0  # seconds; a busy machine takes its time
Record = dict[str, Any]


def picture(number: int) -> bytes:
    """A picture of its own."""
    random_ = random.Random(number)
    out = io.BytesIO()
    image = Image.new("RGB", (96, 72), tuple(random_.randrange(256) for _channel in range(3)))
    for _spot in range(60):
        image.putpixel((random_.randrange(96), random_.randrange(72)), tuple(random_.randrange(256) for _c in range(3)))
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


class Phone:
    """One phone: its outbox, what it holds receipts for, and how bad its line is (`drops`: share of calls that fail)."""

    def __init__(self, url: str, secret: str, area: str, seed: int, *, drops: float = 0.15) -> None:
        self.url, self.secret, self.area, self.drops = url, secret, area, drops
        self.chance = random.Random(seed)
        self.client = httpx.Client(timeout=15, headers={"Authorization": f"Bearer {secret}"})
        self.waiting: list[Record] = []
        self._sent: list[Record] = []
        self.photos: list[tuple[str, str, bytes]] = []
        self.receipts: dict[str, str] = {}
        self.photo_receipts: dict[str, str] = {}
        self.changed: list[str] = []  # ids whose receipt was another one the second time

    def fill(self, records: int, photos: int) -> None:
        """What was made offline: reports, a remark on every fourth, photographs for the first of them."""
        made: list[Record] = []
        while len(made) < records:
            report = self._record("report", {"text": f"离线上报 {new_id()}", "area": self.area})
            made.append(report)
            if len(made) % 4 == 3 and len(made) < records:
                made.append(self._record("act", {"case": report["id"], "verb": "comment", "text": "已到现场"}))
        reports = [one for one in made if one["kind"] == "report"]
        for number in range(photos):
            content = picture(self.chance.randrange(1 << 30))
            self.photos.append((str(new_id()), reports[number % len(reports)]["id"], content))
        self.waiting = made

    @staticmethod
    def _record(kind: str, body: Record) -> Record:
        return {"id": str(new_id()), "kind": kind, "at": clock.now().isoformat(), "body": body}

    def call(self, method: str, path: str, **content: Any) -> dict[str, Any] | None:
        """The answer; None when the line broke before or after the server had it, or the server is down."""
        fate = self.chance.random()
        if fate < self.drops / 3:
            return None  # never arrived
        try:
            answer = self.client.request(method, f"{self.url}/field/{path}", **content)
        except httpx.HTTPError:
            time.sleep(0.2)
            return None
        if answer.status_code == 429:
            time.sleep(1)
            return None
        if fate < self.drops:
            return None  # the server has it, the answer never came
        if answer.status_code >= 500:
            time.sleep(0.2)
            return None
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def sync(self) -> None:
        """Until everything has its receipt: text first, then photographs in pieces that resume."""
        until = time.monotonic() + PATIENCE
        while self.waiting or self.photos:
            assert time.monotonic() < until, "the outbox did not empty"
            if self.waiting:
                self._send_some()
            else:
                self._send_photo(*self.photos[0])

    def _send_some(self) -> None:
        batch = self.waiting[: self.chance.randrange(1, 40)]
        if self.chance.random() < 0.2:
            batch = [*batch, *batch[:3]]  # twice in one call
        known = [one for one in self.sent_before() if self.chance.random() < 0.02]
        answer = self.call("POST", "sync", json={"sent_at": clock.now().isoformat(), "records": [*batch, *known]})
        if answer is None:
            return
        for one in answer["results"]:
            assert one["status"] in ("received", "later"), one
            if one["status"] == "received" and self.receipts.setdefault(one["id"], one["receipt"]) != one["receipt"]:
                self.changed.append(one["id"])
        self._sent = [*self.sent_before(), *(one for one in batch if one["id"] in self.receipts)]
        self.waiting = [one for one in self.waiting if one["id"] not in self.receipts]

    def sent_before(self) -> list[Record]:
        """What has a receipt and is sent again now and then all the same."""
        return self._sent[-50:]

    def _send_photo(self, key: str, about: str, content: bytes) -> None:
        said = {
            "id": key, "about": about, "name": "现场.jpg", "size": len(content), "at": clock.now().isoformat(),
            "sha256": sha256(content).hexdigest(), "phase": "before",
        }  # fmt: skip
        standing = self.call("POST", "files", json=said)
        while standing is not None and not standing["receipt"]:
            start = standing["have"]
            piece = content[start : start + self.chance.randrange(300, 1500)]
            standing = self.call("PUT", f"files/{key}?offset={start}", content=piece)
        if standing is not None:
            self.photo_receipts[key] = standing["receipt"]
            self.photos.pop(0)
