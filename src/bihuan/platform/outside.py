"""The only door to other people's servers: checked addresses, no redirects, short answers, bounded time."""

import ipaddress
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
DEADLINE_SECONDS = 20.0
ANSWER_BYTES = 64 * 1024
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)  # a name, or IPv6


class Unreachable(Exception):
    """The other server gave no answer in time; worth another try."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: HTTP status and the beginning of the body as text."""

    status: int
    text: str

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


def check_address(address: str, *, field: str = "url") -> httpx.URL:
    """The parsed address, if its form may be used at all (no look-up of the host yet).

    Raises:
        Invalid: not https (http only where private targets are allowed), no host, or a user name inside.
    """
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise Invalid(_("网址格式不正确,请填写以 https:// 开头的完整地址。"), field=field) from None
    schemes = {"https", "http"} if settings.ALLOW_PRIVATE_TARGETS else {"https"}
    if url.scheme not in schemes or not _HOST.fullmatch(url.raw_host.decode("ascii")):
        raise Invalid(_("只能使用以 https:// 开头的完整网址。"), field=field)
    if url.userinfo:
        raise Invalid(_("网址中不能带用户名和密码,请改用密钥。"), field=field)
    return url


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def _resolve(host: str, port: int) -> str:
    """One network address of `host`; all of them must be public unless private targets are allowed.

    The connection is made to the address that was checked, so a name that changes its answer in between gains nothing.
    """
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("找不到服务器 %(host)s。") % {"host": host}) from error
    if not settings.ALLOW_PRIVATE_TARGETS and not all(_is_public(address) for address in found):
        raise Invalid(_("网址指向内部网络,不能使用;确需使用请由系统管理员在部署设置中放开。"), field="url")
    return found[0]


def post(address: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST `body` and return the answer; redirects are not followed but returned as they are.

    Raises:
        Invalid: the address may not be used (form, or it leads into a private network).
        Unreachable: no connection, no answer in time, or a broken one.
    """
    url = check_address(address)
    port = url.port or (443 if url.scheme == "https" else 80)
    target = url.copy_with(host=_resolve(url.host, port))
    sent = {**headers, "Host": url.netloc.decode("ascii"), "User-Agent": "Bihuan"}
    until = time.monotonic() + DEADLINE_SECONDS
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST", target, content=body, headers=sent, extensions={"sni_hostname": url.host}
            ) as response,
        ):
            received = b""
            for chunk in response.iter_bytes():
                received += chunk
                if len(received) >= ANSWER_BYTES or time.monotonic() > until:
                    break
            return Answer(response.status_code, received[:ANSWER_BYTES].decode("utf-8", "replace"))
    except httpx.HTTPError as error:
        raise Unreachable(_("对方服务器没有应答(%(why)s)。") % {"why": type(error).__name__}) from error
