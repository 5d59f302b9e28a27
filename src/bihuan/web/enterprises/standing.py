"""How enterprises stand to policies, as their pages show it: reasons met, unmet and unknown; told and followed."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.enterprises.facts import KNOWN, facts_of
from bihuan.enterprises.matching import Standing, candidates, in_force, rule_of, standing
from bihuan.enterprises.models import Enterprise, Policy, PolicyApplication, PolicyMatch
from bihuan.enterprises.policies import KEEP_POLICIES, POLICIES
from bihuan.enterprises.policies import READ as READ_ENTERPRISES
from bihuan.enterprises.registers import APPLICATIONS, ENTERPRISES
from bihuan.enterprises.registers import POLICIES as REGISTER
from bihuan.platform.actors import Actor
from bihuan.platform.conditions import Judged, Rule, Verdict, judge, read, said
from bihuan.platform.policies import holds
from bihuan.web.enterprises.forms import TryForm
from bihuan.web.orgs.acting import viewer_of
from bihuan.web.records import Panel

MOST = 60
ORDER = {Verdict.MET: 0, Verdict.UNKNOWN: 1, Verdict.UNMET: 2}


@dataclass(frozen=True, slots=True)
class Fit:
    """One policy with how the enterprise stands to it, and how far its application is."""

    policy: Policy
    judged: Judged
    application: PolicyApplication | None
    tell_url: str

    @property
    def met(self) -> bool:
        return self.judged.verdict is Verdict.MET

    @property
    def unmet(self) -> str:
        """What stands against it: "职工人数不超过 300 人(现为 320 人)"."""
        return _(";").join(
            _("%(asked)s(现为 %(known)s)") % {"asked": one.asked, "known": one.known}
            for one in self.judged.of(Verdict.UNMET)
        )

    @property
    def unknown(self) -> str:
        """What has to be asked first."""
        return _("、").join(one.asked for one in self.judged.of(Verdict.UNKNOWN))


def policies_panel(viewer: Actor, enterprise: Enterprise, *, may_tell: bool) -> Panel:
    """The policies in force with reasons, those that fit first; two queries."""
    followed = {one.policy_id: one for one in APPLICATIONS.rows(viewer).filter(enterprise=enterprise)}
    facts, fits = facts_of(enterprise), []
    for policy in in_force().filter(Q(town=None) | Q(town_id=enterprise.town_id)):
        tell = f"{reverse('web:application_add')}?enterprise={enterprise.pk}&policy={policy.pk}" if may_tell else ""
        fits.append(Fit(policy, judge(rule_of(policy), facts), followed.get(policy.pk), tell))
    fits.sort(key=lambda one: (ORDER[one.judged.verdict], len(one.judged.of(Verdict.UNMET)), one.policy.title))
    counts = {verdict: sum(one.judged.verdict is verdict for one in fits) for verdict in Verdict}
    context = {
        "fits": [one for one in fits if one.met],
        "asking": [one for one in fits if one.judged.verdict is Verdict.UNKNOWN],
        "others": [one for one in fits if one.judged.verdict is Verdict.UNMET],
        "counts": counts,
    }
    return Panel(_("适用政策"), "web/enterprises/_policies.html", context)


def standing_panel(viewer: Actor, policy: Policy) -> Panel:
    """Whom a policy fits among the enterprises that the viewer sees, and what stands against the others."""
    rule = rule_of(policy)
    context = {
        **_tried(viewer, policy, rule),
        "said": said(rule),
        "may_try": POLICIES.allows(viewer, KEEP_POLICIES, policy),
    }
    return Panel(_("符合条件的企业"), "web/enterprises/_standing.html", context)


def _tried(viewer: Actor, policy: Policy, rule: Rule) -> dict[str, object]:
    if not holds(viewer, READ_ENTERPRISES):
        return {"hidden": True}
    rows = ENTERPRISES.policy.rows(viewer, READ_ENTERPRISES, candidates(policy))
    counted: Standing = standing(rule, rows)
    matched = PolicyMatch.objects.filter(policy=policy, enterprise__in=rows.values("pk")).select_related(
        "enterprise", "enterprise__officer", "enterprise__area"
    )
    return {"standing": counted, "matched": matched.order_by("enterprise__name")[:MOST], "most": MOST}


@require_http_methods(["GET", "POST"])
def try_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The test bench: conditions tried on the enterprises of today, kept only with the button that says so."""
    viewer = viewer_of(request)
    policy = REGISTER.by_id(viewer, pk)
    POLICIES.check(viewer, KEEP_POLICIES, policy)
    form = TryForm(request.POST or None, initial={"conditions": policy.conditions})
    context: dict[str, object] = {"policy": policy, "form": form, "back": REGISTER.url(pk)}
    stored = policy.conditions
    if form.is_bound and form.is_valid():
        stored = form.cleaned_data["conditions"]
        if "keep" in request.POST:
            REGISTER.edit(actor=viewer, pk=pk, values={"conditions": stored})
            return HttpResponse(status=302, headers={"Location": REGISTER.url(pk)})
    if not form.is_bound or form.is_valid():
        rule = read(stored, KNOWN)
        rows = ENTERPRISES.policy.rows(viewer, READ_ENTERPRISES, candidates(policy))
        context |= {"standing": standing(rule, rows), "said": said(rule)}
    return render(request, "web/enterprises/try.html", context, status=422 if form.errors else 200)
