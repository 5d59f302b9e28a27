"""`bihuan token`: tokens for programs, made by whoever runs the server."""

import argparse
import json
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.api.models import ApiToken
from bihuan.api.scopes import TokenScope
from bihuan.api.tokens import DEFAULT_DAYS, issue_token, revoke_token
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.actors import SYSTEM


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("token", help="tokens for the API / 接口令牌")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="make a token; its secret is printed once / 创建令牌,密钥只显示一次")
    create.add_argument("user", help="sign-in name / 登录名")
    create.add_argument("--scopes", nargs="+", required=True, choices=TokenScope.values, metavar="SCOPE")
    create.add_argument("--name", default="命令行创建")
    create.add_argument("--days", type=int, default=DEFAULT_DAYS)
    create.add_argument("--json", action="store_true")
    create.set_defaults(run=run_create)
    listing = verbs.add_parser("list", help="list tokens / 列出令牌")
    listing.set_defaults(run=run_list)
    revoke = verbs.add_parser("revoke", help="take a token back / 停用令牌")
    revoke.add_argument("id", type=UUID)
    revoke.set_defaults(run=run_revoke)


def run_create(options: argparse.Namespace) -> int:
    owner = Staff.objects.filter(username=options.user, is_active=True).first()
    if owner is None:
        raise NotFound(_("没有登录名为“%(user)s”的在用账号。") % {"user": options.user})
    token, secret = issue_token(SYSTEM, owner=owner, name=options.name, scopes=options.scopes, days=options.days)
    if options.json:
        shown = {
            "id": str(token.pk),
            "secret": secret,
            "scopes": token.scopes,
            "expires_at": token.expires_at.isoformat(),
        }
        print(json.dumps(shown))
    else:
        print(secret)
    return 0


def run_list(_options: argparse.Namespace) -> int:
    for token in ApiToken.objects.select_related("owner").order_by("owner__username", "created_at"):
        state = "停用" if token.revoked_at else f"到期 {token.expires_at:%Y-%m-%d}"
        print(f"{token.pk}  {token.hint}…  {token.owner.username}  {token.name}  {state}  {' '.join(token.scopes)}")
    return 0


def run_revoke(options: argparse.Namespace) -> int:
    revoke_token(SYSTEM, token_id=options.id)
    return 0
