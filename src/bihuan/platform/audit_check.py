"""Proving the audit trail in the background, with the answer in the inbox of whoever asked."""

from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.jobs import Progress, enqueue, job
from bihuan.platform.models import Job
from bihuan.platform.policies import require
from bihuan.platform.rights import READ_AUDIT

SHOWN = 50


def ask_for_check(*, actor: Actor) -> Job:
    """Queue a walk over the whole trail.

    Raises:
        NotAllowed: `actor` may not read the trail.
    """
    require(actor, READ_AUDIT)
    moment = clock.now()
    key = f"audit.verify:{actor.actor_id}:{moment:%Y%m%d%H%M%S}"
    return enqueue("audit.verify", {}, key=key, owner_id=actor.actor_id, title=_("校验审计记录"))


@job("audit.verify", atomic=False)  # a long walk: it must not hold the database's write lock
def check(_payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Walk the trail; the result lists the first flaws."""
    flaws = list(islice(audit.verify(), SHOWN))
    progress(100, _("发现 %(count)d 处问题") % {"count": len(flaws)} if flaws else _("审计记录完整,没有发现改动或缺失"))
    return {"flaws": [flaw.message for flaw in flaws], "url": "/audit/"}
