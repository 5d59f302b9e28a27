"""Cases brought to a stage, and clients signed in as the people of the small county."""

from collections.abc import Callable

import pytest
from django.test import Client

from bihuan.cases import services as do
from bihuan.cases.tests.conftest import DESK, HANDLER, LEADER, MONDAY, Loop, monday, report  # noqa: F401
from tests.worlds import County

SignedIn = Callable[[str], Client]


@pytest.fixture
def as_(county: County) -> SignedIn:
    """`as_("德固镇督导员")` is a browser in which that person is signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(county.who(name), "django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def brought_to(report: Callable[..., Loop], stage: str, **values: object) -> Loop:  # noqa: F811
    """A case in some stage of the loop."""
    from datetime import timedelta

    if stage == "petition":
        return report(channel="letter", **values).taken()
    loop = report(**values)
    if stage == "declined":
        return loop.do(do.decline_case, DESK, reason="不属职责")
    if stage in ("asked", "suspended"):
        loop.taken().do(do.ask_suspension, HANDLER, reason="等待鉴定", until=MONDAY + timedelta(days=9))
        return loop if stage == "asked" else loop.do(do.approve_suspension, LEADER)
    if stage == "conference":
        return loop.accepted().do(do.convene_conference, DESK, reason="多部门")
    return loop if stage == "reported" else getattr(loop, {"dispatched": "dispatched_to"}.get(stage, stage))()
