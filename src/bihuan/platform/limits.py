"""Abuse limits: how often something may be done within a window of time, counted in the database by one statement."""

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.kernel import clock
from bihuan.kernel.errors import TooMany
from bihuan.platform.crypto import blind
from bihuan.platform.jobs import periodic
from bihuan.platform.models import LimitWindow


def hit(key: str, *, limit: int, seconds: int) -> int:
    """Count one more of `key` ("report:<address>") and return how many are left in this window.

    Call it outside the transaction of what it guards: a refusal must not give the count back. Windows are fixed
    (whole multiples of `seconds`), equal for all processes, and hold no address in clear.

    Raises:
        TooMany: more than `limit` in this window; says when to try again and carries `retry_after` in seconds.
    """
    moment = int(clock.now().timestamp())
    ends = (moment // seconds + 1) * seconds
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_limitwindow (key, ends, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (key) DO UPDATE SET ends = excluded.ends, count = "
            "CASE WHEN platform_limitwindow.ends = excluded.ends THEN platform_limitwindow.count + 1 ELSE 1 END "
            "RETURNING count",
            [blind(key, "limit"), ends],
        )
        count = int(cursor.fetchone()[0])
    if count > limit:
        refusal = TooMany(_("操作过于频繁,请在%(when)s后再试。") % {"when": _wait(ends - moment)})
        refusal.retry_after = ends - moment
        raise refusal
    return limit - count


def _wait(seconds: int) -> str:
    if seconds < 60:
        return ngettext("%(count)d 秒", "%(count)d 秒", seconds) % {"count": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(count)d 分钟", "%(count)d 分钟", minutes) % {"count": minutes}


@periodic(minutes=60)
def forget_past_windows() -> None:
    """Remove windows that have ended."""
    LimitWindow.objects.filter(ends__lt=int(clock.now().timestamp())).delete()
