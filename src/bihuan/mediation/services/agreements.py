"""Drafting an agreement: its texts, merged field by field, each state of them kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid, NotFound, WrongState
from bihuan.kernel.money import FEN
from bihuan.kernel.reading import tidy
from bihuan.mediation.agreement_cycle import A
from bihuan.mediation.contents import TEXTS
from bihuan.mediation.models import Agreement, AgreementRevision, Dispute, Result
from bihuan.mediation.services.register import MOST_MONEY
from bihuan.mediation.services.revisions import kept, merged
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create

LONGEST = 5000
FIELDS = (*TEXTS, "agreed_amount", "difficulty", "copies", "agreed_on")
MOST_COPIES = 50


def title_of(field: str) -> str:
    """A text or figure of the agreement as people call it."""
    found = Agreement._meta.get_field(field)
    assert isinstance(found, Field)
    return str(found.verbose_name)


def draft_agreement(
    actor: Actor,
    *,
    dispute_id: UUID,
    form: str = Agreement.Form.WRITTEN,
    texts: Mapping[str, object] | None = None,
    supplements: UUID | None = None,
    replaces_rest: bool = False,
) -> Agreement:
    """Begin an agreement of a dispute, or a supplement to one in force.

    Raises:
        Invalid: the mediation ended without a settlement; texts that are too long.
        WrongState: another one is being drafted or signed; one is in force already and this is no supplement to it.
    """
    values = _read(texts or {})
    with transaction.atomic():
        dispute = Dispute.objects.select_for_update(of=("self",)).select_related("case").filter(pk=dispute_id).first()
        if dispute is None:
            raise NotFound(_("没有找到这件纠纷,或者您的岗位不能查看它。"))
        if dispute.result not in (Result.PENDING, Result.SETTLED):
            raise Invalid(_("这件纠纷没有调解成功,不能订立协议。"), field="dispute", code="not_settled")
        _one_at_a_time(dispute, supplements)
        agreement = Agreement(
            form=form, supplements_id=supplements, replaces_rest=replaces_rest and supplements is not None,
            drafted_by_id=actor.actor_id,
        )  # fmt: skip
        agreement.lay_beside(dispute)
        _set(agreement, values)
        create(agreement, actor=actor, verb="draft")
        _keep_revision(agreement, actor)
    return agreement


def _one_at_a_time(dispute: Dispute, supplements: UUID | None) -> None:
    there = list(Agreement.objects.filter(dispute=dispute).exclude(state=A.VOIDED))
    if any(one.state in (A.DRAFT, A.SIGNING) for one in there):
        raise WrongState(_("这件纠纷已有一份协议正在起草或待签,请先完成或作废它。"), code="draft_there")
    in_force = [one.pk for one in there if one.state == A.IN_FORCE]
    if supplements is None and in_force:
        raise WrongState(_("这件纠纷已有生效的协议,要变更请另订补充协议。"), code="in_force")
    if supplements is not None and supplements not in in_force:
        raise WrongState(_("只能补充这件纠纷已经生效的协议。"), code="not_in_force")


def edit_agreement(actor: Actor, *, agreement_id: UUID, texts: Mapping[str, object], base: int) -> Agreement:
    """Change texts of a draft that were read at version `base`; what others changed meanwhile elsewhere in it stays.

    Raises:
        TextsConflict: others changed the same fields; nothing is stored, both texts are in the refusal.
        Invalid: a text too long, an amount that cannot be read.
        WrongState: it is not a draft any more.
    """
    mine = _read(texts)
    with transaction.atomic():
        with change(Agreement, agreement_id, actor=actor, verb="edit") as agreement:
            now = content_of(agreement)
            states = kept(list(agreement.revisions.all()))
            values = merged(states, base=base, mine=mine, now=now, version=agreement.version, title=title_of)
            _set(agreement, values)
        _keep_revision(agreement, actor)
    return agreement


def content_of(agreement: Agreement) -> dict[str, str]:
    """The texts and figures of an agreement as strings, as they are compared and kept."""
    return {field: _said(getattr(agreement, field)) for field in FIELDS}


def revisions_of(agreement: Agreement) -> list[AgreementRevision]:
    """Every stored state of the texts, newest first."""
    return list(agreement.revisions.order_by("-version"))


def _said(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value.quantize(FEN))
    return "" if value is None else str(value)


def _keep_revision(agreement: Agreement, actor: Actor) -> None:
    AgreementRevision.objects.create(
        agreement=agreement,
        version=agreement.version,
        content=json.dumps(content_of(agreement), ensure_ascii=False),
        by_name=actor.actor_name[:60],
    )


def _read(given: Mapping[str, object]) -> dict[str, str]:
    """The given fields in the form in which they are kept."""
    faults = Faults()
    found = {field: _normal(field, given[field], faults) for field in FIELDS if field in given}
    faults.stop()
    return found


def _normal(field: str, value: object, faults: Faults) -> str:
    text = tidy(_said(value)) if field not in TEXTS else _lines(_said(value))
    title = title_of(field)
    if field in TEXTS and len(text) > LONGEST:
        faults.add(field, _("%(title)s最多 %(most)d 个字。") % {"title": title, "most": LONGEST})
    if field == "agreed_amount" and text:
        amount = _amount(text)
        if amount is None:
            faults.add(field, _("金额应不小于零,且在合理范围内。"), "range")
            return text
        return str(amount)
    if field == "copies" and not (text.isdigit() and 1 <= int(text) <= MOST_COPIES):
        faults.add(field, _("份数应在 1 到 %(most)d 之间。") % {"most": MOST_COPIES}, "range")
    if field == "difficulty" and text not in Agreement.Difficulty.values:
        faults.add(field, _("请从列表中选择一项。"), "unknown")
    if field == "agreed_on" and text:
        try:
            date.fromisoformat(text)
        except ValueError:
            faults.add(field, _("日期应如 2026-06-30。"))
    return text


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return amount.quantize(FEN) if amount.is_finite() and 0 <= amount <= MOST_MONEY else None


def _set(agreement: Agreement, values: Mapping[str, str]) -> None:
    for field, text in values.items():
        if field == "agreed_amount":
            agreement.agreed_amount = Decimal(text) if text else None
        elif field == "agreed_on":
            agreement.agreed_on = date.fromisoformat(text) if text else None
        elif field == "copies":
            agreement.copies = int(text)
        else:
            setattr(agreement, field, text)


def void_agreement(actor: Actor, *, agreement_id: UUID, reason: str, seen: int | None = None) -> Agreement:
    """Give up a draft, or one that nobody will sign; it stays readable.

    Raises:
        Invalid: no reason. WrongState: it is in force.
    """
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with change(Agreement, agreement_id, actor=actor, verb="void", seen=seen) as agreement:
        agreement.state, agreement.void_reason = A.VOIDED, reason.strip()[:300]
        agreement.note(agreement.void_reason)
    return agreement


@dataclass(frozen=True, slots=True)
class Change:
    """One text as a revision changed it."""

    title: str
    before: str
    after: str


def compared(agreement: Agreement) -> list[tuple[AgreementRevision, list[Change]]]:
    """Every revision, newest first, with what it changed in the one before."""
    found: list[tuple[AgreementRevision, list[Change]]] = []
    before: dict[str, str] = {}
    for one in agreement.revisions.order_by("version"):
        now: dict[str, str] = json.loads(one.content)
        changes = [
            Change(title_of(field), before.get(field, ""), text)
            for field, text in now.items()
            if before.get(field, "") != text
        ]
        found.append((one, changes))
        before = now
    return found[::-1]
