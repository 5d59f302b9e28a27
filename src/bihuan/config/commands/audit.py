"""`bihuan audit verify`."""

import argparse
import sys
from typing import Any

from bihuan.config import server
from bihuan.platform import audit
from bihuan.platform.models import AuditEntry, AuditHead


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("audit", help="the audit trail / 审计记录")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verify = verbs.add_parser("verify", help="prove that the trail is whole and unchanged / 校验审计链")
    verify.set_defaults(run=run_verify)


def run_verify(options: argparse.Namespace) -> int:
    """Print every flaw, one a line, and return 1 when there is any."""
    server.check_migrations()
    flaws = 0
    for flaw in audit.verify():
        flaws += 1
        print(f"{flaw.code}: {flaw.message}", file=sys.stderr)
    head = AuditHead.objects.filter(pk=1).first()
    sealed = head.sequence if head else 0
    waiting = AuditEntry.objects.filter(sequence=None).count()
    print(f"审计记录 {sealed + waiting} 条(已封存 {sealed},待封存 {waiting}),发现问题 {flaws} 处")
    return 1 if flaws else 0
