"""A phone that speaks to the server as the app does."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bihuan.field.devices import set_up_device
from bihuan.field.models import FieldDevice
from bihuan.kernel import clock
from bihuan.kernel.ids import new_id
from tests.worlds import County


class Phone:
    """One phone of one person."""

    def __init__(self, county: County, name: str) -> None:
        self.device, self.secret = set_up_device(county.who(name), name="测试手机", device_id=new_id())
        self.client = Client()
        self.behind = timedelta(0)

    @property
    def now(self) -> datetime:
        return clock.now() - self.behind

    def call(self, method: str, path: str, content: Any = None, **heads: str) -> HttpResponse:
        raw = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        kind = "application/octet-stream" if isinstance(content, bytes) else "application/json"
        heads = {"HTTP_AUTHORIZATION": f"Bearer {self.secret}", **heads}
        return self.client.generic(method, f"/field/{path}", raw, content_type=kind, **heads)

    def record(self, kind: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"id": str(new_id()), "kind": kind, "at": self.now.isoformat(), "body": body, **more}

    def send(self, *records: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.call("POST", "sync", {"sent_at": self.now.isoformat(), "records": list(records)})
        assert answer.status_code == 200, answer.content.decode()
        return list(answer.json()["results"])

    def announce(self, about: str, content: bytes, **more: Any) -> dict[str, Any]:
        said = {
            "id": str(new_id()), "about": about, "name": "现场.jpg", "size": len(content), "at": self.now.isoformat(),
            "sha256": sha256(content).hexdigest(), "phase": "before", **more,
        }  # fmt: skip
        answer = self.call("POST", "files", said)
        assert answer.status_code == 200, answer.content.decode()
        return dict(answer.json())

    def fetched(self) -> FieldDevice:
        return FieldDevice.objects.get(pk=self.device.pk)


GRID_WORKER, SECRETARY = "德固镇网格员", "德固镇村(社区)书记"


@pytest.fixture
def phone_of(county: County) -> Callable[[str], Phone]:
    """`phone_of("德固镇网格员")` is a phone that this person has signed in on."""
    return lambda name: Phone(county, name)


@pytest.fixture
def phone(county: County) -> Phone:
    """The grid worker's."""
    return Phone(county, GRID_WORKER)
