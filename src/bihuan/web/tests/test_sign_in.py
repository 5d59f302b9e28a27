"""Signing in, being locked out, and the door of the desk."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bihuan.orgs.models import Staff
from bihuan.platform import audit
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.limits import hit
from bihuan.web.shell.sign_in import TRIES, TRIES_SECONDS
from tests.worlds import PASSWORD, County

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str) -> object:
    return client.post(reverse("web:sign_in"), {"username": username, "password": password, **extra})


def test_desk_sends_strangers_to_the_sign_in_page_and_back(client: Client, county: County) -> None:
    answer = client.get("/inbox/")
    assert answer.status_code == 302 and answer["Location"] == "/sign-in/?next=/inbox/"

    answer = sign_in(client, county.who("德固镇综治中心值班员").username, next="/inbox/")

    assert answer.status_code == 302 and answer["Location"] == "/inbox/"  # type: ignore[attr-defined]  # test response


def test_next_page_of_another_site_is_ignored(client: Client, county: County) -> None:
    answer = sign_in(client, county.who("德固镇综治中心值班员").username, next="https://elsewhere.example/")

    assert answer["Location"] == "/"  # type: ignore[index]


def test_sign_in_and_failure_are_in_the_audit_trail(client: Client, county: County) -> None:
    person = county.who("德固镇综治中心值班员")
    refused = sign_in(client, person.username, "wrong-password")
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert "登录名或密码不对" in refused.content.decode()  # type: ignore[attr-defined]
    sign_in(client, person.username)
    client.post(reverse("web:sign_out"))

    verbs = [entry.verb for entry in audit.trail(person)]
    assert verbs[-3:] == ["sign_in_failed", "sign_in", "sign_out"]


def test_eighth_failure_locks_the_name_out_with_a_sentence(client: Client, county: County) -> None:
    person = county.who("德固镇综治中心值班员")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, person.username, "wrong-password")

    assert answer.status_code == 429  # type: ignore[attr-defined]
    assert "15 分钟后再试" in answer.content.decode()  # type: ignore[attr-defined]
    assert sign_in(client, person.username).status_code == 429  # type: ignore[attr-defined]


def test_many_names_from_one_address_are_slowed_down(client: Client, county: County) -> None:
    for _ in range(TRIES):
        hit("sign-in:127.0.0.1", limit=TRIES, seconds=TRIES_SECONDS)

    answer = sign_in(client, county.who("德固镇综治中心值班员").username)

    assert answer.status_code == 429 and "过于频繁" in answer.content.decode()  # type: ignore[attr-defined]


def test_first_password_must_be_changed_before_anything_else(client: Client, county: County) -> None:
    person = county.who("德固镇综治中心值班员")
    with change(Staff, person.pk, actor=SYSTEM, verb="reset_password") as staff:
        staff.must_change_password = True
    client.force_login(county.who("德固镇综治中心值班员"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/inbox/")["Location"] == "/password/"

    page = client.post("/password/", {"old_password": PASSWORD, "new_password": "12345678", "new_password_again": "1"})
    assert page.status_code == 422
    assert "两次输入" in page.content.decode() or "密码" in page.content.decode()

    new = "another-horse-10"
    answer = client.post("/password/", {"old_password": PASSWORD, "new_password": new, "new_password_again": new})
    assert answer["Location"] == "/"
    assert client.get("/inbox/").status_code == 200
    assert county.who("德固镇综治中心值班员").check_password(new)


def test_words_typed_come_back_when_the_session_has_ended(client: Client, county: County) -> None:
    answer = client.post("/me/", {"text": "我写了很久的一段话㑇𠮷😀", "password": "secret-thing"})

    assert answer.status_code == 401
    page = answer.content.decode()
    assert "我写了很久的一段话㑇𠮷😀" in page and "secret-thing" not in page


def test_htmx_with_an_ended_session_keeps_the_page(client: Client, county: County) -> None:
    answer = client.get("/inbox/count/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/1/"})

    assert answer.status_code == 401
    assert "next=/cases/1/" in answer.content.decode()


def test_expired_token_gives_the_words_back(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(county.who("德固镇综治中心值班员"), "django.contrib.auth.backends.ModelBackend")

    answer = client.post("/me/", {"text": "不能丢的字"})

    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode() and "不能丢的字" in answer.content.decode()
