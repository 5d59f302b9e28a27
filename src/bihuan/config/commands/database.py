"""`bihuan migrate` and `bihuan check`."""

import argparse
from typing import Any

from django.core.management import call_command


def add(subparsers: Any) -> None:
    migrate = subparsers.add_parser("migrate", help="bring the database to this version's shape / 升级数据库结构")
    migrate.set_defaults(run=run_migrate)
    check = subparsers.add_parser("check", help="check the installation / 检查安装")
    check.add_argument("--deploy", action="store_true", help="also what production needs / 包括生产部署要求")
    check.set_defaults(run=run_check)


def run_migrate(options: argparse.Namespace) -> int:
    from bihuan.cases.defaults import load_defaults
    from bihuan.mediation.clause_defaults import load_clauses

    call_command("migrate", interactive=False, verbosity=1)
    load_defaults()
    load_clauses()
    return 0


def run_check(options: argparse.Namespace) -> int:
    call_command("check", deploy=options.deploy)
    return 0
