"""Reading templates and fillings, and a filling's workbook as it would be now."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.insight.filling.cycle import READ_FORMS
from bihuan.insight.filling.figures import Figure, figures_for
from bihuan.insight.filling.workbook import Workbook
from bihuan.insight.models import FormBinding, FormFilling, FormTemplate
from bihuan.kernel.errors import NotFound
from bihuan.platform import files
from bihuan.platform.actors import Actor
from bihuan.platform.files import register_owner
from bihuan.platform.indicators import Period
from bihuan.platform.ledgers.places import holding_places
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import holds, require, visible


def templates(viewer: Actor) -> QuerySet[FormTemplate]:
    """Every template the viewer may see."""
    return visible(FormTemplate, viewer, READ_FORMS)


def fillings(viewer: Actor) -> QuerySet[FormFilling]:
    """Every filling the viewer may see; the figures themselves stay behind until one is opened."""
    return visible(FormFilling, viewer, READ_FORMS).defer("figures", "entered")


def template_by_id(viewer: Actor, template_id: UUID) -> FormTemplate:
    """One template.

    Raises:
        NotAllowed: the viewer sees no forms at all.
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ_FORMS)
    found = templates(viewer).select_related("file", "area").filter(pk=template_id).first()
    if found is None:
        raise NotFound(_("没有找到这张报表模板。"))
    return found


def filling_by_id(viewer: Actor, filling_id: UUID) -> FormFilling:
    """One filling with its figures.

    Raises:
        NotAllowed: the viewer sees no forms at all.
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ_FORMS)
    found = visible(FormFilling, viewer, READ_FORMS).filter(pk=filling_id)
    filling = found.select_related("template__file", "template__area", "file", "submitted_by", "approved_by").first()
    if filling is None:
        raise NotFound(_("没有找到这次填报。"))
    return filling


def bindings_of(template: FormTemplate) -> list[FormBinding]:
    """The template's bindings in order of sheet and place."""
    return list(template.bindings.select_related("area").order_by("sheet", "first_row", "column"))


def workbook_of(template: FormTemplate) -> Workbook:
    """The template opened; it was checked when it was brought."""
    with files.open_original(template.file) as stream:
        return Workbook(stream.read())


def figures_now(viewer: Actor, filling: FormFilling, book: Workbook | None = None) -> list[Figure]:
    """What the rows say today, within what `viewer` may see."""
    template = filling.template
    with holding_places():
        return figures_for(
            viewer,
            template=template,
            bindings=bindings_of(template),
            book=book or workbook_of(template),
            period=Period(filling.start, filling.end),
            entered=filling.entered,
        )


def figures_kept(filling: FormFilling) -> list[Figure]:
    """The figures frozen with the filling."""
    return [Figure(**one) for one in filling.figures]


@dataclass(frozen=True, slots=True)
class Compared:
    """A cell whose figure differs: `was` in the one, `now` in the other."""

    now: Figure
    was: Figure | None

    @property
    def change(self) -> int | float | None:
        """By how much, for numbers."""
        if self.was is None or isinstance(self.now.value, str) or isinstance(self.was.value, str):
            return None
        if self.now.value is None or self.was.value is None:
            return None
        return round(self.now.value - self.was.value, 4)


def compared(now: Sequence[Figure], was: Sequence[Figure]) -> list[Compared]:
    """The cells of `now` that `was` gives otherwise, in their order."""
    before = {(one.sheet, one.place): one for one in was}
    pairs = [Compared(one, before.get((one.sheet, one.place))) for one in now]
    return [pair for pair in pairs if pair.was is None or pair.was.value != pair.now.value]


def last_approved(viewer: Actor, filling: FormFilling) -> FormFilling | None:
    """The approved filling of the latest period before this one."""
    found = visible(FormFilling, viewer, READ_FORMS).filter(
        template_id=filling.template_id, state=FormFilling.State.APPROVED, start__lt=filling.start
    )
    return found.order_by("-start").first()


def _shows(viewer: Actor, file: StoredFile) -> bool:
    if not holds(viewer, READ_FORMS):
        return False
    return templates(viewer).filter(file=file).exists() or fillings(viewer).filter(file=file).exists()


register_owner("insight", _shows)
