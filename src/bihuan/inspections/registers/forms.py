"""The registers of forms and of what was filled in."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.inspections import policies
from bihuan.inspections.models import Answer, SurveyForm
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def _check_form(form: SurveyForm, faults: Faults) -> None:
    if form.campaign is not None and not form.area_path.startswith(form.campaign.area_path):
        faults.add("campaign", _("这项行动不在所选区域开展,请重新选择。"), "area")


def _keep_what_was_answered(forms: Sequence[SurveyForm]) -> None:
    """A form that was filled in stays; it can be closed."""
    voided = [one.pk for one in forms if one.voided_at is not None]
    if voided and Answer.objects.filter(form__in=voided, voided_at=None).exists():
        raise WrongState(_("这张表单已经有人填过,不能作废;不再使用请改为停止填写。"))


FORMS = Register(
    SurveyForm,
    key="survey_forms",
    title=t("表单"),
    path="survey-forms",
    policy=policies.FORMS,
    read=policies.READ_CAMPAIGNS,
    keep=policies.KEEP_FORMS,
    fields=["name", "area", "campaign", "about", "closed"],
    once=["name", "area", "campaign"],
    found_by=["name"],
    check=_check_form,
    then=_keep_what_was_answered,
    verbs={"publish": policies.KEEP_FORMS},
    said=lambda form: _("第 %(number)d 版") % {"number": form.newest} if form.newest else str(_("还没有题目")),
)
ANSWERS = Register(
    Answer,
    key="answers",
    title=t("填表"),
    path="answers",
    policy=policies.ANSWERS,
    read=policies.READ_ANSWERS,
    keep=policies.EDIT_ANSWERS,
    fields=["form", "campaign", "area", "answered_at", "by", "said", "point", "editions"],
    verbs={"fill": policies.FILL_FORMS, "show": policies.EDIT_ANSWERS, "open_case": policies.FILL_FORMS},
    said=lambda answer: f"{clock.local(answer.answered_at):%Y-%m-%d %H:%M}",
)
