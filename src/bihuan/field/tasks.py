"""What the field room does by the clock."""

from datetime import time, timedelta

from bihuan.field.files import path_of
from bihuan.field.models import FieldFile
from bihuan.kernel import clock
from bihuan.platform.jobs import periodic

PIECES_KEPT = timedelta(days=30)


@periodic(daily_at=time(3, 50))
def forget_old_pieces() -> None:
    """Remove the pieces of photographs that nobody has gone on sending for a month; a phone that comes back begins anew."""
    old = FieldFile.objects.filter(stored=None, have__gt=0, changed_at__lt=clock.now() - PIECES_KEPT)
    for file in old[:1000]:
        path_of(file).unlink(missing_ok=True)
        FieldFile.objects.filter(pk=file.pk, changed_at=file.changed_at).update(have=0)
