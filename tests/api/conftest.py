"""A county whose people hold tokens, and a client that speaks JSON."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from bihuan.api.scopes import TokenScope
from bihuan.api.tokens import issue_token
from bihuan.cases.models import Case
from bihuan.cases.services import report_case
from bihuan.platform.actors import SYSTEM
from tests.worlds import County


class Caller:
    """Somebody's program: `county_api("德固镇综治中心值班员").post("/cases", {...})`."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        extra: dict[str, Any] = {}
        if body is not None:
            extra = {"data": json.dumps(body), "content_type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, f"/api/v1{path}", headers={**self.headers, **named}, **extra)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self.send("POST", path, {} if body is None else body, **headers)


DESK = "德固镇综治中心值班员"


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """A request in English leaves its language with the thread; the next test begins in Chinese again."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def as_staff(county: County) -> Callable[..., Caller]:
    """A program with a token of somebody, of all scopes unless told otherwise."""

    def caller(name: str = DESK, scopes: Sequence[str] = TokenScope.values) -> Caller:
        _token, secret = issue_token(SYSTEM, owner=county.who(name), name="测试", scopes=scopes)
        return Caller(secret)

    return caller


@pytest.fixture
def anybody() -> Caller:
    """A program without a token."""
    return Caller()


@pytest.fixture
def a_case(county: County) -> Callable[..., Case]:
    """Take a matter in at a place of the county, by the desk of 德固镇 unless told otherwise."""

    def reported(area: str = "刘庄村", by: str = DESK, **more: Any) -> Case:
        words = {"kind": "appeal", "channel": "walk_in", "title": "供水管网漏水", "text": "村东头水管漏了三天", **more}
        return report_case(county.who(by), area=county.area(area), **words)

    return reported
