"""`bihuan permissions`."""

import argparse
import sys
from typing import Any

from django.utils import translation

from bihuan.orgs.models import Role
from bihuan.platform.permission_page import page


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("permissions", help="print the permission table of the manual / 输出权限表")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with translation.override("zh-hans"):
        sys.stdout.write(page({role.value: str(role.label) for role in Role}))
    return 0
