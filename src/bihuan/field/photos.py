"""What stands in the watermark of a photograph: when, where, by whom, for which case, and what is odd about the place."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.cases.models import Case, Evidence
from bihuan.field.models import FieldReceipt, Mark
from bihuan.kernel import clock
from bihuan.kernel.positions import metres_between, position_of
from bihuan.orgs.models import Attachment
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.models import StoredFile

FAR_METRES = 500
ODD = (Mark.MOCKED, Mark.FAR, Mark.COARSE)


def mark_of_evidence(case: Case, shown: Evidence) -> tuple[str, ...]:
    """The lines for a photograph of a case; at most two queries."""
    who = shown.by.name if shown.by is not None else _("反映人")
    spot = (case.lat, case.lon)
    return _lines(shown.file, case.number, case.place or case.area.name, who, spot, _sent(case.pk, shown.by_id))


def mark_of_attachment(row: Registered, shown: Attachment) -> tuple[str, ...]:
    """The lines for a photograph of a register's row, as of a check of a point."""
    who, about = shown.by.name if shown.by is not None else "", str(row)
    point = getattr(row, "point", None)
    spot = (point.lat, point.lon) if point is not None else (None, None)
    place = point.name if point is not None else row.area.name
    case = getattr(row, "case", None)
    number = case.number if case is not None else about
    return _lines(shown.file, number, place, who, spot, _sent(row.pk, shown.by_id))


def _sent(about: UUID, staff_id: UUID | None) -> Sequence[str]:
    """What was odd about the place of what this person's phone sent of the record, the newest first."""
    rows = FieldReceipt.objects.filter(about=about, staff=staff_id).order_by("-received_at")
    return next(iter(rows.values_list("marks", flat=True)[:1]), ())


def _lines(
    file: StoredFile,
    number: str,
    place: str,
    who: str,
    spot: tuple[float | None, float | None],
    marks: Sequence[str],
) -> tuple[str, ...]:
    with override(settings.LANGUAGE_CODE):
        at = clock.local(file.taken_at or file.created_at)
        said = _("拍摄") if file.taken_at is not None else _("上传")
        where = f" ({file.lat:.5f}, {file.lon:.5f})" if file.lat is not None and file.lon is not None else ""
        odd = [str(Mark(one).label) for one in marks if one in ODD]
        here, there = position_of(file.lat, file.lon), position_of(*spot)
        if here is not None and there is not None and (away := metres_between(here, there)) > FAR_METRES:
            odd = [one for one in odd if one != str(Mark.FAR.label)]
            odd.append(_("拍摄位置距现场约 %(away)s 公里") % {"away": f"{away / 1000:.1f}"})
        lines = [f"{at:%Y-%m-%d %H:%M} {said}  {who}", f"{place}{where}", number]
        return (*lines, _("注意:%(odd)s") % {"odd": "、".join(odd)}) if odd else tuple(lines)
