"""What the interfaces do by the clock."""

from datetime import timedelta

from bihuan.api.models import IdempotencyKey
from bihuan.kernel import clock
from bihuan.platform.jobs import periodic

ANSWERS_KEPT = timedelta(hours=48)


@periodic(minutes=60)
def forget_old_answers() -> None:
    """Remove the kept answers that nobody will ask for again."""
    IdempotencyKey.objects.filter(created_at__lt=clock.now() - ANSWERS_KEPT).delete()
