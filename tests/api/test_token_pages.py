"""The pages on which people make tokens for themselves and take them back."""

import re

import pytest
from django.test import Client

from bihuan.api.models import ApiToken
from bihuan.api.tokens import issue_token
from bihuan.platform.actors import SYSTEM
from tests.api.conftest import DESK, Caller

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(client: Client, county) -> Client:
    client.force_login(county.who(DESK), BACKEND)
    return client


def test_token_is_made_shown_once_and_taken_back(desk):
    assert "还没有令牌" in desk.get("/tokens/").content.decode()
    assert desk.get("/tokens/new/").status_code == 200
    made = desk.post("/tokens/new/", {"name": "热线对接", "scopes": ["cases:read"], "days": "30"})
    secret = re.search(r"bh_[\w-]{43}", made.content.decode())
    assert secret is not None and Caller(secret[0]).get("/me").json()["scopes"] == ["cases:read"]
    listed = desk.get("/tokens/").content.decode()
    assert "热线对接" in listed and secret[0] not in listed
    token = ApiToken.objects.get()
    assert desk.post(f"/tokens/{token.pk}/revoke/").status_code == 302
    assert Caller(secret[0]).get("/me").status_code == 401


def test_faults_stand_beside_their_fields(desk):
    answer = desk.post("/tokens/new/", {"name": "", "days": "30"})
    assert answer.status_code == 422
    assert "请填写用途" in answer.content.decode() and "请至少选择一项" in answer.content.decode()
    assert ApiToken.objects.count() == 0


def test_tokens_of_others_are_the_administrators_to_take_back(desk, county):
    other, _secret = issue_token(SYSTEM, owner=county.who("德固镇督导员"), name="别人的", scopes=["cases:read"])
    assert "别人的" not in desk.get("/tokens/").content.decode()
    assert desk.post(f"/tokens/{other.pk}/revoke/").status_code == 404
    desk.force_login(county.who("县系统管理员"), BACKEND)
    assert "别人的" in desk.get("/tokens/").content.decode()
    assert desk.post(f"/tokens/{other.pk}/revoke/").status_code == 302
    assert ApiToken.objects.get().revoked_at is not None
