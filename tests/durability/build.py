"""Run as a program: make a small county, somebody who is told, and a subscriber at the address given."""

import sys

import django

django.setup()

from bihuan.orgs.models import Staff  # noqa: E402
from bihuan.platform import webhooks  # noqa: E402
from bihuan.platform.actors import SYSTEM  # noqa: E402
from bihuan.platform.change import create  # noqa: E402
from tests.worlds import County  # noqa: E402

County.build()
create(Staff(username="watcher", name="值守"), actor=SYSTEM)
webhooks.subscribe(actor=SYSTEM, name="市平台", url=sys.argv[1], events=["case.reported"])
