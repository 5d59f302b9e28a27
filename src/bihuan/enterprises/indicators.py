"""Figures of enterprises, projects, policies and services."""

from django.db.models import Count as CountRows
from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Outcome
from bihuan.enterprises.difficulties import difficulties
from bihuan.enterprises.models import Negotiation
from bihuan.enterprises.registers import (
    AGENCY_SERVICES,
    APPLICATIONS,
    BANK_MEETINGS,
    ENTERPRISES,
    NEGOTIATIONS,
    POLICIES,
    PROJECTS,
    TAX_INCOME,
    TRAININGS,
)
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Average, Count, Dimension, Extreme, Sum, When

_BY: dict[str, Dimension] = {"town": "town__name", "village": village_name("area")}

assigned = Count(
    key="enterprises.assigned",
    name=_("有包保干部的企业和项目"),
    unit=_("家"),
    definition=_("期末当日在册、尚未关闭、已指定包保干部(包保起始日期不晚于期末)的企业、个体工商户、合作社和项目个数"),
    source=ENTERPRISES.rows,
    when=When.AS_OF,
    at="assigned_on,closed_on",
    counted=Q(officer__isnull=False),
    ledger="enterprises",
    by={**_BY, "kind": "kind", "officer": "officer__name"},
)
problems_solved = Count(
    key="enterprises.problems_solved",
    name=_("企业难题解决件数"),
    unit=_("件"),
    definition=_("期间内办结、结果为“已解决”的企业难题件数"),
    source=difficulties,
    when=When.MOMENT,
    at="case__closed_at",
    town="case__town_id",
    path="case__area_path",
    counted=Q(case__state="closed", case__outcome=Outcome.SOLVED),
    ledger="difficulties",
    by={"town": "case__town__name", "about": "about", "enterprise": "enterprise__name"},
)
days_to_solve = Average(
    key="enterprises.days_to_solve",
    name=_("企业难题平均解决天数"),
    unit=_("天"),
    definition=_("期间内办结、结果为“已解决”的企业难题,自反映至办结的平均自然日数"),
    source=difficulties,
    when=When.MOMENT,
    at="case__closed_at",
    town="case__town_id",
    path="case__area_path",
    counted=Q(case__state="closed", case__outcome=Outcome.SOLVED),
    expression=F("case__closed_at") - F("case__reported_at"),
    scale=86400,
    ledger="difficulties",
    by={
        "town": "case__town__name",
        "about": "about",
        "enterprise": "enterprise__name",
        "office": "case__office__name",
        "handler": "case__handler__name",
    },
    better="down",
)
policies = Count(
    key="policies.registered",
    name=_("在册惠企政策"),
    unit=_("项"),
    definition=_("期间内生效过的惠企政策项数(本乡镇登记的)"),
    source=lambda viewer: POLICIES.rows(viewer).filter(town__isnull=False),
    when=When.AS_OF,
    at="valid_from,valid_to",
    ledger="policies",
    by={"town": "town__name", "department": "department"},
)
paid = Sum(
    key="policies.paid_amount",
    name=_("惠企政策到账金额"),
    unit=_("元"),
    definition=_("期间内到账的惠企政策资金合计"),
    source=APPLICATIONS.rows,
    at="paid_on",
    field_name="paid_amount",
    ledger="policy_applications",
    by={**_BY, "policy": "policy__title"},
)
agency = Count(
    key="services.agency",
    name=_("上门办、帮代办件数"),
    unit=_("次"),
    definition=_("期间内办结的上门办、帮代办件数"),
    source=AGENCY_SERVICES.rows,
    at="done_on",
    ledger="agency_services",
    by={**_BY, "way": "way", "staff": "staff__name"},
)
training = Sum(
    key="training.person_times",
    name=_("企业培训人次"),
    unit=_("人次"),
    definition=_("期间内企业培训参训人次合计;签到清点与现场估计可按“人次来源”分开看"),
    source=TRAININGS.rows,
    at="held_on",
    field_name="attendance",
    ledger="trainings",
    by={**_BY, "counted_by": "counted_by"},
)
bank_meetings = Count(
    key="meetings.bank_enterprise",
    name=_("银企对接会场次"),
    unit=_("场"),
    definition=_("期间内举办的银企对接会场次"),
    source=BANK_MEETINGS.rows,
    at="held_on",
    ledger="bank_meetings",
    by=_BY,
)


def _with_rounds(viewer: Actor) -> QuerySet[Negotiation]:
    """Negotiations with how many rounds their project had by then."""
    so_far = (
        Negotiation.objects.filter(project=OuterRef("project"), voided_at=None, held_on__lte=OuterRef("held_on"))
        .order_by()
        .values("project")
        .annotate(rounds=CountRows("pk"))
        .values("rounds")
    )
    return NEGOTIATIONS.rows(viewer).annotate(rounds=Subquery(so_far, output_field=IntegerField()))


negotiations_max = Extreme(
    key="projects.negotiations_max",
    name=_("单个项目最多洽谈次数"),
    unit=_("次"),
    definition=_("期间内有过洽谈的项目中,截至期内最后一次洽谈累计洽谈次数的最大值"),
    source=_with_rounds,
    at="held_on",
    expression="rounds",
    ledger="negotiations",
    by={"project": "project__name", "town": "town__name"},
)
signed_to_start = Extreme(
    key="projects.signed_to_start_days_min",
    name=_("签约到开工最短天数"),
    unit=_("天"),
    definition=_("期间内开工的项目中,从签约日期到开工日期天数的最小值"),
    source=PROJECTS.rows,
    at="started_on",
    counted=Q(start_days__isnull=False),
    expression="start_days",
    least=True,
    ledger="projects",
    by=_BY,
)
tax_income = Sum(
    key="economy.tax_income",
    name=_("税收收入"),
    unit=_("元"),
    definition=_("期间内(按所属月份月末)登记的税收收入合计,每一条都注明来源"),
    source=TAX_INCOME.rows,
    at="month",
    field_name="amount",
    ledger="tax_income",
    by={**_BY, "source": "source"},
)
