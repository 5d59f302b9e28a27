"""Who calls: a token or a signed-in session, with the scope and the right that an operation asks for."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from bihuan.api.models import ApiToken
from bihuan.api.problems import DoorCode, DoorRefusal
from bihuan.api.scopes import TokenScope
from bihuan.api.tokens import token_of
from bihuan.kernel.errors import NotAllowed
from bihuan.orgs.models import Staff
from bihuan.platform.limits import hit
from bihuan.platform.policies import require

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, and through which token (None: a session, which is not narrowed)."""

    staff: Staff
    token: ApiToken | None = None

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(TokenScope.values) if self.token is None else tuple(self.token.scopes)

    def ask(self, scope: TokenScope | None, right: str) -> None:
        """Refuse unless token and person give both, and not more often than a program needs.

        Raises:
            NotAllowed: the scope or the right is missing.
            TooMany: more requests than allowed within a minute.
        """
        who = self.token.pk if self.token is not None else self.staff.pk
        hit(f"api:{who}", limit=settings.API_REQUESTS_PER_MINUTE, seconds=MINUTE)
        if scope is not None and scope not in self.scopes:
            raise NotAllowed(_("这个令牌没有“%(scope)s”授权。") % {"scope": scope.value}, code="scope_missing")
        if right:
            require(self.staff, right)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an operation asks of its caller; "" means any member of the staff."""

    scope: TokenScope | None
    right: str


class TokenDoor(HttpBearer):
    """`Authorization: Bearer bh_…`."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller of a good token.

        Raises:
            DoorRefusal: unknown, expired or taken back; a session beside it is not looked at.
        """
        found = token_of(token.strip())
        if found is None:
            raise DoorRefusal(DoorCode.UNAUTHENTICATED, _("令牌无效、已到期或已停用。"))
        caller = Caller(found.owner, found)
        caller.ask(self.asked.scope, self.asked.right)
        return caller


class SessionDoor(APIKeyCookie):
    """The desk's own session; what changes something needs the CSRF token beside it."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller signed in, None without one."""
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise NotAllowed(_("请求缺少有效的 X-CSRFToken 请求头。"), code="csrf")
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        staff = request.user
        assert isinstance(staff, Staff)
        if staff.must_change_password:
            raise NotAllowed(_("请先登录网页修改初始密码。"), code="password")
        caller = Caller(staff)
        caller.ask(self.asked.scope, self.asked.right)
        return caller


def door(scope: TokenScope | None, right: str = "") -> list[Any]:
    """The two ways in for an operation that asks for `scope` of tokens and `right` of people."""
    asked = Asked(scope, right)
    return [TokenDoor(asked), SessionDoor(asked)]


def staff_of(request: HttpRequest) -> Staff:
    """Who acts, behind a door."""
    return caller_of(request).staff


def caller_of(request: HttpRequest) -> Caller:
    """The caller, behind a door."""
    caller = getattr(request, "auth", None)
    assert isinstance(caller, Caller)
    return caller
