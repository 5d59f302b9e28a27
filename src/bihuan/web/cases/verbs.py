"""Every verb of the life cycle as the page does it: its form and the service behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as t

from bihuan.cases import proposal, selectors, services
from bihuan.cases.models import Case
from bihuan.cases.services.conferences import call_conference
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Staff
from bihuan.web.cases import forms as f
from bihuan.web.cases.conference_forms import arrangement_of
from bihuan.web.forms import split_words

Do = Callable[[Staff, Case, Any], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One verb: `at_once` needs no form; `danger` is asked twice in red; `note` stands above the form."""

    form: type[f.VerbForm]
    do: Do
    done: str | Promise
    at_once: bool = False
    danger: bool = False
    note: str | Promise = ""


def _plain(service: Callable[..., object]) -> Do:
    """A service whose arguments are the form's answers."""

    def do(actor: Staff, case: Case, form: f.VerbForm) -> object:
        return service(actor, case_id=case.pk, **form.answers()) or True

    return do


def _dispatch(actor: Staff, case: Case, form: f.VerbForm) -> Case:
    """With the reason of the proposal, where the desk follows it."""
    given = form.answers()
    found = proposal.propose(proposal.Matter.of(case))
    follows = found.office is not None and given["office"] == found.office.value
    return services.dispatch_case(actor, case_id=case.pk, why=found.why if follows else None, proposal=found, **given)


def _other(actor: Staff, number: str, field: str) -> Case:
    try:
        return selectors.case_by_number(actor, number)
    except NotFound as error:
        raise Invalid(error.message, field=field, code="not_found") from error


def _convene(actor: Staff, case: Case, form: f.VerbForm) -> object:
    """One conference for this case and those named beside it."""
    given = form.answers()
    numbers = split_words(given["others"])
    others = [_other(actor, number, "others").pk for number in numbers]
    return call_conference(
        actor, case_ids=[case.pk, *others], reason=given["reason"], arrangement=arrangement_of(given),
        offices=given["offices"], seen=given["seen"],
    )  # fmt: skip


def _merge(actor: Staff, case: Case, form: f.VerbForm) -> object:
    given = form.answers()
    whole = _other(actor, given.pop("into"), "into")
    return services.merge_case(actor, case_id=case.pk, into_id=whole.pk, **given)


def _link(actor: Staff, case: Case, form: f.VerbForm) -> object:
    given = form.answers()
    other = _other(actor, given["other"], "other")
    return services.link_cases(actor, case_id=case.pk, other_id=other.pk, reason=given["reason"])


def _revisit(actor: Staff, case: Case, form: f.VerbForm) -> Case:
    assert isinstance(form, f.RevisitForm)
    record = services.record_revisit if form.was_reached else services.record_unreached
    return record(actor, case_id=case.pk, **form.answers())


def _erase(actor: Staff, case: Case, form: f.VerbForm) -> Case:
    return services.erase_reporter(actor, case_id=case.pk, reason=form.answers()["reason"])


ACTS: dict[str, Act] = {
    "accept": Act(f.PlainForm, _plain(services.accept_case), t("已受理。"), at_once=True),
    "decline": Act(f.DeclineForm, _plain(services.decline_case), t("已登记不予受理。"), danger=True),
    "reconsider": Act(f.PlainForm, _plain(services.reconsider_case), t("已恢复为待受理。"), at_once=True),
    "reclassify": Act(f.ReclassifyForm, _plain(services.reclassify_case), t("已调整。")),
    "merge": Act(f.MergeForm, _merge, t("已并案。")),
    "unmerge": Act(f.ReasonForm, _plain(services.unmerge_case), t("已撤销并案,恢复独立办理。")),
    "link": Act(f.LinkForm, _link, t("已关联。")),
    "decide": Act(f.DecideForm, _plain(services.decide_office), t("已确定承办单位,由值班员分派。")),
    "dispatch": Act(f.DispatchForm, _dispatch, t("已分派。")),
    "recall": Act(f.PlainForm, _plain(services.recall_case), t("已撤回分派。"), at_once=True),
    "take": Act(f.PlainForm, _plain(services.take_case), t("已签收,您是经办人。"), at_once=True),
    "send_back": Act(f.ReasonForm, _plain(services.send_back_case), t("已退回值班员。")),
    "contact": Act(f.NoteForm, _plain(services.record_contact), t("首次联系已记录。")),
    "hand_over": Act(f.HandOverForm, _plain(services.hand_over_case), t("已转交。")),
    "split": Act(f.SplitForm, _plain(services.split_case), t("任务已下达。")),
    "ask_suspension": Act(f.SuspendForm, _plain(services.ask_suspension), t("挂起申请已提交,等待审批。")),
    "approve_suspension": Act(f.ApproveForm, _plain(services.approve_suspension), t("已批准挂起,时限停止计算。")),
    "refuse_suspension": Act(f.ReasonForm, _plain(services.refuse_suspension), t("已答复不同意挂起。")),
    "extend": Act(f.ExtendForm, _plain(services.extend_case), t("已批准延期。")),
    "resume": Act(f.PlainForm, _plain(services.resume_case), t("已恢复办理。"), at_once=True),
    "convene": Act(f.ConveneForm, _convene, t("联席会已召集,参会单位会收到通知。")),
    "conclude": Act(f.ConcludeForm, _plain(services.conclude_conference), t("会议纪要已形成,任务已下达。")),
    "call_off": Act(f.ReasonForm, _plain(services.call_off_conference), t("联席会已取消。")),
    "finish": Act(f.FinishForm, _plain(services.finish_case), t("已申报办结,等待核查。")),
    "verify": Act(f.VerifyForm, _plain(services.verify_case), t("核查已通过。")),
    "return": Act(f.ReasonForm, _plain(services.return_case), t("已退回重办。")),
    "revisit": Act(f.RevisitForm, _revisit, t("回访已记录。")),
    "assign_revisit": Act(f.AssignRevisitForm, _plain(services.assign_revisit), t("回访已转交,对方会收到通知。")),
    "reopen": Act(f.ReasonForm, _plain(services.reopen_case), t("已重新办理。")),
    "void": Act(
        f.ReasonForm, _plain(services.void_case), t("已作废。"), danger=True,
        note=t("作废后仍可查看,但不计入任何统计,且不能恢复。"),
    ),
    "erase": Act(
        f.ReasonForm, _erase, t("反映人的个人信息已清除。"), danger=True,
        note=t("姓名和电话将永久清除,不能恢复;事项和统计保留。"),
    ),
}  # fmt: skip
