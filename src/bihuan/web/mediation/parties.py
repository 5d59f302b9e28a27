"""The panel of the parties: each side's people with agents and shares; add, correct, paste a group, reveal."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.cases.models import Case
from bihuan.kernel.errors import StaleRecord
from bihuan.mediation import selectors, services
from bihuan.mediation.models import Dispute, Party
from bihuan.mediation.pasting import MONEY, PastedPerson, read_people
from bihuan.mediation.policies import DISPUTES, REVEAL
from bihuan.mediation.services import PartyEntry
from bihuan.orgs.models import Staff
from bihuan.web.forms import answer, attempt
from bihuan.web.mediation import panels
from bihuan.web.mediation.party_forms import GroupForm, LeaveForm, PartyForm, as_initial
from bihuan.web.mediation.reaching import dispute_to_write, may_write
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree


@dataclass(frozen=True, slots=True)
class Side:
    """One side as the panel shows it: its people in force, who left, and what their shares come to."""

    title: str
    people: list[Party]
    left: list[Party]
    sums: dict[str, Decimal | None]

    @property
    def shared(self) -> bool:
        """Whether anybody has a share."""
        return any(value is not None for value in self.sums.values())


def _context(viewer: Staff, dispute: Dispute) -> dict[str, Any]:
    rows = selectors.parties_of(viewer, dispute)
    sides = [
        _side(str(label), [one for one in rows if one.side == key])
        for key, label in Party.Side.choices
        if key != Party.Side.THIRD or any(one.side == key for one in rows)
    ]
    return {
        "sides": sides,
        "may_write": may_write(viewer, dispute),
        "may_reveal": DISPUTES.allows(viewer, REVEAL, dispute),
    }


def _side(title: str, rows: list[Party]) -> Side:
    people = [one for one in rows if one.withdrawn_at is None]
    sums = {key: _sum(people, key) for key in MONEY}
    return Side(title, people, [one for one in rows if one.withdrawn_at is not None], sums)


def _sum(people: list[Party], key: str) -> Decimal | None:
    amounts = [getattr(one, key) for one in people if getattr(one, key) is not None]
    return sum(amounts, Decimal(0)) if amounts else None


panels.add("parties", t("当事人"), order=10, template="web/mediation/_parties_panel.html", context=_context)


def _back(case: Case) -> str:
    return panels.address(case.pk, "parties")


@require_http_methods(["GET", "POST"])
@with_one_tree
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One more party."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    form = PartyForm(request.POST or None, initial={"side": request.GET.get("side", Party.Side.APPLICANT)})
    return act(
        request, form, lambda: services.add_party(viewer, dispute_id=dispute.pk, entry=form.entry()),
        title=_("添加当事人"), submit=_("添加"), done=_("当事人已添加。"), back=_back(case),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def edit(request: HttpRequest, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Correct a party; the form shows everything, so opening it is a look in full that the trail records."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    DISPUTES.check(viewer, REVEAL, dispute)
    party = selectors.party_by_id(viewer, dispute, party_id)
    if request.method == "GET":
        selectors.note_reveal(viewer, dispute, reason=_("修改当事人信息"))
    form = PartyForm(request.POST if request.method == "POST" else None, initial=as_initial(party))
    response = act(
        request, form,
        lambda: _edited(viewer, party, form),
        title=_("修改当事人"), submit=_("保存"), done=_("已保存。"), back=_back(case), record=party,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def _edited(viewer: Staff, party: Party, form: PartyForm) -> Party:
    """The service called; what others changed meanwhile is said in full, as the viewer may see it in full here."""
    try:
        return services.edit_party(viewer, party_id=party.pk, entry=form.entry(), seen=form.cleaned_data["seen"])
    except StaleRecord as stale:
        now = selectors.party_by_id(viewer, party.dispute, party.pk)
        values = {str(field.verbose_name): getattr(now, field.attname) for field in Party._meta.concrete_fields}
        raise StaleRecord(
            stale.message,
            tuple(replace(one, after=str(values.get(one.field) or "")) for one in stale.changes),
            stale.version,
        ) from None


@require_http_methods(["GET", "POST"])
@with_one_tree
def withdraw(request: HttpRequest, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Somebody leaves the mediation."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    party = selectors.party_by_id(viewer, dispute, party_id)
    form = LeaveForm(request.POST if request.method == "POST" else None, initial={"seen": party.version})
    return act(
        request, form, lambda: services.withdraw_party(viewer, party_id=party.pk, **form.cleaned_data),
        title=_("退出调解"), submit=_("退出"), done=_("已登记退出。"), back=_back(case), record=party, danger=True,
        note=_("这位当事人不再参加调解;此前的记录保留。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def group(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A list pasted from a spreadsheet: read, shown with what is wrong in which row, then registered as a whole."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    form = GroupForm(request.POST if request.method == "POST" else None)
    people: list[PastedPerson] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        people = read_people(given["pasted"])
        if not people:
            form.add_error("pasted", _("没有读到人:请从 Excel 里复制名单,每人一行,至少有姓名。"))
        elif request.POST.get("sure") and not any(one.faults for one in people):
            entries = [_entry(given["side"], one) for one in people]
            done = attempt(
                form,
                lambda: services.add_group(
                    viewer, dispute_id=dispute.pk, side=given["side"], group=given["group"], entries=entries
                ),
            )
            if done is not None:
                messages.success(request, _("已登记 %(count)d 人。") % {"count": len(done)})
                return redirect(_back(case))
    context = {
        "form": form, "case": case, "people": people, "back": _back(case),
        "clean": bool(people) and not any(one.faults for one in people) and not form.errors,
        "claimed": sum((one.claimed for one in people if one.claimed is not None), Decimal(0)),
    }  # fmt: skip
    return answer(request, "web/mediation/group.html", context)


def _entry(side: str, one: PastedPerson) -> PartyEntry:
    return PartyEntry(
        side=side, name=one.name, phone=one.phone, id_number=one.id_number, address=one.address,
        claimed=one.claimed, agreed=one.agreed, paid=one.paid,
    )  # fmt: skip
