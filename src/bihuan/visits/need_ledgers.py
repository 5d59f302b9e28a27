"""The ledger of needs."""

from django.utils.translation import gettext_lazy as t

from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import AreaName, Choice, Day, Text
from bihuan.visits.models import Need
from bihuan.visits.need_registers import NEEDS

State = Need.State


class Needs(RegisterLedger):
    """What households need."""

    kept = NEEDS
    first = ("household", "kind", "grade", "wanted", "heard_on", "state", "answer_title", "area")
    title = t("居民需求台账")
    about = t("走访和上门调查听到的需求:托管、课后服务、食堂、改造、义诊、就业;由哪个项目、工程或事项回应,满足没有。")
    towards = t("走访时勾选,或者点“登记一条”。")
    import_right = ""
    household = Text("household.number", t("户编号"), fixed=True, nullable=False, width=24, imported=False)
    area = AreaName("area", t("所属网格"), imported=False)
    state = Choice(
        "state", t("状态"), choices=State, imported=False,
        tones={State.OPEN: "wait", State.MET: "done", State.WITHDRAWN: "quiet"},
    )  # fmt: skip
    answer = Choice("answer", t("由什么回应"), choices=Need.Answer, imported=False)
    answer_title = Text("answer_title", t("回应的项目"), imported=False, width=24)
    answered_on = Day("answered_on", t("回应日期"), imported=False)
    met_on = Day("met_on", t("满足日期"), imported=False)
    order = ["-heard_on"]
