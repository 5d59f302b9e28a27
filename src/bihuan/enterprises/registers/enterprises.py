"""The register of enterprises and projects."""

from django.utils.translation import gettext_lazy as t

from bihuan.enterprises import policies
from bihuan.enterprises.matching import after_profiles
from bihuan.enterprises.models.enterprise import Enterprise, State
from bihuan.kernel import clock
from bihuan.kernel.reading.idnumbers import read_credit_code
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def _check(enterprise: Enterprise, faults: Faults) -> None:
    """Days that go with a state: an officer looks after it since a day, what is closed was closed on one (default today)."""
    if enterprise.state != State.CLOSED:
        enterprise.closed_on = None
    elif enterprise.closed_on is None:
        enterprise.closed_on = clock.today()
    if enterprise.officer is None:
        enterprise.assigned_on = None
    elif enterprise.assigned_on is None:
        enterprise.assigned_on = clock.today()


def _said(enterprise: Enterprise) -> str:
    return f"{enterprise.get_kind_display()} · {enterprise.get_state_display()}"


ENTERPRISES = Register(
    Enterprise,
    key="enterprises",
    search_kind="enterprise",
    title=t("企业(项目)"),
    path="enterprises",
    policy=policies.ENTERPRISES,
    read=policies.READ,
    keep=policies.KEEP,
    correct=policies.EDIT,
    bring=policies.IMPORT,
    reveal=policies.REVEAL,
    fields=[
        "name", "credit_code", "kind", "industry", "area", "address", "legal_rep", "contact", "phone", "staff_count",
        "revenue", "taxes", "patents", "high_tech", "exports", "land", "needs_workers", "needs_funds", "needs_land",
        "needs_power", "registered_on", "state", "closed_on", "officer", "assigned_on", "leader",
    ],
    decided=["officer", "leader"],
    past=["assigned_on"],
    once=["credit_code"],
    or_once=["name", "area"],
    readers={"credit_code": read_credit_code},
    found_by=["name", "credit_code", "industry", "legal_rep", "contact", "phone"],
    check=_check,
    said=_said,
    then=after_profiles,
    verbs={"assign": policies.KEEP},
)  # fmt: skip
