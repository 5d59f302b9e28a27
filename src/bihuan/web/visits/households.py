"""Household visits as people meet them: who is next and why, one visit in a minute, how far each secretary is."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.cases.addresses import url_of
from bihuan.cases.models import OVER, Case, State
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area, Resident
from bihuan.orgs.policies import READ_CARE
from bihuan.orgs.tree import AreaNode, area_tree
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds, require
from bihuan.visits import household_selectors as selectors
from bihuan.visits import services
from bihuan.visits.household_registers import TARGETS, VISITS
from bihuan.visits.models import HouseholdVisit, HundredTarget, Need
from bihuan.visits.planning import DISPUTE
from bihuan.visits.policies import KEEP_CARE, KEEP_NEEDS, KEEP_VISITS, READ_HUNDRED, SET_HUNDRED
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import DayField, SeenForm, Sentences, Words
from bihuan.web.orgs.pick import picked
from bihuan.web.records import Action, Panel, RecordPages
from bihuan.web.visits.matters import taken_in

OPEN = [state.value for state in State if state not in OVER]
ONWARD = (("", t("只记下")), ("case", t("转为事项,交给值班员")), ("matter", t("列为惠民实事")))


class VisitForm(SeenForm):
    """One visit, most of it filled already."""

    household = picked("household", t("走访哪一户"), help_text=t("输入户编号或家里人的姓名,选一户。"))
    heard = Sentences(
        t("听到什么"),
        2000,
        rows=5,
        help_text=t("像跟人说话一样写,可以用输入法的语音输入;加密保存,只有管这一户的人看得见。"),
    )
    met = Words(t("见到谁"), 40, required=False)
    cares = forms.MultipleChoiceField(
        label=t("看出需要关爱的"), required=False, choices=Resident.Need.choices, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.MultipleChoiceField(
        label=t("听到的需求"), required=False, choices=Need.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    onward = forms.ChoiceField(label=t("接着怎么办"), required=False, choices=ONWARD, widget=forms.RadioSelect)
    way = forms.ChoiceField(label=t("方式"), choices=HouseholdVisit.Way.choices, initial=HouseholdVisit.Way.HOME)
    visited_on = DayField(label=t("走访日期"), initial=clock.today)


@require_GET
@with_one_tree
def plan(request: HttpRequest) -> HttpResponse:
    """Who to visit next and why, the most pressing first."""
    viewer = viewer_of(request)
    require(viewer, KEEP_VISITS)
    area, areas = _area(viewer, request.GET.get("area", ""))
    need = request.GET.get("need", "")
    needs = [*Resident.Need.values, DISPUTE] if holds(viewer, READ_CARE) else [DISPUTE]
    need = need if need in needs else ""
    context = {
        "area": area,
        "areas": areas if len(areas) > 1 else [],
        "plan": selectors.plan(viewer, area, need=need),
        "need": need,
        "needs": [(code, selectors.reason_said(code)) for code in needs],
        "ledger_url": reverse("web:ledger", args=[VISITS.key]),
    }
    return render(request, "web/visits/plan.html", context)


def _area(viewer: Actor, wanted: str) -> tuple[AreaNode, list[AreaNode]]:
    """The village or grid that is planned for, and those to choose from: the viewer's own posts' and the grids below."""
    tree, today = area_tree(), clock.today()
    mine = {post.area_path for post in viewer.posts_held() if post.town_id is not None and not post.at_town}
    areas = [
        node for path, node in sorted(tree.by_path.items())
        if node.in_force(today) and any(path.startswith(own) for own in mine)
    ]  # fmt: skip
    if not areas:
        raise NotFound(_("没有找到您负责的村(社区)或网格,请联系系统管理员登记岗位。"))
    return next((one for one in areas if str(one.id) == wanted), areas[0]), areas


@require_http_methods(["GET", "POST"])
@with_one_tree
def record(request: HttpRequest) -> HttpResponse:
    """A visit in one minute; `?household=…` fills whom."""
    viewer = viewer_of(request)
    require(viewer, KEEP_VISITS)
    form = VisitForm(request.POST or None, initial={"household": request.GET.get("household", "")[:40]})
    if not holds(viewer, KEEP_CARE):
        del form.fields["cares"]
    if not holds(viewer, KEEP_NEEDS):
        del form.fields["needs"]

    def write() -> HouseholdVisit:
        said = form.cleaned_data
        names = ("household", "heard", "met", "way", "visited_on")
        values = {name: said[name] for name in names} | {"visitor": viewer}
        return services.record_visit(
            actor=viewer,
            values=values,
            cares=said.get("cares", ()),
            needs=said.get("needs", ()),
            onward=said["onward"],
        )

    return act(
        request,
        form,
        write,
        title=_("记一次走访"),
        submit=_("记下"),
        done=_("已记下这次走访。"),
        back=reverse("web:visit_plan"),
        onward=lambda visit: VISITS.url(visit.pk),
    )


@require_POST
def onward(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """One tap: what was heard becomes a case or a benefit matter."""
    viewer = viewer_of(request)
    VISITS.policy.check(viewer, KEEP_VISITS, VISITS.by_id(viewer, pk))

    def take() -> Case:
        if what == "matter":
            return services.become_matter(actor=viewer, visit_id=pk).case
        return services.become_case(VISITS, actor=viewer, pk=pk)

    taken_in(request, take)
    return redirect(VISITS.url(pk))


def _panels(viewer: Actor, visit: HouseholdVisit) -> list[Panel]:
    case, live = visit.case, visit.voided_at is None
    context: dict[str, Any] = {
        "visit": visit,
        "may_know": VISITS.policy.allows(viewer, READ_CARE, visit),
        "home_url": reverse("web:household_page", args=[visit.household_id]),
        "case": case,
        "case_url": url_of(case) if case is not None else "",
        "may": live and VISITS.policy.allows(viewer, KEEP_VISITS, visit),
    }
    if context["may"] and holds(viewer, KEEP_NEEDS):
        said = urlencode({"household": visit.household_id, "heard_on": visit.visited_on})
        context["need_url"] = f"{reverse('web:need_add')}?{said}"
    return [
        Panel(_("听到什么"), "web/visits/_heard.html", context),
        Panel(_("接着怎么办"), "web/visits/_onward.html", context, aside=True),
    ]


def _actions(viewer: Actor, visit: HouseholdVisit) -> list[Action]:
    return [Action(_("看这一户"), reverse("web:household_page", args=[visit.household_id]), "house-door", dialog=False)]


VISIT_PAGES = RecordPages(
    VISITS,
    name="household_visit",
    layout=[(t("走访"), ["household", "visited_on", "visitor", "way", "met"])],
    panels=_panels,
    actions=_actions,
)


@require_GET
@with_one_tree
def hundred(request: HttpRequest) -> HttpResponse:
    """双百行动: how far each secretary is; every number opens its rows."""
    viewer = viewer_of(request)
    require(viewer, READ_HUNDRED)
    this = clock.today().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this
    rows = [_row(one) for one in selectors.progress(viewer, year)]
    context = {
        "rows": rows,
        "year": year,
        "years": [this, this - 1, this - 2],
        "towns": _settable(viewer) if holds(viewer, SET_HUNDRED) else [],
        "ledger_url": reverse("web:ledger", args=[TARGETS.key]),
    }
    return render(request, "web/visits/hundred.html", context)


def _row(one: HundredTarget) -> dict[str, Any]:
    span = f"{one.year}-01-01..{one.year}-12-31"
    who, area = one.secretary.name, one.area.name  # the village tells namesakes apart
    visits = urlencode({"visitor": who, "area": area, "way": HouseholdVisit.Way.HOME, "visited_on": span})
    done = urlencode(
        {"secretary": who, "area": area, "state": "closed", "outcome": "solved", "satisfied": "yes", "closed_at": span}
    )
    begun = urlencode({"secretary": who, "area": area, "state": OPEN, "reported_at": span}, doseq=True)
    visits_done, matters_done = getattr(one, "visits_done", 0), getattr(one, "matters_done", 0)
    return {
        "target": one,
        "visits_done": visits_done,
        "visits_share": min(100, round(100 * visits_done / one.visits_goal)),
        "visits_url": f"{reverse('web:ledger', args=[VISITS.key])}?{visits}",
        "matters_done": matters_done,
        "matters_share": min(100, round(100 * matters_done / one.matters_goal)),
        "matters_url": f"{reverse('web:ledger', args=['benefit_matters'])}?{done}",
        "matters_open": getattr(one, "matters_open", 0),
        "open_url": f"{reverse('web:ledger', args=['benefit_matters'])}?{begun}",
        "url": TARGETS.url(one.pk),
    }


def _settable(viewer: Actor) -> list[Area]:
    """The towns whose secretaries' goals the viewer sets."""
    towns = {post.town_id for post in viewer.posts_held() if post.town_id is not None and post.at_town}
    return list(Area.objects.filter(pk__in=towns))


@require_http_methods(["GET", "POST"])
def set_targets(request: HttpRequest, town_id: UUID) -> HttpResponse:
    """A hundred and a hundred for every secretary of the town without a goal this year."""
    viewer, town = viewer_of(request), Area.objects.filter(pk=town_id, level=Area.Level.TOWN).first()
    if town is None:
        raise NotFound(_("没有找到这个区域。"))
    TARGETS.policy.check(viewer, SET_HUNDRED, HundredTarget(area=town, area_path=town.path, town=town))
    year = clock.today().year
    return act(
        request,
        SeenForm(request.POST or None),
        lambda: services.set_targets(actor=viewer, town=town, year=year),
        title=_("设定 %(year)s 年双百目标:%(town)s") % {"year": year, "town": town.name},
        submit=_("设定"),
        done=_("已设定;已有目标的书记不变。"),
        back=reverse("web:hundred"),
        note=_("给还没有目标的每位村(社区)书记各定走访 100 户次、办实事 100 件;个别要改的点开目标修改。"),
    )


TARGET_PAGES = RecordPages(TARGETS, name="hundred_target", files=False)
