"""One click makes a matter of a reception or consultation a case; its number ties it to one that exists."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.cases.addresses import url_of
from bihuan.cases.models import Case
from bihuan.cases.policies import CASES, READ
from bihuan.kernel.errors import BihuanError, NotFound
from bihuan.orgs.registers import Register
from bihuan.visits import services
from bihuan.visits.registers import MEETINGS, RECEPTIONS
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import SeenForm, Words

BROUGHT: dict[str, Register[Any]] = {RECEPTIONS.key: RECEPTIONS, MEETINGS.key: MEETINGS}


class NumberForm(SeenForm):
    """The number that people read."""

    number = Words(t("办件编号"), 30, help_text=t("如 DGZ-20260518-0003;纠纷填它的办件编号。"))


def _kept(key: str) -> Register[Any]:
    if key not in BROUGHT:
        raise NotFound(_("没有这个登记簿。"))
    return BROUGHT[key]


@require_POST
def become_case(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Make it a case and open it; refusals bring back the record with their sentence."""
    viewer, kept = viewer_of(request), _kept(key)
    row = kept.by_id(viewer, pk)
    kept.policy.check(viewer, kept.verbs["to_case"], row)
    case = taken_in(request, lambda: services.become_case(kept, actor=viewer, pk=pk))
    return redirect(url_of(case) if case is not None and CASES.allows(viewer, READ, case) else kept.url(pk))


def taken_in(request: HttpRequest, take: Callable[[], Case]) -> Case | None:
    """The case that `take` makes, told with its number and code; None after a refusal, told with its sentence."""
    try:
        case = take()
    except BihuanError as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, "".join(fault.message for fault in refusal.faults) or str(refusal))
        return None
    messages.success(
        request,
        _("已转为事项,编号 %(number)s,查询码 %(code)s。") % {"number": case.number, "code": case.tracking_code},
    )
    return case


@require_http_methods(["GET", "POST"])
def link_case(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Tie it to a case by number."""
    viewer, kept = viewer_of(request), _kept(key)
    row = kept.by_id(viewer, pk)
    kept.policy.check(viewer, kept.verbs["link_case"], row)
    form = NumberForm(request.POST or None, initial={"seen": row.version})
    return act(
        request,
        form,
        lambda: services.link_case(kept, actor=viewer, pk=pk, **form.cleaned_data),
        record=row,
        title=_("关联已有事项"),
        submit=_("关联"),
        done=_("已关联。"),
        back=kept.url(pk),
        note=_("同一件事已经登记过的,填办件编号关联,不要重复登记。"),
    )
