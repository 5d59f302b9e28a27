"""The pages of programmes and of those enrolled: seats and waiting list on one page, each step at one press."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.community import policies, seats
from bihuan.community.applicants import KNOWN
from bihuan.community.enrolment_cycle import CYCLE
from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import ENROLMENTS, PROGRAMMES
from bihuan.community.selectors import Heads, heads_by, heads_of, under_way
from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.platform.conditions import read, said
from bihuan.platform.policies import holds, require
from bihuan.visits.policies import READ_NEEDS
from bihuan.web.community.class_days import DRILL_PAGES, LESSON_PAGES
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm, SeenForm
from bihuan.web.records import Action, Panel, RecordPages, parts_panel
from bihuan.web.rules import RuleField

ICONS = {"confirm": "check", "attend": "user-check", "finish": "flag", "decline": "x", "withdraw": "x"}

NEEDED = (Programme.Kind.CHILDCARE, Programme.Kind.AFTER_SCHOOL, Programme.Kind.CANTEEN, Programme.Kind.CLINIC)
SHOWN = 60


def _panels(viewer: Actor, programme: Programme) -> Sequence[Panel]:
    """How many for all who see the programme; who, for those who run it."""
    heads = heads_of(viewer, programme)
    found = [Panel(_("名额"), "web/community/_seats.html", {"heads": heads, "programme": programme}, aside=True)]
    if policies.ENROLMENTS.allows(viewer, policies.READ_ENROLMENTS, _part_of(programme)):
        shown = ["name", "state", "seat", "points", "grade", "phone"]
        found.append(
            parts_panel(ENROLMENT_PAGES, viewer, programme, title=_("报名名单"), shown=shown, order="applied_at")
        )
    lessons = ["day", "from_hour", "to_hour", "grade", "topic", "teacher"]
    found.append(parts_panel(LESSON_PAGES, viewer, programme, title=_("课表"), shown=lessons, order="day"))
    drills = ["kind", "held_on", "heads"]
    found.append(parts_panel(DRILL_PAGES, viewer, programme, title=_("安全演练"), shown=drills, order="-held_on"))
    return found


def _tools(viewer: Actor, programme: Programme) -> Sequence[Action]:
    """The roll for those who run it, the poster and the public page for all who see it."""
    found = []
    if policies.ENROLMENTS.allows(viewer, policies.READ_ATTENDANCE, _part_of(programme)):
        url = reverse("web:programme_roll", args=[programme.pk])
        found.append(Action(_("点名和接送"), url, "list-check", primary=True, dialog=False))
    poster = reverse("web:programme_poster", args=[programme.pk, "pdf"])
    found.append(Action(_("海报"), poster, "file-earmark-image", dialog=False))
    if programme.kind in NEEDED and holds(viewer, READ_NEEDS):
        needs = reverse("web:needs_for_programme", args=[programme.pk])
        found.append(Action(_("谁需要"), needs, "people", dialog=False))
    if programme.online:
        public = reverse("web:public_programme", args=[programme.pk])
        found.append(Action(_("群众看到的页面"), public, "box-arrow-up-right", dialog=False))
    return found


def _part_of(programme: Programme) -> Enrolment:
    enrolment = Enrolment()
    enrolment.lie_with(programme)
    return enrolment


def _steps(viewer: Actor, enrolment: Enrolment) -> Sequence[Action]:
    if not ENROLMENTS.policy.allows(viewer, policies.KEEP_ENROLMENTS, enrolment):
        return []
    papers = []
    if enrolment.state == Enrolment.State.FINISHED:
        url = reverse("web:enrolment_certificate", args=[enrolment.pk, "pdf"])
        papers = [Action(_("结业证书"), url, "award", primary=True, dialog=False)]
    return papers + [
        Action(
            str(one.title),
            reverse("web:enrolment_step", args=[enrolment.pk, one.verb]),
            ICONS.get(one.verb, ""),
            primary=one.verb in ("confirm", "attend", "finish"),
            danger=one.verb in ("decline", "withdraw"),
        )
        for one in CYCLE.offered(enrolment.state)
        if one.right is not None
    ]


def _receipt(viewer: Actor, enrolment: Enrolment) -> Sequence[Panel]:
    """Number and code to read out to whoever enrolled by telephone or on the spot; what was agreed to."""
    if not enrolment.receipt or not ENROLMENTS.policy.allows(viewer, policies.KEEP_ENROLMENTS, enrolment):
        return []
    return [Panel(_("回执"), "web/community/_receipt.html", {"enrolment": enrolment}, aside=True)]


PAGES = RecordPages(
    PROGRAMMES,
    name="programme",
    layout=[
        (t("项目"), ["kind", "starts_on", "ends_on", "from_hour", "to_hour", "place", "staff", "publicity"]),
        (t("报名"), ["quota", "opens_on", "closes_on", "hold_hours", "must", "first", "online", "alarm_minutes"]),
    ],
    controls={
        "must": lambda: RuleField(lambda: KNOWN, label=t("报名条件")),
        "first": lambda: RuleField(lambda: KNOWN, label=t("优先条件"), help_text=t("每符合一条加一分,分高的先排到名额。")),
    },
    told={
        "must": lambda one: said(read(one.must, KNOWN)),
        "first": lambda one: said(read(one.first, KNOWN)) if one.first else "",
        "from_hour": lambda one: f"{one.from_hour:%H:%M}" if one.from_hour else "",
        "to_hour": lambda one: f"{one.to_hour:%H:%M}" if one.to_hour else "",
    },
    panels=_panels,
    actions=_tools,
)  # fmt: skip
ENROLMENT_PAGES = RecordPages(
    ENROLMENTS,
    name="enrolment",
    layout=[
        (t("报名"), ["programme", "way", "remark"]),
        (t("本人"), ["born_on", "grade", "home", "left_behind", "parents_work", "low_income", "allergies"]),
        (t("监护和接送"), ["guardian", "phone", "pick_up", "consent"]),
    ],
    actions=_steps,
    panels=_receipt,
)


@require_GET
@with_one_tree
def board(request: HttpRequest) -> HttpResponse:
    """The programmes that are not over, with their seats."""
    viewer, today = viewer_of(request), clock.today()
    require(viewer, policies.READ_PROGRAMMES)
    found = list(under_way(viewer)[:SHOWN])
    heads = heads_by(viewer, [one.pk for one in found])
    context = {
        "shown": [
            {
                "programme": one,
                "url": PROGRAMMES.url(one.pk),
                "heads": heads.get(one.pk, Heads()),
                "open": one.opens_on <= today <= one.closes_on,
            }
            for one in found
        ],
        "keeps": holds(viewer, policies.KEEP_PROGRAMMES),
        "names": holds(viewer, policies.READ_ENROLMENTS),
        "alarms": holds(viewer, policies.READ_ALARMS),
    }
    return render(request, "web/community/programmes.html", context)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One step of an enrolment's table."""
    viewer, enrolment = viewer_of(request), ENROLMENTS.by_id(viewer_of(request), pk)
    ENROLMENTS.policy.check(viewer, policies.KEEP_ENROLMENTS, enrolment)
    if verb not in CYCLE or CYCLE.step(verb).right is None or not CYCLE.step(verb).from_states:
        raise Http404
    taken = CYCLE.step(verb)
    form = (ReasonForm if taken.asks else SeenForm)(request.POST or None, initial={"seen": enrolment.version})
    return act(
        request,
        form,
        lambda: seats.move(
            viewer,
            enrolment_id=pk,
            verb=verb,
            reason=form.cleaned_data.get("reason", ""),
            seen=form.cleaned_data["seen"],
        ),
        record=enrolment,
        title=_("%(step)s:%(name)s") % {"step": taken.title, "name": enrolment.programme.title},
        submit=str(taken.title),
        done=_("已办理。空出的名额会马上给下一位。") if taken.asks else _("已办理。"),
        back=ENROLMENTS.url(pk),
        danger=bool(taken.asks),
    )
