"""What administrators set for the loop: time limits and the category tree; cases already running keep their budgets."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.entered_years import keep
from bihuan.cases.models import CaseKind, Category, Stage, TimeLimit, Urgency
from bihuan.cases.policies import SET_UP
from bihuan.kernel.errors import Conflict, Fault, Invalid
from bihuan.kernel.reading.texts import tidy
from bihuan.kernel.worktime import CalendarInvalid, CalendarYear, Holiday
from bihuan.orgs.models import Staff
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.policies import require

MOST = Decimal("99999")
YEARS = range(2020, 2100)
MAX_SYNONYMS, MAX_SYNONYM = 60, 20


def set_limit(
    actor: Actor, *, kind: str, urgency: str, stage: str, amount: Decimal, unit: str, basis: str = ""
) -> TimeLimit:
    """Set the budget of a stage; `kind` "" for every kind that has none of its own. Holds for clocks that start later.

    Raises:
        Invalid: fields `amount`, `unit`, `basis`, `stage`.
        NotAllowed: `actor` may not set up.
    """
    faults = []
    if not Decimal(0) < amount <= MOST:
        faults.append(Fault(_("时限应大于 0。"), "amount", "range"))
    if unit not in TimeLimit.Unit.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "unit", "unknown"))
    if len(basis) > 120:
        faults.append(Fault(_("依据请控制在 120 字以内。"), "basis", "too_long"))
    if stage not in Stage.values or urgency not in Urgency.values or kind not in {"", *CaseKind.values}:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "stage", "unknown"))
    if faults:
        raise Invalid.of(faults)
    there = TimeLimit.objects.filter(kind=kind, urgency=urgency, stage=stage).first()
    if there is None:
        made = TimeLimit(kind=kind, urgency=urgency, stage=stage, amount=amount, unit=unit, basis=tidy(basis))
        return create(made, actor=actor, verb="set_limit")
    with change(TimeLimit, there.pk, actor=actor, verb="set_limit") as limit:
        limit.amount, limit.unit, limit.basis = amount, unit, tidy(basis)
    return limit


def _synonyms(words: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(tidy(word) for word in words if tidy(word)))
    if len(found) > MAX_SYNONYMS or any(len(word) > MAX_SYNONYM for word in found):
        raise Invalid(_("同义词最多 60 个,每个不超过 20 字。"), field="synonyms", code="too_many")
    return found


def add_category(
    actor: Actor, *, kind: str, code: str, name: str, synonyms: Sequence[str] = (), parent: Category | None = None
) -> Category:
    """Add a node to a kind's tree.

    Raises:
        Invalid: fields `kind`, `code`, `name`, `synonyms`, `parent`.
        Conflict: the code is taken (field `code`).
    """
    code, name = tidy(code), tidy(name)
    faults = []
    if kind not in CaseKind.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "kind", "unknown"))
    if not code or len(code) > 30:
        faults.append(Fault(_("请填写类别代码,不超过 30 个字符。"), "code", "required"))
    if not name or len(name) > 60:
        faults.append(Fault(_("请填写类别名称,不超过 60 字。"), "name", "required"))
    if parent is not None and parent.kind != kind:
        faults.append(Fault(_("上级类别属于另一种事项,请重新选择。"), "parent", "other_kind"))
    if faults:
        raise Invalid.of(faults)
    if Category.objects.filter(code=code).exists():
        raise Conflict(_("代码“%(code)s”已被使用,请换一个。") % {"code": code}, field="code")
    made = Category(kind=kind, code=code, name=name, synonyms=_synonyms(synonyms), parent=parent)
    return create(made, actor=actor, verb="create")


def edit_category(
    actor: Actor, *, category_id: UUID, name: str, synonyms: Sequence[str], active: bool, seen: int | None = None
) -> Category:
    """Rename a category, change its words, or take it out of choice; cases that have it keep it."""
    name = tidy(name)
    if not name or len(name) > 60:
        raise Invalid(_("请填写类别名称,不超过 60 字。"), field="name", code="required")
    words = _synonyms(synonyms)
    with change(Category, category_id, actor=actor, verb="edit", seen=seen) as category:
        category.name, category.synonyms, category.active = name, words, active
    return category


def enter_year(
    actor: Staff, *, year: int, source: str, holidays: Sequence[Holiday], workdays: Sequence[date]
) -> CalendarYear:
    """Enter, or enter anew, a year's published holidays and make-up workdays. Holds for limits reckoned from now on.

    Raises:
        Invalid: fields `year`, `source`, `holidays`, `workdays`.
        NotAllowed: `actor` may not set up.
    """
    require(actor, SET_UP)
    source = tidy(source)
    faults = []
    if year not in YEARS:
        faults.append(Fault(_("年份应在 2020 至 2099 之间。"), "year", "range"))
    if not source or len(source) > 160:
        faults.append(Fault(_("请填写文件名称和文号,不超过 160 字。"), "source", "required"))
    if not holidays:
        faults.append(Fault(_("请至少填写一个节假日。"), "holidays", "required"))
    faults += _day_faults(year, holidays, workdays)
    if faults:
        raise Invalid.of(faults)
    try:
        entered = CalendarYear(year, source, tuple(holidays), tuple(sorted(workdays)))
    except CalendarInvalid as error:
        raise Invalid(_("日期之间有矛盾,请核对:同一天不能既放假又上班,也不能写两遍。"), field="holidays") from error
    keep(entered)
    audit.append(actor, actor=actor, verb="enter_year", note=f"{year} {source}")
    return entered


def _day_faults(year: int, holidays: Sequence[Holiday], workdays: Sequence[date]) -> list[Fault]:
    faults = []
    for holiday in holidays:
        if holiday.first > holiday.last:
            faults.append(Fault(_("“%(name)s”的结束日期早于开始日期。") % {"name": holiday.name}, "holidays", "order"))
        elif (holiday.last - holiday.first).days > 30 or holiday.last.year != year:
            faults.append(
                Fault(_("“%(name)s”的日期不在这一年,或者太长。") % {"name": holiday.name}, "holidays", "range")
            )
    for day in workdays:
        if day.year != year or day.weekday() < 5:
            faults.append(Fault(_("调休上班日 %(day)s 应是这一年的周六或周日。") % {"day": day}, "workdays", "weekday"))
    return faults
