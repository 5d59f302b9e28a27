"""A town's routing rules in their order, what they would have done with the last ninety days, and its threshold."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.cases.models import CaseKind, Category, Channel, RoutingRule, TriageSetting, Urgency
from bihuan.cases.policies import ROUTE
from bihuan.cases.services import rules as services
from bihuan.cases.services.rules import RuleEntry
from bihuan.cases.thinking.routing import rules_for, try_dry, warnings
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area, Office, Staff
from bihuan.orgs.selectors import offices_of
from bihuan.platform.policies import policy_of, require
from bihuan.web.forms import split_words
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm, SeenForm, Words

HOURS = [("", t("不限"))] + [(str(hour), f"{hour}:00") for hour in range(25)]


class RuleForm(SeenForm):
    """What a rule asks, where it sends, and why."""

    name = Words(t("规则名称"), 40, required=False)
    office = forms.ModelChoiceField(
        label=t("承办单位"), queryset=Office.objects.none(), required=False, empty_label=t("请选择")
    )
    reason = Words(t("理由"), 200, required=False, help_text=t("会写进每一次分派的依据,例如“供水所负责全镇自来水”。"))
    words = Words(t("内容提到"), 400, required=False, help_text=t("提到任意一个就算;几个词用空格分开。"))
    without_words = Words(t("内容没有提到"), 400, required=False)
    kinds = forms.MultipleChoiceField(
        label=t("事项类型"), choices=CaseKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    categories = forms.MultipleChoiceField(
        label=t("类别"), required=False, widget=forms.SelectMultiple(attrs={"size": "6"})
    )
    channels = forms.MultipleChoiceField(
        label=t("来源渠道"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    areas = forms.MultipleChoiceField(
        label=t("发生区域"), required=False, widget=forms.SelectMultiple(attrs={"size": "5"})
    )
    urgency_from = forms.ChoiceField(
        label=t("紧急程度不低于"), choices=[("", t("不限")), *Urgency.choices], required=False
    )
    from_hour = forms.ChoiceField(label=t("从几点"), choices=HOURS, required=False)
    until_hour = forms.ChoiceField(label=t("到几点"), choices=HOURS, required=False)
    active = forms.BooleanField(label=t("启用"), required=False, initial=True)

    def __init__(self, *args: Any, town: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town = town
        office = self.fields["office"]
        assert isinstance(office, forms.ModelChoiceField)
        office.queryset = Office.objects.filter(pk__in=[one.pk for one in offices_of(town)]).order_by("name")
        villages = Area.objects.filter(town_id=town.pk, level=Area.Level.VILLAGE, valid_to=None).order_by("path")
        _choices(self, "areas", [(str(pk), name) for pk, name in villages.values_list("pk", "name")])
        _choices(self, "categories", list(Category.objects.order_by("code").values_list("code", "name")))

    def entry(self) -> RuleEntry:
        """What was said, for the service."""
        given = self.cleaned_data
        return RuleEntry(
            name=given["name"], office=given["office"], reason=given["reason"], town=self.town, kinds=given["kinds"],
            categories=given["categories"], channels=given["channels"], areas=given["areas"], words=split_words(given["words"]),
            without_words=split_words(given["without_words"]), urgency_from=given["urgency_from"],
            from_hour=_hour(given["from_hour"]), until_hour=_hour(given["until_hour"]), active=given["active"],
        )  # fmt: skip


class ThresholdForm(SeenForm):
    """From which confidence matters of the town go out by themselves."""

    automatic_from = forms.IntegerField(
        label=t("把握不低于(%)"), required=False, min_value=50, max_value=100,
        help_text=t("不填表示从不自动分派。重大复杂的事项、没有承办单位的事项,永远由人确认。"),
        error_messages={
            "invalid": t("请填写整数,例如 95。"), "min_value": t("应在 50 到 100 之间。"), "max_value": t("应在 50 到 100 之间。"),
        },
    )  # fmt: skip


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = choices


def _hour(text: str) -> int | None:
    return int(text) if text else None


def _towns(viewer: Staff) -> list[Area]:
    """The towns whose rules the viewer keeps."""
    policy = policy_of(RoutingRule)
    towns = Area.objects.filter(level=Area.Level.TOWN, valid_to=None).order_by("path")
    return [town for town in towns if policy.allows(viewer, ROUTE, RoutingRule(town=town))]


def _town(viewer: Staff, town_id: UUID) -> Area:
    found = next((town for town in _towns(viewer) if town.pk == town_id), None)
    if found is None:
        raise NotFound(_("没有找到这个乡镇,或者它的规则不归您维护。"))
    return found


def _rule(viewer: Staff, rule_id: UUID) -> tuple[RoutingRule, Area]:
    rule = RoutingRule.objects.filter(pk=rule_id, void_reason="").select_related("town", "office").first()
    if rule is None or rule.town is None:
        raise NotFound(_("没有找到这条规则。"))
    return rule, _town(viewer, rule.town.pk)


def _back(town: Area) -> str:
    return reverse("web:routing_rules_of", args=[town.pk])


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The rules of one's own town, or the towns to choose from."""
    viewer = viewer_of(request)
    require(viewer, ROUTE)
    towns = _towns(viewer)
    if len(towns) == 1:
        return redirect(_back(towns[0]))
    return render(request, "web/thinking/rule_towns.html", {"towns": towns})


@require_GET
def of_town(request: HttpRequest, town_id: UUID) -> HttpResponse:
    """The rules in the order they are asked, with what is wrong with them and the threshold."""
    viewer = viewer_of(request)
    town = _town(viewer, town_id)
    rules = list(RoutingRule.objects.filter(town=town, void_reason="").select_related("office").order_by("place", "id"))
    setting = TriageSetting.objects.filter(town=town).first()
    names = dict(Category.objects.values_list("code", "name"))
    places = {str(pk): name for pk, name in Area.objects.filter(town_id=town.pk).values_list("pk", "name")}
    context = {
        "town": town,
        "rules": [(rule, _asked(rule, names, places)) for rule in rules],
        "warnings": warnings(rules_for(town.pk)),
        "automatic_from": setting.automatic_from if setting is not None else None,
    }
    return render(request, "web/thinking/rules.html", context)


def _asked(rule: RoutingRule, names: dict[str, str], places: dict[str, str]) -> list[str]:
    """What the rule asks, one thing a line."""
    comma, asked = _("、"), []
    for title, values in (
        (_("内容提到"), rule.words),
        (_("内容没有提到"), rule.without_words),
        (_("事项类型"), [str(CaseKind(one).label) for one in rule.kinds]),
        (_("类别"), [names.get(one, one) for one in rule.categories]),
        (_("来源渠道"), [str(Channel(one).label) for one in rule.channels]),
        (_("发生区域"), [places.get(one, one) for one in rule.areas]),
    ):
        if values:
            asked.append(f"{title}:{comma.join(values)}")
    if rule.urgency_from:
        asked.append(f"{_('紧急程度不低于')}:{Urgency(rule.urgency_from).label}")
    if rule.from_hour is not None:
        asked.append(f"{rule.from_hour}:00–{rule.until_hour}:00")
    return asked


@require_http_methods(["GET", "POST"])
@with_one_tree
def add(request: HttpRequest, town_id: UUID) -> HttpResponse:
    """A rule behind the others."""
    viewer = viewer_of(request)
    town = _town(viewer, town_id)
    form = RuleForm(request.POST if request.method == "POST" else None, town=town)
    return act(
        request, form, lambda: services.add_rule(viewer, entry=form.entry()), title=_("添加规则:%(town)s") % {"town": town.name},
        submit=_("添加"), done=_("规则已添加,从下一件事项起生效。"), back=_back(town),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def edit(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Change what a rule says."""
    viewer = viewer_of(request)
    rule, town = _rule(viewer, rule_id)
    own = (
        "name",
        "reason",
        "kinds",
        "categories",
        "channels",
        "areas",
        "urgency_from",
        "from_hour",
        "until_hour",
        "active",
    )
    initial: dict[str, Any] = {name: getattr(rule, name) for name in own}
    initial |= {"office": rule.office_id, "words": " ".join(rule.words), "without_words": " ".join(rule.without_words)}
    form = RuleForm(
        request.POST if request.method == "POST" else None, town=town, initial={**initial, "seen": rule.version}
    )
    return act(
        request, form,
        lambda: services.edit_rule(viewer, rule_id=rule.pk, entry=form.entry(), seen=form.cleaned_data["seen"]), record=rule,
        title=_("修改规则:%(name)s") % {"name": rule.name}, submit=_("保存"), done=_("规则已保存,从下一件事项起生效。"), back=_back(town),
    )  # fmt: skip


@require_POST
def move(request: HttpRequest, rule_id: UUID, way: str) -> HttpResponse:
    """One place up or down."""
    viewer = viewer_of(request)
    rule, town = _rule(viewer, rule_id)
    services.move_rule(viewer, rule_id=rule.pk, up=way == "up")
    return redirect(_back(town))


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Out for good, for a reason."""
    viewer = viewer_of(request)
    rule, town = _rule(viewer, rule_id)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"seen": rule.version})
    return act(
        request, form, lambda: services.void_rule(viewer, rule_id=rule.pk, **form.cleaned_data), record=rule, danger=True,
        title=_("作废规则:%(name)s") % {"name": rule.name}, submit=_("作废"), done=_("规则已作废。"), back=_back(town),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def threshold(request: HttpRequest, town_id: UUID) -> HttpResponse:
    """From which confidence on, or never."""
    viewer = viewer_of(request)
    town = _town(viewer, town_id)
    setting = TriageSetting.objects.filter(town=town).first()
    now = round(setting.automatic_from * 100) if setting is not None and setting.automatic_from is not None else None
    form = ThresholdForm(
        request.POST if request.method == "POST" else None,
        initial={"automatic_from": now, "seen": setting.version if setting is not None else None},
    )

    def write() -> TriageSetting:
        given = form.cleaned_data["automatic_from"]
        return services.set_threshold(
            viewer, town=town, automatic_from=None if given is None else given / 100, seen=form.cleaned_data["seen"]
        )

    return act(
        request, form, write, record=setting, title=_("自动分派:%(town)s") % {"town": town.name}, submit=_("保存"),
        done=_("已保存。"), back=_back(town),
    )  # fmt: skip


@require_GET
@with_one_tree
def dry_run(request: HttpRequest, town_id: UUID) -> HttpResponse:
    """What the rules would have done with the last ninety days; `?idle` tries those not yet in use along with them."""
    viewer = viewer_of(request)
    town = _town(viewer, town_id)
    with_idle = "idle" in request.GET
    rules = rules_for(town.pk, with_idle=with_idle)
    idle = RoutingRule.objects.filter(town=town, active=False, void_reason="").count()
    context = {"town": town, "tried": try_dry(town, rules), "with_idle": with_idle, "idle": idle}
    return render(request, "web/thinking/dry_run.html", context)
