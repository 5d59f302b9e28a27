"""The home page: what this person must do next, who is on duty, what was told."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bihuan.cases import selectors as cases
from bihuan.cases.addresses import url_of
from bihuan.cases.models import Case, CaseTask, State
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.selectors import on_duty
from bihuan.orgs.tree import AreaNode, area_tree
from bihuan.platform.models import Notice
from bihuan.web.help.tour import STEPS, offered_to
from bihuan.web.home import Panel, panel, panels_for

NOTICES_SHOWN, WAITING_SHOWN, TASKS_SHOWN = 6, 50, 20

# What each state wants next, in a word for the button of the line.
_WANTED = {
    State.REPORTED: pgettext_lazy("动作", "受理"),
    State.ACCEPTED: pgettext_lazy("动作", "分派"),
    State.DISPATCHED: pgettext_lazy("动作", "签收"),
    State.HANDLING: pgettext_lazy("动作", "办理"),
    State.CONFERENCE: pgettext_lazy("动作", "会商"),
    State.TO_VERIFY: pgettext_lazy("动作", "核查"),
    State.TO_REVISIT: pgettext_lazy("动作", "回访"),
}
# The figures of a person, in the order of the loop; those that are zero are left out but the first two.
_FIGURES = (
    ("waiting", gettext_lazy("待我处理")),
    ("late", gettext_lazy("已超期")),
    ("to_triage", gettext_lazy("待研判分流")),
    ("to_take", gettext_lazy("待签收")),
    ("handling", gettext_lazy("办理中")),
    ("to_verify", gettext_lazy("待核查")),
    ("to_revisit", gettext_lazy("待回访")),
    ("to_approve", gettext_lazy("待审批")),
    ("to_decide", gettext_lazy("待会商决定")),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the person's own counts; it opens the rows it counts."""

    key: str
    title: str
    value: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Share:
    """An office's share of a case, and where the case opens."""

    task: CaseTask
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the list: the case, where it opens, and what it wants."""

    case: Case
    url: str
    wanted: str


def home(request: HttpRequest) -> HttpResponse:
    """Every panel of this person."""
    assert isinstance(request.user, Staff)
    panels = panels_for(request.user)
    context = {
        "main": [one for one in panels if one.wide],
        "side": [one for one in panels if not one.wide],
        "tour": STEPS if offered_to(request.user) else (),
        **_waiting(request.user, request.GET.get("show", "")),
    }
    return render(request, "web/shell/home.html", context)


def _waiting(viewer: Staff, show: str) -> dict[str, object]:
    """The person's figures and the list of one of them, least time left first."""
    own = cases.counts(viewer)
    chosen = show if show in dict(_FIGURES) else "waiting"
    figures = [
        Figure(key, str(title), getattr(own, key), key == chosen)
        for key, title in _FIGURES
        if getattr(own, key) or key in {"waiting", "late"} or key == chosen
    ]
    lines = [
        Waiting(case, url_of(case), str(_WANTED.get(State(case.state), gettext_lazy("查看"))))
        for case in cases.cases_waiting(viewer, only=chosen)[:WAITING_SHOWN]
    ]
    total = getattr(own, chosen)
    waiting_tasks = cases.tasks_waiting(viewer)[:TASKS_SHOWN] if own.tasks else []
    tasks = [Share(task, url_of(task.case)) for task in waiting_tasks]
    return {
        "figures": figures,
        "lines": lines,
        "total": total,
        "tasks": tasks,
        "tasks_total": own.tasks,
        "chosen": chosen,
    }


@panel("orgs.duty", order=60)
def duty_today(viewer: Staff) -> Panel | None:
    """Who is on duty now where the viewer works: the town's centre, or the county's."""
    place = _place_of(viewer)
    if place is None:
        return None
    duty = on_duty(place)
    return Panel(_("今日值班"), "web/shell/_panel_duty.html", {"duty": duty, "place": place})


def _place_of(viewer: Staff) -> AreaNode | None:
    """The town of the first post, the county for posts at the county."""
    tree = area_tree()
    ids: list[UUID | None] = [post.town_id for post in viewer.posts_held()]
    town = next((tree.nodes[one] for one in ids if one in tree.nodes), None) if ids else None
    return town or next((node for node in tree.nodes.values() if node.level == Area.Level.COUNTY), None)


@panel("shell.notices", order=70)
def newest_notices(viewer: Staff) -> Panel:
    """The newest notices, unread first."""
    notices = Notice.objects.filter(to=viewer).order_by("-created_at")[:NOTICES_SHOWN]
    return Panel(_("最新消息"), "web/shell/_panel_notices.html", {"notices": list(notices)}, url=reverse("web:inbox"))
