"""A dispute as it stands when its mediation begins: registered, dispatched, taken by the town's mediator."""

from bihuan.cases import services as cases
from bihuan.mediation import services
from bihuan.mediation.models import Dispute, DisputeKind
from tests.worlds import County

DESK, MEDIATOR, LEADER, CLERK = "德固镇综治中心值班员", "德固镇人民调解员", "德固镇分管领导", "德固镇统计员"


def in_hand(county: County, **values: object) -> Dispute:
    """A labour dispute of 刘庄村 in the mediator's hands."""
    given = {
        "kind": DisputeKind.LABOUR,
        "area": county.area("刘庄村"),
        "applicant": "王小勤",
        "applicant_phone": "13800001234",
        "respondent": "顺达建筑公司",
        "summary": "拖欠工资三个月",
        "mediator": county.who(MEDIATOR),
    } | values
    dispute = services.register_dispute(county.who(DESK), **given)  # type: ignore[arg-type]
    cases.accept_case(county.who(DESK), case_id=dispute.case_id)
    cases.dispatch_case(county.who(DESK), case_id=dispute.case_id, office=county.office("德固镇调委会"))
    cases.take_case(county.who(MEDIATOR), case_id=dispute.case_id)
    return Dispute.objects.select_related("case", "area", "town", "mediator").get(pk=dispute.pk)
