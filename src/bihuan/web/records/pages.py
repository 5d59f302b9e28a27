"""Views and addresses of one register's rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.orgs.registers import Register, Registered, attachments_of, register_of
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require
from bihuan.web.forms import answer, attempt
from bihuan.web.history import history
from bihuan.web.orgs.acting import act, is_htmx, viewer_of, with_one_tree
from bihuan.web.orgs.forms import KEPT, ReasonForm, RevealForm
from bihuan.web.records.facts import Fact, fact_of, sections_of
from bihuan.web.records.forms import Offer, form_for, values_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PARTS = ("page", "add", "edit", "void", "reveal")


@dataclass(frozen=True, slots=True)
class Action:
    """A further thing to do with a row; `dialog` opens it over the page, `primary` makes it the one blue button."""

    title: str
    url: str
    icon: str = ""
    primary: bool = False
    danger: bool = False
    dialog: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page of a room's own: a template with its context; `aside` stands in the narrow column."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    aside: bool = False


class RecordPages:
    """The pages of `kept`: `urls` goes into the room's address table; the names are "<name>_page", "_add", "_edit", "_void",
    "_reveal".

    `name`: first part of the address names; `layout`: facts in groups of (heading, fields), by default one group; `corrected`:
    the fields of the form for correcting (default all); `controls`: form fields out of the ordinary; `told`: how a fact reads
    when not as its field does; `panels` and `actions`: what the room adds, given (viewer, row); `offers`: choices of relations to
    the room's other rows; `thing`: its place on the spine; `files`: whether photos and files can be shown for it; `after`: where a
    newly registered row leads (default its own page).
    """

    def __init__(
        self,
        kept: Register[Any],
        *,
        name: str,
        layout: "Sequence[tuple[StrOrPromise, Sequence[str]]]" = (),
        corrected: Sequence[str] = (),
        controls: Mapping[str, Callable[[], Field]] | None = None,
        told: Mapping[str, Callable[[Any], str]] | None = None,
        panels: Callable[[Actor, Any], Sequence[Panel]] | None = None,
        actions: Callable[[Actor, Any], Sequence[Action]] | None = None,
        offers: Mapping[str, Offer] | None = None,
        thing: ThingKind | None = None,
        files: bool = True,
        after: Callable[[Any], str] | None = None,
    ) -> None:
        self.kept, self.name, self.files, self.thing = kept, name, files, thing
        self.layout = tuple(layout) or ((_("基本信息"), kept.fields),)
        self.corrected, self.controls, self.told = tuple(corrected) or kept.fields, controls or {}, told or {}
        self.panels, self.actions, self.offers = panels, actions, offers or {}
        self.after = after or self._whole_or_own

    def _whole_or_own(self, row: Any) -> str:
        """A part leads back to what it is a part of, anything else to its own page."""
        whole = getattr(row, self.kept.part_of) if self.kept.part_of else None
        return register_of(type(whole)).url(whole.pk) if whole is not None else self.kept.url(row.pk)

    @property
    def urls(self) -> list[URLPattern]:
        """The addresses, below the register's own path."""
        start, name = self.kept.path, self.name
        return [
            path(f"{start}/add/", self.add, name=f"{name}_add"),
            path(f"{start}/<uuid:pk>/", self.page, name=f"{name}_page"),
            path(f"{start}/<uuid:pk>/edit/", self.edit, name=f"{name}_edit"),
            path(f"{start}/<uuid:pk>/void/", self.void, name=f"{name}_void"),
            *(
                [path(f"{start}/<uuid:pk>/reveal/", self.reveal, name=f"{name}_reveal")]
                if self.kept.reveal_right
                else []
            ),
        ]

    def url(self, part: str, pk: UUID) -> str:
        """The address of one of `PARTS` of a row."""
        return reverse(f"web:{self.name}_{part}", args=[pk])

    @property
    def page(self) -> Callable[..., HttpResponse]:
        return require_GET(with_one_tree(self._page))

    @property
    def add(self) -> Callable[..., HttpResponse]:
        return require_http_methods(["GET", "POST"])(with_one_tree(self._add))

    @property
    def edit(self) -> Callable[..., HttpResponse]:
        return require_http_methods(["GET", "POST"])(with_one_tree(self._edit))

    @property
    def void(self) -> Callable[..., HttpResponse]:
        return require_http_methods(["GET", "POST"])(self._void)

    @property
    def reveal(self) -> Callable[..., HttpResponse]:
        return require_http_methods(["GET", "POST"])(self._reveal)

    def _page(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Facts, what the room adds, photos and files, history."""
        viewer = viewer_of(request)
        row = self.kept.by_id(viewer, pk)
        live = row.voided_at is None
        panels = list(self.panels(viewer, row)) if self.panels else []
        context = {
            "row": row,
            "kept": self.kept,
            "sub": self.kept.said(row) if self.kept.said else "",
            "sections": sections_of(self.layout, lambda name: self.fact(row, name)),
            "panels": [one for one in panels if not one.aside],
            "aside": [one for one in panels if one.aside],
            "actions": self._actions(viewer, row) if live else [],
            "spine_sections": spine(viewer, Thing(self.thing, row.pk)) if self.thing else None,
            "history": history(row),
            "files": attachments_of(row) if self.files else None,
            "may_attach": live and self.kept.policy.allows(viewer, self.kept.keep, row),
            "ledger_url": reverse("web:ledger", args=[self.kept.key]),
            "feature": _place(row),
            "whole": getattr(row, self.kept.part_of) if self.kept.part_of else None,
            "whole_url": self._whole_or_own(row) if self.kept.part_of else "",
        }
        return render(request, "web/records/page.html", context)

    def fact(self, row: Any, name: str) -> Fact:
        """One field of a row as this page tells it."""
        if name in self.told:
            return Fact(str(self.kept.field(name).verbose_name), self.told[name](row))
        return fact_of(self.kept, row, name)

    def _actions(self, viewer: Actor, row: Registered) -> list[Action]:
        """What the room offers, then reveal, correct, void, as far as the viewer may."""
        kept, found = self.kept, list(self.actions(viewer, row)) if self.actions else []
        settled = kept.settled(row) if kept.settled else ""
        may_reveal = bool(kept.reveal_right) and kept.policy.allows(viewer, kept.reveal_right, row)
        if may_reveal and any(getattr(row, name) for name in kept.personal):
            found.append(Action(_("查看完整信息"), self.url("reveal", row.pk), "eye"))
        if not settled and kept.policy.allows(viewer, kept.correct, row):
            found.append(Action(_("修改"), self.url("edit", row.pk), "pencil", dialog=False))
        if not settled and kept.policy.allows(viewer, kept.keep, row):
            found.append(Action(_("作废"), self.url("void", row.pk), "", danger=True))
        return found

    def _add(self, request: HttpRequest) -> HttpResponse:
        """Register a row; the address may bring first values (`?area=…`)."""
        kept, viewer = self.kept, viewer_of(request)
        require(viewer, kept.keep)
        first = {name: request.GET[name][:200] for name in kept.fields if name in request.GET}
        form = form_for(kept, viewer, request.POST or None, initial=first, offers=self.offers, controls=self.controls)
        return act(
            request,
            form,
            lambda: kept.add(actor=viewer, values=values_of(kept, form)),
            title=_("登记%(title)s") % {"title": kept.title},
            submit=_("登记"),
            done=_("已登记。"),
            back=reverse("web:ledger", args=[kept.key]),
            onward=self.after,
        )

    def _edit(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Correct a row; personal values are not shown, only replaced."""
        kept, viewer = self.kept, viewer_of(request)
        row = kept.by_id(viewer, pk)
        kept.policy.check(viewer, kept.correct, row)
        form = form_for(
            kept,
            viewer,
            request.POST or None,
            row=row,
            offers=self.offers,
            controls=self.controls,
            fields=self.corrected,
        )
        personal = _("“%(kept)s”表示已登记但不显示;不改就保持原样,要改请整项重填。") % {"kept": KEPT}
        return act(
            request,
            form,
            lambda: kept.edit(actor=viewer, pk=pk, values=values_of(kept, form, row), seen=form.cleaned_data["seen"]),
            record=row,
            title=_("修改:%(name)s") % {"name": row},
            submit=_("保存"),
            done=_("已保存。"),
            back=kept.url(pk),
            note=personal if kept.personal else "",
        )

    def _void(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Off the register, for a reason."""
        kept, viewer = self.kept, viewer_of(request)
        row = kept.by_id(viewer, pk)
        kept.policy.check(viewer, kept.keep, row)
        form = ReasonForm(request.POST or None, initial={"seen": row.version})
        return act(
            request,
            form,
            lambda: kept.void(actor=viewer, pk=pk, **form.cleaned_data),
            record=row,
            danger=True,
            title=_("作废:%(name)s") % {"name": row},
            submit=_("作废"),
            done=_("已作废,存档仍保留。"),
            back=kept.url(pk),
            note=_("登记错了才作废;作废后不再计入台账和指标。"),
        )

    def _reveal(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The personal values in clear, once, for a reason that is logged."""
        kept, viewer = self.kept, viewer_of(request)
        row = kept.by_id(viewer, pk)
        kept.policy.check(viewer, kept.reveal_right, row)
        form = RevealForm(request.POST or None)
        clear = attempt(form, lambda: kept.reveal(actor=viewer, pk=pk, reason=form.cleaned_data["reason"]))
        part = is_htmx(request)
        context: dict[str, Any] = {"form": form, "back": kept.url(pk), "title": _("查看完整信息"), "submit": _("查看")}
        if clear is None:
            return answer(request, "web/orgs/_act.html" if part else "web/orgs/act.html", context)
        context["facts"] = [fact for fact in (fact_of(kept, row, name, clear) for name in kept.personal) if fact.text]
        response = render(request, "web/records/_revealed.html" if part else "web/records/revealed.html", context)
        response["Cache-Control"] = "no-store"
        return response


def _place(row: Any) -> dict[str, Any] | None:
    """The row as a point for the map; None when it has no position."""
    lat, lon = getattr(row, "lat", None), getattr(row, "lon", None)
    if lat is None or lon is None:
        return None
    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"name": str(row)},
    }
    return {"type": "FeatureCollection", "features": [point]}


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a row as its page lists it."""

    url: str
    cells: tuple[Fact, ...]


MOST_PARTS = 100


def parts_panel(pages: RecordPages, viewer: Actor, row: Any, *, title: str, shown: Sequence[str], order: str) -> Panel:
    """A panel with the rows of `pages` that are parts of `row`: the fields `shown`, in `order`, and a button for one more."""
    kept = pages.kept
    related = [name for name in shown if kept.field(name).is_relation]
    found = kept.rows(viewer).filter(**{kept.part_of: row}).select_related(*related).order_by(order)[:MOST_PARTS]
    lines = [Line(kept.url(one.pk), tuple(pages.fact(one, name) for name in shown)) for one in found]
    may_add = row.voided_at is None and kept.policy.allows(viewer, kept.keep, _as_part(kept, row))
    context = {
        "titles": [kept.field(name).verbose_name for name in shown],
        "lines": lines,
        "add_url": f"{reverse(f'web:{pages.name}_add')}?{kept.part_of}={row.pk}" if may_add else "",
        "part": kept.title,
    }
    return Panel(title, "web/records/_parts.html", context)


def _as_part(kept: Register[Any], row: Registered) -> Any:
    part = kept.model()
    part.lie_with(row)
    return part
