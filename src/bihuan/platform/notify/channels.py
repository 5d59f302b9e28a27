"""Carrying one message out of the house: mail, WeCom robot, DingTalk robot, SMS gateway.

Formats follow the vendors' pages for group robots: WeCom `webhook/send` (text with mentioned_mobile_list) and DingTalk
custom robots (text with at.atMobiles, signed with timestamp and HMAC-SHA256). The SMS gateway is ours to define: one
JSON POST that any gateway can be adapted to.
"""

import base64
import hmac
import json
import smtplib
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

import environ
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.platform import outside
from bihuan.platform.models import NoticeChannel

SMS_LENGTH = 300


class NotDelivered(Exception):
    """The other side did not take the message; the text says why. `final`: trying again cannot help."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out. `key` is the same on every try, so that a receiver can drop repetitions."""

    key: str
    title: str
    text: str
    url: str
    mail: str
    phone: str

    def plain(self) -> str:
        """Title, text and link, a line each."""
        link = f"{settings.PUBLIC_URL}{self.url}" if self.url and settings.PUBLIC_URL else ""
        return "\n".join(part for part in (self.title, self.text, link) if part)


def send(channel: NoticeChannel, message: Message) -> str:
    """Carry `message` out and return the receiver's answer in short.

    Raises:
        NotDelivered: it was not taken.
    """
    return _SENDERS[NoticeChannel.Kind(channel.kind)](channel, message)


def _mail_connection(channel: NoticeChannel) -> BaseEmailBackend:
    """The channel's own server ("smtp+tls://name@server:587", password in `secret`), else the installation's."""
    if not channel.address:
        return get_connection()
    found = environ.Env.email_url_config(channel.address)
    return get_connection(
        found["EMAIL_BACKEND"],
        host=found.get("EMAIL_HOST"),
        port=found.get("EMAIL_PORT"),
        username=found.get("EMAIL_HOST_USER"),
        password=channel.secret,
        use_tls=found.get("EMAIL_USE_TLS", False),
        use_ssl=found.get("EMAIL_USE_SSL", False),
        timeout=10,
    )


def _send_mail(channel: NoticeChannel, message: Message) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    letter = EmailMessage(
        subject=message.title.replace("\n", " "),
        body=message.plain(),
        to=[message.mail],
        headers={"Message-ID": f"<{message.key}@{domain}>"},
        connection=_mail_connection(channel),
    )
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise NotDelivered(_("收件地址被拒收。"), final=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(_("邮件服务器没有接收(%(why)s)。") % {"why": type(error).__name__}) from error
    return "OK"


def _post_json(address: str, content: object, headers: dict[str, str] | None = None) -> outside.Answer:
    body = json.dumps(content, ensure_ascii=False).encode()
    try:
        answer = outside.post(
            address, body=body, headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        )
    except outside.Unreachable as error:
        raise NotDelivered(str(error)) from error
    except Invalid as error:
        raise NotDelivered(error.message, final=True) from error
    if not answer.good:
        raise NotDelivered(f"HTTP {answer.status}", final=answer.status in {400, 401, 403, 404, 410})
    return answer


def _robot_answer(answer: outside.Answer) -> str:
    """Group robots answer 200 even when they refuse; the code stands in the body."""
    try:
        said = json.loads(answer.text)
        code, words = int(said.get("errcode", 0)), str(said.get("errmsg", ""))
    except (ValueError, AttributeError, TypeError) as error:
        raise NotDelivered(_("对方的应答无法识别。")) from error
    if code:
        raise NotDelivered(f"{code} {words}"[:300])
    return words[:300] or "ok"


def _send_wecom(channel: NoticeChannel, message: Message) -> str:
    content = {
        "msgtype": "text",
        "text": {"content": message.plain(), "mentioned_mobile_list": [message.phone] if message.phone else []},
    }
    return _robot_answer(_post_json(channel.address, content))


def dingtalk_signature(secret: str, timestamp: int) -> str:
    """The `sign` parameter of a DingTalk robot; `timestamp` in milliseconds."""
    mark = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), sha256).digest()
    return base64.b64encode(mark).decode("ascii")


def _send_dingtalk(channel: NoticeChannel, message: Message) -> str:
    address = channel.address
    if channel.secret:
        timestamp = int(clock.now().timestamp() * 1000)
        joint = "&" if "?" in address else "?"
        signature = quote(dingtalk_signature(channel.secret, timestamp), safe="")
        address = f"{address}{joint}timestamp={timestamp}&sign={signature}"
    content = {
        "msgtype": "text",
        "text": {"content": message.plain()},
        "at": {"atMobiles": [message.phone] if message.phone else [], "isAtAll": False},
    }
    return _robot_answer(_post_json(address, content))


def _send_sms(channel: NoticeChannel, message: Message) -> str:
    headers = {"Idempotency-Key": message.key}
    if channel.secret:
        headers["Authorization"] = f"Bearer {channel.secret}"
    signed = f"【{channel.signature}】" if channel.signature else ""
    content = {"id": message.key, "to": message.phone, "text": f"{signed}{message.plain()}"[:SMS_LENGTH]}
    return _post_json(channel.address, content, headers).text[:300] or "ok"


_SENDERS = {
    NoticeChannel.Kind.MAIL: _send_mail,
    NoticeChannel.Kind.WECOM: _send_wecom,
    NoticeChannel.Kind.DINGTALK: _send_dingtalk,
    NoticeChannel.Kind.SMS: _send_sms,
}
