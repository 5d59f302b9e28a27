"""Pages of the rewards for verbal mediation: rules, the month's list, telephone checks, approval, payment."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel import clock
from bihuan.mediation import reward_selectors as selectors
from bihuan.mediation.agreement_cycle import L, W
from bihuan.mediation.agreement_rights import (
    APPROVE_REWARDS,
    CHECK_REWARDS,
    KEEP_REWARDS,
    LISTS,
    RULE_REWARDS,
    RULES,
)
from bihuan.mediation.models import Agreement, DisputeKind, Reward, RewardList, RewardRule
from bihuan.mediation.services import rewards
from bihuan.mediation.services.reward_rules import RuleEntry, add_rule, edit_rule
from bihuan.mediation.services.rewards import Paid
from bihuan.orgs.models import Area, Staff
from bihuan.platform.policies import require
from bihuan.web.files import keep
from bihuan.web.history import history
from bihuan.web.mediation.agreement_forms import scan_field
from bihuan.web.mediation.clauses import towns_of
from bihuan.web.mediation.forms import AmountField
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import DayField, ReasonForm, SeenForm, Sentences, Words

LISTS_LEDGER, RULES_LEDGER = "/ledgers/reward_lists/", "/ledgers/reward_rules/"
MONTHS_BACK = 12


def _page_of(list_id: UUID) -> str:
    return reverse("web:reward_list", args=[list_id])


def _town_field(form: forms.Form, towns: list[Area]) -> None:
    field = form.fields["town"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(str(one.pk), one.name) for one in towns]


class RuleForm(SeenForm):
    """A rule of a town."""

    town = forms.ChoiceField(label=t("所属乡镇"))
    title = Words(t("规则名称"), 60, required=False, help_text=t("例如“一般口头调解”。"))
    kind = forms.ChoiceField(label=t("纠纷类型"), choices=[("", t("所有类型")), *DisputeKind.choices], required=False)
    difficulty = forms.ChoiceField(
        label=t("难易程度"), choices=[("", t("不分难易")), *Agreement.Difficulty.choices], required=False
    )
    needs = forms.ChoiceField(label=t("核实要求"), choices=RewardRule.Needs.choices)
    amount = AmountField(label=t("奖励金额(元)"))
    from_day = DayField(label=t("起始日期"), required=False)
    to_day = DayField(label=t("截止日期"), required=False, help_text=t("停用时填写最后一天;一直有效就不填。"))

    def __init__(self, *args: Any, towns: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns = {str(one.pk): one for one in towns}
        _town_field(self, towns)

    def entry(self) -> RuleEntry:
        """What was said, for the service."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "town")}
        return RuleEntry(town=self.towns[self.cleaned_data["town"]], **given)


class MakeForm(SeenForm):
    """Whose list of which month."""

    town = forms.ChoiceField(label=t("所属乡镇"))
    month = forms.ChoiceField(label=t("月份"))
    share = forms.IntegerField(
        label=t("电话抽查比例(%)"), initial=20, help_text=t("至少抽 3 件;抽取码固定,谁来抽都是同样的几件。")
    )

    def __init__(self, *args: Any, towns: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns = {str(one.pk): one for one in towns}
        _town_field(self, towns)
        field, month = self.fields["month"], rewards.month_of(clock.today())
        assert isinstance(field, forms.ChoiceField)
        months = []
        for _turn in range(MONTHS_BACK):
            month = rewards.month_of(date.fromordinal(month.toordinal() - 1))
            months.append((month.isoformat(), f"{month:%Y-%m}"))
        field.choices = months


class GradeForm(SeenForm):
    difficulty = forms.ChoiceField(
        label=t("难易程度"), choices=Agreement.Difficulty.choices, widget=forms.RadioSelect,
        help_text=t("金额按适用的规则自动计算。"),
    )  # fmt: skip


class CheckForm(SeenForm):
    result = forms.ChoiceField(
        label=t("抽查结果"), widget=forms.RadioSelect,
        choices=[(key, Reward.Check(key).label) for key in ("true", "untrue", "unreached")],
    )  # fmt: skip
    note = Sentences(t("抽查情况"), 300, required=False, help_text=t("给谁打的电话、怎么说的;不属实的会从清单中剔除。"))


class OpinionForm(SeenForm):
    opinion = Sentences(t("审批意见"), 300, required=False)


class PayForm(SeenForm):
    paid_on = DayField(label=t("发放日期"))
    way = forms.ChoiceField(label=t("发放方式"), choices=Reward.Way.choices)
    voucher = scan_field(t("发放凭证"), required=False, help_text=t("银行回单或者签领表照片。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = clock.today()


class ReturnForm(SeenForm):
    day = DayField(label=t("退回日期"), required=False, help_text=t("不填即今天。"))
    note = Words(t("说明"), 300, required=False)


@require_http_methods(["GET", "POST"])
def rule_add(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    viewer = viewer_of(request)
    require(viewer, RULE_REWARDS)
    form = RuleForm(request.POST if request.method == "POST" else None, towns=towns_of(viewer, RULE_REWARDS))
    return act(
        request, form, lambda: add_rule(viewer, entry=form.entry()), title=_("制定奖励规则"), submit=_("保存"),
        done=_("规则已保存。"), back=RULES_LEDGER,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Correct or end a rule."""
    viewer = viewer_of(request)
    rule = selectors.rule_by_id(viewer, rule_id)
    RULES.check(viewer, RULE_REWARDS, rule)
    names = ("title", "kind", "difficulty", "needs", "amount", "from_day", "to_day")
    first = {"seen": rule.version, "town": str(rule.town_id), **{name: getattr(rule, name) for name in names}}
    form = RuleForm(request.POST if request.method == "POST" else None, towns=[rule.town], initial=first)
    return act(
        request, form,
        lambda: edit_rule(viewer, rule_id=rule.pk, entry=form.entry(), seen=form.cleaned_data["seen"]),
        title=_("修改奖励规则"), submit=_("保存"), done=_("规则已保存。"), back=RULES_LEDGER, record=rule,
        note=_("已经用来计算过奖励的规则,只能填写截止日期停用。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """The list of a month that is over."""
    viewer = viewer_of(request)
    require(viewer, KEEP_REWARDS)
    form = MakeForm(request.POST if request.method == "POST" else None, towns=towns_of(viewer, KEEP_REWARDS))

    def write() -> RewardList:
        given = form.cleaned_data
        return rewards.make_list(
            viewer, town=form.towns[given["town"]], month=date.fromisoformat(given["month"]), share=given["share"]
        )

    return act(
        request, form, write, title=_("编制奖励清单"), submit=_("编制"), done=_("清单已编制,抽中的请电话核实。"),
        back=LISTS_LEDGER, onward=lambda made: _page_of(made.pk),
        note=_("列入的是当月办结、已核实、没有重办过的口头调解;您本人调解的不会列入,要由别人提出。"),
    )  # fmt: skip


@require_GET
def page(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One month's list, with what may be done next."""
    viewer = viewer_of(request)
    made = selectors.list_by_id(viewer, list_id)
    found = selectors.rewards_of(made)
    held = {
        name: LISTS.allows(viewer, right, made)
        for name, right in (("keep", KEEP_REWARDS), ("check", CHECK_REWARDS), ("approve", APPROVE_REWARDS))
    }
    context = {
        "made": made, "rewards": found, "left_out": rewards.left_out(viewer, made), "may": held, "viewer": viewer,
        "drafting": made.state == L.DRAFT, "waiting": _waiting(found), "history": history(made),
        "by_person": _by_person(found),
    }  # fmt: skip
    return render(request, "web/mediation/reward_list.html", context)


def _waiting(found: list[Reward]) -> int:
    return sum(one.check_result == Reward.Check.WAITING and one.state == W.PROPOSED for one in found)


def _by_person(found: list[Reward]) -> list[tuple[str, int, Any]]:
    """(name, matters, yuan) of each who is rewarded."""
    sums: dict[str, tuple[int, Any]] = {}
    for one in found:
        if one.state != W.EXCLUDED:
            count, amount = sums.get(one.receiver.name, (0, 0))
            sums[one.receiver.name] = (count + 1, amount + one.amount)
    return [(name, count, amount) for name, (count, amount) in sorted(sums.items())]


def _of_list(
    form_class: type[SeenForm],
    verb: Callable[..., Any],
    right: str,
    *,
    title: Any,
    submit: Any,
    done: Any,
    danger: bool = False,
) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A dialog on the list."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, list_id: UUID) -> HttpResponse:
        viewer = viewer_of(request)
        made = selectors.list_by_id(viewer, list_id)
        LISTS.check(viewer, right, made)
        form = form_class(request.POST if request.method == "POST" else None, initial={"seen": made.version})
        return act(
            request, form, lambda: verb(viewer, list_id=made.pk, **form.cleaned_data), title=title, submit=submit,
            done=done, back=_page_of(made.pk), record=made, danger=danger,
        )  # fmt: skip

    return view


submit = _of_list(
    SeenForm, rewards.submit_list, KEEP_REWARDS, title=t("提交审批"), submit=t("提交"), done=t("清单已提交,等待领导审批。")
)  # fmt: skip
approve = _of_list(
    OpinionForm, rewards.approve_list, APPROVE_REWARDS, title=t("批准清单"), submit=t("批准"), done=t("清单已批准。")
)  # fmt: skip
send_back = _of_list(
    OpinionForm, rewards.send_list_back, APPROVE_REWARDS, title=t("退回清单"), submit=t("退回"), done=t("清单已退回。"),
    danger=True,
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The rewards were paid."""
    viewer = viewer_of(request)
    made = selectors.list_by_id(viewer, list_id)
    LISTS.check(viewer, KEEP_REWARDS, made)
    posted = request.method == "POST"
    form = PayForm(request.POST if posted else None, request.FILES if posted else None, initial={"seen": made.version})

    def write() -> RewardList:
        given = form.cleaned_data
        with transaction.atomic():
            voucher = keep(viewer, given["voucher"], _("发放凭证.jpg")) if given["voucher"] else None
            paid = Paid(given["paid_on"], given["way"], voucher)
            return rewards.pay_list(viewer, list_id=made.pk, paid=paid, seen=given["seen"])

    return act(
        request,
        form,
        write,
        title=_("登记发放"),
        submit=_("登记"),
        done=_("发放已登记。"),
        back=_page_of(made.pk),
        record=made,
    )


@require_POST
def propose(request: HttpRequest, list_id: UUID, dispute_id: UUID) -> HttpResponse:
    """One more mediation of the month."""
    viewer = viewer_of(request)
    made = selectors.list_by_id(viewer, list_id)
    rewards.propose_reward(viewer, list_id=made.pk, dispute_id=dispute_id)
    messages.success(request, _("已列入清单。"))
    return redirect(_page_of(made.pk))


def _of_reward(
    form_class: type[SeenForm],
    verb: Callable[..., Any],
    right: str,
    *,
    title: Any,
    submit: Any,
    done: Any,
    first: Callable[[Reward], dict[str, Any]] = lambda _reward: {},
    danger: bool = False,
) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A dialog on one reward."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, reward_id: UUID) -> HttpResponse:
        viewer: Staff = viewer_of(request)
        reward = selectors.reward_by_id(viewer, reward_id)
        LISTS.check(viewer, right, reward.in_list)
        form = form_class(
            request.POST if request.method == "POST" else None, initial={"seen": reward.version, **first(reward)}
        )
        return act(
            request, form, lambda: verb(viewer, reward_id=reward.pk, **form.cleaned_data), title=title, submit=submit,
            done=done, back=_page_of(reward.in_list_id), record=reward, danger=danger,
            note=f"{reward.dispute.case.number} · {reward.receiver.name}",
        )  # fmt: skip

    return view


grade = _of_reward(
    GradeForm, rewards.grade_reward, KEEP_REWARDS, title=t("调整难易程度"), submit=t("保存"), done=t("已调整。"),
    first=lambda reward: {"difficulty": reward.difficulty},
)  # fmt: skip
exclude = _of_reward(
    ReasonForm, rewards.exclude_reward, KEEP_REWARDS, title=t("不予奖励"), submit=t("剔除"), done=t("已从清单剔除。"), danger=True
)  # fmt: skip
check = _of_reward(
    CheckForm, rewards.check_reward, CHECK_REWARDS, title=t("登记电话抽查"), submit=t("登记"), done=t("抽查结果已登记。"),
    first=lambda _reward: {"result": "true"},
)  # fmt: skip
give_back = _of_reward(
    ReturnForm, rewards.give_back_reward, KEEP_REWARDS, title=t("登记退回"), submit=t("登记"), done=t("退回已登记。")
)  # fmt: skip
