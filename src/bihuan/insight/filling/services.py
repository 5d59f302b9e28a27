"""Writing forms: a template is brought and bound once, then filled, submitted and approved every period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.insight.filling import selectors
from bihuan.insight.filling.cycle import FILL_FORMS
from bihuan.insight.filling.figures import contents_of, entry_name
from bihuan.insight.filling.places import LAST_COLUMN, LAST_ROW, Place
from bihuan.insight.filling.proposing import Proposal, propose
from bihuan.insight.filling.workbook import Workbook, open_template
from bihuan.insight.models import FormBinding, FormFilling, FormTemplate
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.platform import files
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many
from bihuan.platform.indicators import Period, Ratio, indicator, this_month, this_week
from bihuan.platform.ledgers.places import holding_places, known_places
from bihuan.platform.policies import require

B, T, F = FormBinding, FormTemplate.State, FormFilling.State
MOST_BINDINGS = 600
MOST_NUMBER = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """What a person says about a template; `area` is a town, or the county."""

    title: str
    issuer: str
    every: str
    area: Area


@dataclass(frozen=True, slots=True)
class BindingEntry:
    """What a person says about a column of cells (or one): see `FormBinding`."""

    kind: str
    key: str = ""
    names_column: int | None = None
    span: str = B.Span.THIS
    part: str = B.Part.VALUE
    scale: str = B.Scale.ONE
    numeric: bool = True
    area: Area | None = None


def upload_template(actor: Actor, *, entry: TemplateEntry, content: bytes, name: str) -> FormTemplate:
    """Keep a superior's workbook and propose what its cells mean.

    Raises:
        Invalid: fields `title`, `issuer`, `every`, `area`; `file` when it is hostile, locked, old or broken.
        Conflict: there is a template of that title.
        NotAllowed: `actor` fills no forms for this area.
    """
    require(actor, FILL_FORMS)
    faults = Faults()
    title = faults.name("title", entry.title, _("报表名称"), most=100)
    issuer = faults.name("issuer", entry.issuer, _("下发单位"))
    every = faults.choice("every", entry.every, list(FormTemplate.Every.values))
    if entry.area.level not in (Area.Level.TOWN, Area.Level.COUNTY):
        faults.add("area", _("请选到乡镇(街道)。"), "not_a_town")
    faults.stop()
    book = open_template(content, name)
    with transaction.atomic():
        kept = files.store(content, name=name, actor=actor, limit=settings.MAX_UPLOAD_BYTES)
        template = FormTemplate(
            title=title, issuer=issuer, every=every, area=entry.area, town_id=entry.area.town_id,
            area_path=entry.area.path, file=kept,
        )  # fmt: skip
        create(template, actor=actor, verb="upload")
        create_many(_proposed(template, book), actor=actor, verb="propose")
    return template


def _proposed(template: FormTemplate, book: Workbook) -> list[FormBinding]:
    with holding_places():
        resolver = known_places().resolver()
        found = [one for sheet in book.sheets.values() for one in propose(sheet, resolver)]
    return [_from_proposal(template, one) for one in found[:MOST_BINDINGS]]


def _from_proposal(template: FormTemplate, one: Proposal) -> FormBinding:
    return FormBinding(
        template=template, sheet=one.sheet, column=one.column, first_row=one.first_row, last_row=one.last_row,
        heading=one.heading, kind=one.kind, key=one.key, names_column=one.names_column, span=one.span, scale=one.scale,
        reason=one.reason, numeric=one.numeric,
    )  # fmt: skip


def bind(actor: Actor, *, binding_id: UUID, entry: BindingEntry, seen: int | None = None) -> FormBinding:
    """Say what a column of cells means.

    Raises:
        Invalid: fields `kind`, `key`, `part`, `span`, `scale`, `names_column`, `area`.
        WrongState: the template is in use; its bindings are changed after `rebind`.
    """
    with change(FormBinding, binding_id, actor=actor, verb="bind", seen=seen) as binding:
        _fill(binding, entry)
    return binding


def bind_cells(
    actor: Actor, *, template_id: UUID, sheet: str, first: Place, last_row: int, heading: str, entry: BindingEntry
) -> FormBinding:
    """Bind cells for which nothing was proposed: `first` down to `last_row`.

    Raises:
        Invalid: as `bind`; field `cells` for places outside the sheet, made by formulas, or bound already.
    """
    template = selectors.template_by_id(actor, template_id)
    seen = selectors.workbook_of(template).sheets.get(sheet)
    if seen is None or not 1 <= first.row <= last_row <= min(LAST_ROW, seen.height + 2000):
        raise Invalid(_("请选择模板里的单元格。"), field="cells", code="cells")
    if first.column > LAST_COLUMN or seen.is_computed(first):
        raise Invalid(_("%(place)s 格是公式,不能填写。") % {"place": first}, field="cells", code="computed")
    if seen.anchor(first) != first:
        raise Invalid(
            _("请选择合并区域的左上格 %(place)s。") % {"place": seen.anchor(first)}, field="cells", code="merged"
        )
    taken = template.bindings.filter(
        sheet=sheet, column=first.column, first_row__lte=last_row, last_row__gte=first.row
    ).first()
    if taken is not None:
        raise Invalid(
            _("这些格里有的已经绑定(%(heading)s)。") % {"heading": taken.heading}, field="cells", code="taken"
        )
    binding = FormBinding(
        template=template,
        sheet=sheet,
        column=first.column,
        first_row=first.row,
        last_row=last_row,
        heading=heading[:200],
    )
    _fill(binding, entry)
    return create(binding, actor=actor, verb="bind")


def _fill(binding: FormBinding, entry: BindingEntry) -> None:
    faults = Faults()
    binding.kind = faults.choice("kind", entry.kind, list(B.Kind.values))
    binding.span = faults.choice("span", entry.span, list(B.Span.values))
    binding.part = faults.choice("part", entry.part, list(B.Part.values))
    binding.scale = faults.choice("scale", entry.scale, list(B.Scale.values))
    if entry.kind == B.Kind.INDICATOR:
        if not entry.key:
            faults.add("key", _("请选择指标。"), "required")
        elif entry.part != B.Part.VALUE and not isinstance(indicator(entry.key), Ratio):
            faults.add("part", _("这个指标不是比例,没有分子和分母,请选“指标值”。"), "part")
    if entry.names_column is not None and not 1 <= entry.names_column <= LAST_COLUMN:
        faults.add("names_column", _("请写区域名称所在的列,例如 A。"), "column")
    if entry.area is not None:
        if entry.names_column is not None:
            faults.add("area", _("固定区域和区域名称列只能选一样。"), "both")
        elif not entry.area.path.startswith(binding.template.area_path):
            faults.add("area", _("请选择填报单位辖区内的区域。"), "elsewhere")
    faults.stop()
    binding.area = entry.area
    binding.key = entry.key if entry.kind == B.Kind.INDICATOR else ""
    binding.names_column, binding.numeric = entry.names_column, entry.numeric


def confirm_template(actor: Actor, *, template_id: UUID, seen: int | None = None) -> FormTemplate:
    """A person has looked at every binding; from now on the form fills itself.

    Raises:
        Invalid: nothing is bound.
    """
    with change(FormTemplate, template_id, actor=actor, verb="confirm", seen=seen) as template:
        if not template.bindings.exclude(kind=B.Kind.LEFT).exists():
            raise Invalid(_("还没有绑定任何单元格,请点击表中的空格逐一绑定。"), code="unbound")
        template.state = T.READY
    return template


def rebind_template(actor: Actor, *, template_id: UUID, seen: int | None = None) -> FormTemplate:
    """Open the bindings for change; what was submitted before keeps its figures."""
    with change(FormTemplate, template_id, actor=actor, verb="rebind", seen=seen) as template:
        template.state = T.BINDING
    return template


def retire_template(actor: Actor, *, template_id: UUID, reason: str, seen: int | None = None) -> FormTemplate:
    """The superior does not ask for it any more.

    Raises:
        Invalid: `reason` is empty.
    """
    if not reason.strip():
        raise Invalid(_("请写明停用原因。"), field="reason", code="required")
    with change(FormTemplate, template_id, actor=actor, verb="retire", seen=seen) as template:
        template.state = T.RETIRED
        template.note(reason)
    return template


def period_of(every: str, day: date) -> Period:
    """The calendar period of a template around `day`."""
    if every == FormTemplate.Every.WEEK:
        return this_week(day)
    if every == FormTemplate.Every.MONTH:
        return this_month(day)
    if every == FormTemplate.Every.YEAR:
        return Period(date(day.year, 1, 1), date(day.year, 12, 31))
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, this_month(date(day.year, first.month + 2, 1)).end)


def begin_filling(actor: Actor, *, template_id: UUID, day: date) -> FormFilling:
    """Start the filling of the period in which `day` lies.

    Raises:
        WrongState: the template's bindings are not confirmed.
        Invalid: a period that has not begun (field `day`).
        Conflict: this period is being filled already.
    """
    template = selectors.template_by_id(actor, template_id)
    if template.state != T.READY:
        raise WrongState(_("模板还没有启用,请先核对并确认绑定。"))
    period = period_of(template.every, day)
    if period.start > clock.today():
        raise Invalid(_("这一期还没有开始。"), field="day", code="future")
    filling = FormFilling(
        template=template, town_id=template.town_id, area_path=template.area_path, start=period.start, end=period.end,
        made_by_id=actor.actor_id,
    )  # fmt: skip
    return create(filling, actor=actor, verb="begin")


def enter(actor: Actor, *, filling_id: UUID, values: Mapping[str, str], seen: int | None = None) -> FormFilling:
    """Keep what a person typed; keys as `entry_name` makes them.

    Raises:
        Invalid: a text where a number belongs, beside its cell.
    """
    with change(FormFilling, filling_id, actor=actor, verb="enter", seen=seen) as filling:
        faults, kept = Faults(), dict(filling.entered)
        for binding in selectors.bindings_of(filling.template):
            if binding.kind != B.Kind.ENTERED:
                continue
            for row in range(binding.first_row, binding.last_row + 1):
                name = entry_name(binding.sheet, Place(row, binding.column))
                if name in values:
                    kept[name] = _checked(faults, name, values[name].strip(), numeric=binding.numeric)
        faults.stop()
        filling.entered = {name: text for name, text in kept.items() if text}
    return filling


def _checked(faults: Faults, name: str, text: str, *, numeric: bool) -> str:
    if not numeric or not text:
        return text[:500]
    try:
        number = Decimal(text.replace(",", ""))
        if not number.is_finite() or abs(number) > MOST_NUMBER:
            raise InvalidOperation
    except InvalidOperation:
        faults.add(name, _("这里要填数字,例如 12 或 3.5。"), "number")
        return text[:500]
    return format(number, "f")


def submit(actor: Actor, *, filling_id: UUID, seen: int | None = None) -> FormFilling:
    """Fill the workbook from the rows as they are now, under the actor's rights, and put it before the approver."""
    with change(FormFilling, filling_id, actor=actor, verb="submit", seen=seen) as filling:
        book = selectors.workbook_of(filling.template)
        figures = selectors.figures_now(actor, filling, book)
        made = book.filled(contents_of(figures))
        name = f"{filling.template.title}{filling.start:%Y%m%d}-{filling.end:%Y%m%d}.xlsx"
        filling.file = files.store(made, name=name, actor=actor)
        filling.figures = [one.as_json() for one in figures]
        filling.saved_cells = sum(1 for one in figures if one.behind and not one.missing)
        filling.missing_cells = sum(1 for one in figures if one.missing)
        filling.state = F.SUBMITTED
        filling.submitted_by_id, filling.submitted_at = actor.actor_id, clock.now()
    return filling


def send_back(actor: Actor, *, filling_id: UUID, opinion: str, seen: int | None = None) -> FormFilling:
    """Return it to whoever fills it.

    Raises:
        Invalid: `opinion` is empty.
    """
    if not opinion.strip():
        raise Invalid(_("请写明退回的原因。"), field="opinion", code="required")
    with change(FormFilling, filling_id, actor=actor, verb="return", seen=seen) as filling:
        filling.state, filling.opinion = F.DRAFT, opinion.strip()[:300]
        filling.note(filling.opinion)
    return filling


def approve(actor: Actor, *, filling_id: UUID, opinion: str = "", seen: int | None = None) -> FormFilling:
    """Freeze figures and file; an approved filling of the same period is superseded by this one.

    Raises:
        NotAllowed: the actor submitted it.
    """
    with change(FormFilling, filling_id, actor=actor, verb="approve", seen=seen) as filling:
        earlier = FormFilling.objects.filter(
            template_id=filling.template_id, start=filling.start, state=F.APPROVED
        ).values_list("pk", flat=True)
        for pk in earlier:
            with change(FormFilling, pk, actor=actor, verb="supersede") as old:
                old.state = F.SUPERSEDED
        filling.state, filling.opinion = F.APPROVED, opinion.strip()[:300]
        filling.approved_by_id, filling.approved_on = actor.actor_id, clock.today()
        filling.note(filling.opinion)
    return filling
