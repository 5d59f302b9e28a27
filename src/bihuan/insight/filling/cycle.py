"""Who fills forms, who approves them, and what may happen to a template and to a filling."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.insight.asking import ask
from bihuan.insight.models import FormBinding, FormFilling, FormTemplate
from bihuan.kernel.errors import WrongState
from bihuan.kernel.lifecycle import LifeCycle, Step
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor
from bihuan.platform.change import guards
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
_MAKERS = {R.CLERK: S.AREA, R.DUTY_OFFICER: S.AREA, R.COUNTY_DESK: S.AREA}
_HEADS = {R.LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.COUNTY_LEADER: S.AREA}

READ_FORMS = grant("forms.read", t("查看报表填报"), {**_MAKERS, **_HEADS, R.AUDITOR: S.AREA})
FILL_FORMS = grant("forms.fill", t("绑定和填报报表"), _MAKERS)
APPROVE_FORMS = grant("forms.approve", t("审批报表"), _HEADS)

TEMPLATES = RowPolicy(FormTemplate).register()
FILLINGS = RowPolicy(FormFilling).register()
BINDINGS = RowPolicy(FormBinding, town="template__town_id", path="template__area_path").register()

T, F = FormTemplate.State, FormFilling.State

TEMPLATE = LifeCycle(
    Step("upload", (), T.BINDING, FILL_FORMS, t("上传模板")),
    Step("confirm", (T.BINDING,), T.READY, FILL_FORMS, t("确认绑定并启用")),
    Step("rebind", (T.READY,), T.BINDING, FILL_FORMS, t("修改绑定")),
    Step("retire", (T.BINDING, T.READY), T.RETIRED, FILL_FORMS, t("停用"), ("reason",)),
    start=T.BINDING,
    states=T.values,
    final=(T.RETIRED,),
)


def titles_of_verbs() -> dict[tuple[str, str], object]:
    """(record type, verb) → its words, for the trail."""
    words: dict[tuple[str, str], object] = {
        ("insight.formbinding", "propose"): t("提出绑定建议"),
        ("insight.formbinding", "bind"): t("绑定单元格"),
    }
    for kind, cycle in (("insight.formtemplate", TEMPLATE), ("insight.formfilling", FILLING)):
        words |= {(kind, step.verb): step.title for step in cycle.steps}
    return words


def _own(filling: FormFilling, actor: Actor) -> str:
    own = actor.actor_id is not None and actor.actor_id == filling.submitted_by_id
    return _("不能审批自己提交的报表,请由另一位负责人审批。") if own else ""


FILLING = LifeCycle(
    Step("begin", (), F.DRAFT, FILL_FORMS, t("开始填报")),
    Step("enter", (F.DRAFT,), None, FILL_FORMS, t("填写")),
    Step("submit", (F.DRAFT,), F.SUBMITTED, FILL_FORMS, t("提交审批")),
    Step("return", (F.SUBMITTED,), F.DRAFT, APPROVE_FORMS, t("退回"), ("opinion",)),
    Step("approve", (F.SUBMITTED,), F.APPROVED, APPROVE_FORMS, t("批准"), refused_when=(_own,)),
    Step("supersede", (F.APPROVED,), F.SUPERSEDED, APPROVE_FORMS, t("由更正代替")),
    start=F.DRAFT,
    states=F.values,
    final=(F.APPROVED, F.SUPERSEDED),
)


@guards(FormTemplate)
def template_guard(template: FormTemplate, actor: Actor, verb: str) -> None:
    """The right first, then the table."""
    ask(TEMPLATE, TEMPLATES, template, actor, verb)


@guards(FormFilling)
def filling_guard(filling: FormFilling, actor: Actor, verb: str) -> None:
    """The right first, then the table; nobody approves what they submitted."""
    ask(FILLING, FILLINGS, filling, actor, verb)


@guards(FormBinding)
def binding_guard(binding: FormBinding, actor: Actor, verb: str) -> None:
    """Bindings change while the template is being bound, so that a filling never meets half a change."""
    if verb not in ("propose", "bind"):
        raise WrongState(_("没有“%(verb)s”这个操作。") % {"verb": verb})
    TEMPLATES.check(actor, FILL_FORMS, binding.template)
    if binding.template.state != T.BINDING:
        raise WrongState(_("模板已启用,请先点“修改绑定”。"))
