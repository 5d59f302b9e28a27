"""The list page of every ledger, its lazy count and totals, and its saved views."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bihuan.kernel.errors import BihuanError, Invalid
from bihuan.orgs.models import Staff
from bihuan.platform import ledgers as platform
from bihuan.platform.ledgers import Column, Ledger, LedgerQuery, Page, paging
from bihuan.platform.ledgers.places import holding_places
from bihuan.platform.ledgers.views import forget_view, save_view, views_of
from bihuan.platform.models import SavedView
from bihuan.platform.policies import require
from bihuan.web.ledgers import filters
from bihuan.web.ledgers.rows import table_rows

# The order in which the index names the rooms; one that is not named here follows after them.
ROOMS = ("cases", "mediation", "inspections", "visits", "community", "venues", "enterprises", "assets", "orgs")


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: `sort` is the address part that orders by it ("" when it cannot), `aria` its present order."""

    column: Column
    sort: str
    aria: str


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as a tab."""

    id: UUID
    name: str
    params: str
    current: bool
    own: bool
    shared: bool


def reader(request: HttpRequest, key: str) -> tuple[Staff, Ledger]:
    """Who asks, and the ledger asked for.

    Raises:
        NotFound: there is none of this name; NotAllowed: not for this person.
    """
    assert isinstance(request.user, Staff)
    found = platform.ledger(key)
    require(request.user, found.right)
    return request.user, found


def asked(found: Ledger, request: HttpRequest) -> LedgerQuery:
    """The query of the request's address."""
    return platform.read_query(found, dict(request.GET.lists()))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every ledger this person may read, under the room that keeps it."""
    assert isinstance(request.user, Staff)
    person = request.user
    rooms: dict[str, list[dict[str, object]]] = {label: [] for label in ROOMS}
    for one in platform.ledgers(person):
        shown = {"ledger": one, "fillable": one.fillable_by(person)}
        rooms.setdefault(one.model._meta.app_label, []).append(shown)
    groups = [
        {"key": label, "title": apps.get_app_config(label).verbose_name, "ledgers": kept}
        for label, kept in rooms.items()
        if kept
    ]
    return render(request, "web/ledgers/index.html", {"groups": groups})


@require_GET
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The list; for htmx only the table with what stands around it."""
    viewer, found = reader(request, key)
    part = request.headers.get("HX-Target") == "ledger"
    with holding_places():
        try:
            query = asked(found, request)
            shown: Page | None = found.page(viewer, query)
            error = None
        except Invalid as refusal:
            query, shown, error = LedgerQuery(), None, refusal
        context = _context(found, viewer, query, shown, error)
        if not part:
            short, more = filters.controls(found, viewer, query)
            context |= {"short": short, "more": more, "more_open": any(control.chosen for control in more)}
            context |= {"views": _views(found, viewer, query)}
        template = "web/ledgers/_table.html" if part else "web/ledgers/list.html"
        return render(request, template, context, status=422 if error else 200)


def _context(
    found: Ledger, viewer: Staff, query: LedgerQuery, shown: Page | None, error: BihuanError | None
) -> dict[str, Any]:
    order = query.order or (found.order[0] if found.order else "")
    return {
        "ledger": found,
        "query": query,
        "page": shown,
        "rows": table_rows(shown) if shown else [],
        "error": error,
        "heads": [_head(column, query, order) for column in shown.columns] if shown else [],
        "chips": filters.chips(found, query) if shown else [],
        "params": query.params(),
        "next": query.params(after=shown.after) if shown and shown.after else "",
        "asks": bool(query.filters or query.text),
        "totalled": bool(shown) and any(column.total for column in shown.columns) if shown else False,
        "exportable": found.exportable_by(viewer),
        "fillable": found.fillable_by(viewer),
        "addable": found.addable_by(viewer),
        "offered": found.open_to(viewer),
        "chosen": {column.key for column in found.columns_of(query.columns, viewer)},
    }


def _head(column: Column, query: LedgerQuery, order: str) -> Head:
    if not column.sortable:
        return Head(column, "", "")
    now = {column.key: "ascending", f"-{column.key}": "descending"}.get(order, "none")
    following = column.key if now == "descending" else f"-{column.key}"
    return Head(column, query.params(order=following), now)


def _views(found: Ledger, viewer: Staff, query: LedgerQuery) -> list[View]:
    now = query.as_json()
    return [_view(view, viewer, now) for view in views_of(found, viewer)]


def _view(view: SavedView, viewer: Staff, now: dict[str, Any]) -> View:
    kept = LedgerQuery.from_json(view.query)
    return View(view.pk, view.name, kept.params(), kept.as_json() == now, view.owner_id == viewer.pk, view.shared)


@require_GET
def count(request: HttpRequest, key: str) -> HttpResponse:
    """How many rows the query finds; asked for after the page, so that the page never waits for it."""
    viewer, found = reader(request, key)
    with holding_places():
        counted, more = paging.count(found, viewer, asked(found, request))
    return render(request, "web/ledgers/_count.html", {"counted": counted, "more": more})


@require_GET
def totals(request: HttpRequest, key: str) -> HttpResponse:
    """The sums of the shown columns, on demand."""
    viewer, found = reader(request, key)
    with holding_places():
        query = asked(found, request)
        sums = paging.totals(found, viewer, query)
    columns = found.columns_of(query.columns, viewer)
    cells = [column.text(sums[column.key]) if column.key in sums else "" for column in columns]
    return render(request, "web/ledgers/_totals.html", {"cells": cells})


@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the present filters, columns and order as a view."""
    viewer, found = reader(request, key)
    with holding_places():
        query = platform.read_query(found, dict(request.POST.lists()))
    try:
        view = save_view(
            actor=viewer, ledger=found, name=request.POST.get("name", ""), query=query, shared="shared" in request.POST
        )
    except Invalid as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已保存视图“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse('web:ledger', args=[found.key])}?{query.params()}")


@require_POST
def forget(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Remove one's own view."""
    assert isinstance(request.user, Staff)
    key = forget_view(actor=request.user, view_id=view_id)
    messages.success(request, _("已删除视图。"))
    return redirect("web:ledger", key=key)
