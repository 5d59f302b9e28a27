"""Requests that may be sent twice: with an Idempotency-Key the second gets the first one's answer and does nothing."""

from collections.abc import Callable
from hashlib import sha256

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from bihuan.api.models import IdempotencyKey
from bihuan.api.problems import DoorCode, DoorRefusal
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict

HEADER = "Idempotency-Key"
MAX_KEY = 200
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
SEPARATOR = "\0"


def repeatable(request: HttpRequest) -> bool:
    """Whether the sender asks for one answer however often it is sent."""
    return request.method == "POST" and HEADER in request.headers


def answered_once(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The kept answer, or that of `answer`, which is kept when it did something.

    Key and deed stand in one transaction, so neither a crash nor a second request at the same moment can part them: the
    second waits for the first. Refusals are not kept, since they changed nothing.

    Raises:
        DoorRefusal: an unusable key.
        Conflict: the key was used for other content.
    """
    own = request.headers[HEADER]
    if not 1 <= len(own) <= MAX_KEY or not own.isascii() or not own.isprintable() or " " in own:
        message = _("Idempotency-Key 应是 1 到 200 个可见的英文字符,例如一个 UUID。")
        raise DoorRefusal(DoorCode.MALFORMED, message, field=HEADER)
    key, sent = _key(request, own), _digest(request)
    with transaction.atomic():
        if not _first(key, sent):
            return _kept(key, sent)
        found = answer()
        if isinstance(found, HttpResponse) and 200 <= found.status_code < 300:
            _keep(key, found)
        elif found.status_code >= 500:
            transaction.set_rollback(True)
        else:
            IdempotencyKey.objects.filter(pk=key).delete()
        return found


def _key(request: HttpRequest, own: str) -> str:
    session = request.session.session_key if request.user.is_authenticated else ""
    sender = request.headers.get("Authorization") or session or "public"
    return sha256(SEPARATOR.join([sender, request.method or "", request.path, own]).encode()).hexdigest()


def _digest(request: HttpRequest) -> str:
    """Of the content; the parts of a form one by one, since its boundary differs each time."""
    found = sha256()
    if request.content_type != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    for name, values in sorted(request.POST.lists()):
        found.update(SEPARATOR.join([name, *values]).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            found.update(f"{name}{SEPARATOR}{file.name}{SEPARATOR}".encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()


def _first(key: str, sent: str) -> bool:
    table = connection.ops.quote_name(IdempotencyKey._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, digest, status, headers, body, created_at) "  # noqa: S608  # our own table's name
            "VALUES (%s, %s, 0, '{}', '', %s) ON CONFLICT (key) DO NOTHING",
            [key, sent, clock.now()],
        )
        return bool(cursor.rowcount)


def _kept(key: str, sent: str) -> HttpResponse:
    kept = IdempotencyKey.objects.get(pk=key)
    if kept.digest != sent:
        raise Conflict(
            _("这个 Idempotency-Key 已用于另一份内容。同一请求请原样重发,新的请求请换一个键。"),
            field=HEADER,
            code="key_reused",
        )
    answer = HttpResponse(kept.body.encode(), status=kept.status)
    for name, value in kept.headers.items():
        answer[name] = value
    answer["Idempotency-Replayed"] = "true"
    return answer


def _keep(key: str, found: HttpResponse) -> None:
    # Through a model instance, so that the body, which may hold a tracking code, is sealed.
    kept = IdempotencyKey(pk=key, status=found.status_code, body=found.content.decode())
    kept.headers = {name: found[name] for name in KEPT_HEADERS if name in found}
    kept.save(update_fields=["status", "headers", "body"])
