"""Tokens, sessions, scopes, limits and languages."""

from datetime import timedelta

import pytest
from django.test import Client

from bihuan.api.models import ApiToken
from bihuan.api.scopes import TokenScope
from bihuan.api.tokens import issue_token, revoke_token
from bihuan.config.cli import main
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed
from bihuan.orgs.models import Staff
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import AuditEntry
from tests.api.conftest import DESK, Caller

pytestmark = pytest.mark.django_db


def test_me_says_who_and_with_which_scopes(as_staff):
    found = as_staff(scopes=["cases:read"]).get("/me").json()
    assert found["name"] == DESK and found["scopes"] == ["cases:read"]
    assert found["posts"][0]["role"] == "duty_officer"
    assert "cases.triage" in {one["right"] for one in found["rights"]}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer bh_wrong", "Bearer x" * 50, "Basic dTpw", "Bearer 㑇"])
def test_without_a_good_token_nobody_enters(county, header):
    caller = Caller()
    answer = caller.get("/me", Authorization=header)
    assert answer.status_code == 401 and answer.json()["code"] == "unauthenticated"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_secret_is_kept_only_as_a_digest_and_never_in_the_trail(county):
    token, secret = issue_token(SYSTEM, owner=county.who(DESK), name="对接", scopes=["cases:read"])
    kept = ApiToken.objects.get(pk=token.pk)
    assert secret not in str({field.name: getattr(kept, field.attname) for field in kept._meta.concrete_fields})
    entry = AuditEntry.objects.get(object_id=token.pk)
    assert entry.verb == "issue" and secret not in str(entry.changes)


def test_token_ends_by_time_by_being_taken_back_and_with_its_owner(county):
    owner = county.who(DESK)
    token, secret = issue_token(SYSTEM, owner=owner, name="对接", scopes=["cases:read"], days=30)
    assert Caller(secret).get("/me").status_code == 200
    with clock.at(clock.now() + timedelta(days=31)):
        assert Caller(secret).get("/me").status_code == 401
    Staff.objects.filter(pk=owner.pk).update(is_active=False)
    assert Caller(secret).get("/me").status_code == 401
    Staff.objects.filter(pk=owner.pk).update(is_active=True)
    revoke_token(owner, token_id=token.pk)
    assert Caller(secret).get("/me").status_code == 401


def test_token_is_issued_for_oneself_and_taken_back_by_owner_or_administrator(county):
    desk, admin = county.who(DESK), county.who("县系统管理员")
    with pytest.raises(NotAllowed):
        issue_token(admin, owner=desk, name="冒用", scopes=["cases:read"])
    token, _secret = issue_token(desk, owner=desk, name="对接", scopes=["cases:read"])
    with pytest.raises(NotAllowed):
        revoke_token(county.who("德固镇督导员"), token_id=token.pk)
    assert revoke_token(admin, token_id=token.pk).revoked_at is not None
    for wrong in ({"name": " "}, {"scopes": []}, {"scopes": ["everything"]}, {"days": 0}, {"days": 10_000}):
        with pytest.raises(Invalid):
            issue_token(desk, owner=desk, **{"name": "对接", "scopes": ["cases:read"], **wrong})


def test_scope_narrows_what_the_person_may_do(as_staff, a_case):
    case, reader = a_case(), as_staff(scopes=["cases:read"])
    assert reader.get(f"/cases/{case.pk}").status_code == 200
    refused = reader.post(f"/cases/{case.pk}/accept")
    assert refused.status_code == 403 and refused.json()["errors"][0]["code"] == "scope_missing"
    assert reader.get("/ledgers").status_code == 403


def test_session_enters_too_but_changes_only_with_the_csrf_token(county, a_case):
    case = a_case()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(county.who(DESK), "django.contrib.auth.backends.ModelBackend")
    assert browser.get("/api/v1/me").json()["scopes"] == list(TokenScope.values)
    path = f"/api/v1/cases/{case.pk}/accept"
    refused = browser.post(path, "{}", content_type="application/json")
    assert refused.status_code == 403 and refused.json()["errors"][0]["code"] == "csrf"
    browser.cookies["csrftoken"] = "a" * 32
    assert (
        browser.post(path, "{}", content_type="application/json", headers={"X-CSRFToken": "a" * 32}).status_code == 200
    )


def test_first_password_must_be_changed_before_the_session_enters(county):
    person = county.who(DESK)
    Staff.objects.filter(pk=person.pk).update(must_change_password=True)
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    assert browser.get("/api/v1/me").json()["errors"][0]["code"] == "password"


def test_too_many_requests_say_when_to_come_back(as_staff, settings):
    settings.API_REQUESTS_PER_MINUTE = 5
    caller = as_staff()
    with clock.at(clock.now()):
        for _time in range(settings.API_REQUESTS_PER_MINUTE):
            answer = caller.get("/events")
        assert answer.status_code == 200
        answer = caller.get("/events")
    assert answer.status_code == 429 and answer.json()["code"] == "too_many"
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_language_follows_the_reader(as_staff):
    caller = as_staff()
    assert caller.get("/cases/x").json()["title"] == "没有找到"
    assert caller.get("/me").json()["posts"][0]["role_title"] == "综治中心值班员"
    assert caller.get("/cases/x", Accept_Language="en").json()["title"] == "Not found"


def test_command_makes_lists_and_takes_back(county, capsys):
    person = county.who(DESK)
    assert main(["token", "create", person.username, "--scopes", "cases:read", "cases:write"]) == 0
    secret = capsys.readouterr().out.strip()
    assert Caller(secret).get("/me").json()["scopes"] == ["cases:read", "cases:write"]
    assert main(["token", "list"]) == 0
    token = ApiToken.objects.get()
    assert str(token.pk) in capsys.readouterr().out
    assert main(["token", "revoke", str(token.pk)]) == 0
    assert Caller(secret).get("/me").status_code == 401
    assert main(["token", "create", "nobody", "--scopes", "cases:read"]) == 2
