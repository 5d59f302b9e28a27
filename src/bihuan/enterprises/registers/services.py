"""The registers of what is done for enterprises, and of tax income."""

from calendar import monthrange

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.enterprises import policies
from bihuan.enterprises.models import AgencyService, BankMeeting, BankNeed, ServiceTeam, TaxIncome, Training
from bihuan.kernel import clock
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def _check_service(service: AgencyService, faults: Faults) -> None:
    if service.done_on is not None and service.done_on < service.asked_on:
        faults.add("done_on", _("办结日期不能早于受理日期。"), "date")
    if service.rating is not None and service.done_on is None:
        faults.add("rating", _("办结后才能评价,请先填写办结日期。"), "required")


def _check_need(need: BankNeed, faults: Faults) -> None:
    if (need.lent is None) != (need.lent_on is None):
        faults.add("lent_on", _("放款金额和放款日期要同时填写。"), "required")
    if (need.credit or need.lent) and not need.bank:
        faults.add("bank", _("有授信或放款的,请填写对接银行。"), "required")


def _month_end(income: TaxIncome, faults: Faults) -> None:
    last = monthrange(income.month.year, income.month.month)[1]
    income.month = income.month.replace(day=last)
    if income.month.replace(day=1) > clock.today():
        faults.add("month", _("还没有到这个月份。"), "date")


AGENCY_SERVICES = Register(
    AgencyService,
    key="agency_services",
    title=t("上门办、帮代办"),
    path="agency-services",
    policy=policies.AGENCY_SERVICES,
    read=policies.READ_SERVICES,
    keep=policies.KEEP_SERVICES,
    fields=[
        "matter",
        "way",
        "client",
        "area",
        "enterprise",
        "asked_on",
        "done_on",
        "department",
        "staff",
        "receipt",
        "rating",
    ],
    past=["asked_on", "done_on"],
    found_by=["matter", "client"],
    check=_check_service,
    said=lambda service: f"{service.get_way_display()} · {service.client}",
)

TRAININGS = Register(
    Training,
    key="trainings",
    title=t("企业培训"),
    path="trainings",
    policy=policies.TRAININGS,
    read=policies.READ_SERVICES,
    keep=policies.KEEP_SERVICES,
    fields=["title", "held_on", "area", "place", "topic", "teacher", "attendance", "counted_by"],
    past=["held_on"],
    once=["title", "held_on", "area"],
    found_by=["title", "topic"],
)

BANK_MEETINGS = Register(
    BankMeeting,
    key="bank_meetings",
    title=t("银企对接会"),
    path="bank-meetings",
    policy=policies.BANK_MEETINGS,
    read=policies.READ_SERVICES,
    keep=policies.KEEP_SERVICES,
    fields=["title", "held_on", "area", "place", "banks", "remark"],
    past=["held_on"],
    once=["title", "held_on", "area"],
    found_by=["title", "banks"],
)

BANK_NEEDS = Register(
    BankNeed,
    key="bank_needs",
    title=t("融资对接"),
    path="bank-needs",
    policy=policies.BANK_NEEDS,
    read=policies.READ_SERVICES,
    keep=policies.KEEP_SERVICES,
    part_of="meeting",
    fields=["meeting", "enterprise", "amount", "bank", "credit", "lent", "lent_on"],
    past=["lent_on"],
    once=["meeting", "enterprise"],
    check=_check_need,
)

SERVICE_TEAMS = Register(
    ServiceTeam,
    key="service_teams",
    title=t("服务专班"),
    path="service-teams",
    policy=policies.SERVICE_TEAMS,
    read=policies.READ_SERVICES,
    keep=policies.KEEP_SERVICES,
    fields=["name", "leader", "area", "members", "duties", "founded_on"],
    past=["founded_on"],
    once=["name", "area"],
    found_by=["name", "duties"],
)

TAX_INCOME = Register(
    TaxIncome,
    key="tax_income",
    title=t("税收收入"),
    path="tax-income",
    policy=policies.TAX_INCOME,
    read=policies.READ_SERVICES,
    keep=policies.KEEP_TAX,
    fields=["month", "amount", "area", "rank", "source"],
    once=["month", "area"],
    check=_month_end,
)
