"""The ledgers of professionals, shifts and appointments."""

from django.utils.translation import gettext_lazy as _

from bihuan.mediation.advice import services  # noqa: F401  # their verbs with them
from bihuan.mediation.advice.registers import BOOKINGS, PROFESSIONALS, SHIFTS
from bihuan.mediation.models import AdviceBooking, Professional
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Choice, Hour, LongText, Text


class Professionals(RegisterLedger):
    """Judges, prosecutors, lawyers and police who sit at a centre."""

    kept = PROFESSIONALS
    title = _("驻点法律工作者台账")
    about = _("到综治中心驻点的法官、检察官、律师、民警:派出单位、擅长类型、驻点起止。")
    towards = _("点“登记一条”,登记后在“法律咨询”里排班。")
    heads = {
        "kind": "类别 人员类别 职业",
        "body": "单位 工作单位 所属单位",
        "area": "驻点地 驻点单位 乡镇 所在地",
        "phone": "电话 手机 联系方式",
        "licence": "证号 律师执业证号",
    }
    words = {"kind": {Professional.Kind.POLICE: "公安 派出所民警", Professional.Kind.LAWYER: "法律顾问 村居法律顾问"}}
    order = ["name"]


class AdviceShifts(RegisterLedger):
    """Who sits when and where."""

    kept = SHIFTS
    title = _("驻点排班台账")
    about = _("哪天谁在哪里驻点,几点到几点。")
    towards = _("在“法律咨询”里点“排班”。")
    import_right = ""
    professional = Text("professional.name", _("驻点人员"), fixed=True, imported=False)
    starts = Hour("starts", _("开始"), nullable=False)
    ends = Hour("ends", _("结束"), nullable=False)
    order = ["-day"]


class AdviceBookings(RegisterLedger):
    """Appointments for legal advice and what came of them."""

    kept = BOOKINGS
    title = _("法律咨询台账")
    about = _("每一次法律咨询:谁、约了哪位、什么事、怎么解答、是否转为纠纷调解。")
    towards = _("在“法律咨询”的周表里点空闲时段,即可预约。")
    import_right = ""
    shift = Text("shift.professional.name", _("驻点人员"), fixed=True, nullable=False, imported=False)
    state = Choice(
        "state",
        _("状态"),
        choices=AdviceBooking.State,
        nullable=False,
        imported=False,
        tones={
            AdviceBooking.State.SERVED: "done",
            AdviceBooking.State.BOOKED: "wait",
            AdviceBooking.State.ABSENT: "late",
            AdviceBooking.State.CANCELLED: "quiet",
        },
    )
    outcome = Choice("outcome", _("咨询结果"), choices=AdviceBooking.Outcome, imported=False)
    advice = LongText("advice", _("解答意见"), people=["name"], shown=False, imported=False)
    case_number = Text("case.number", _("转为事项"), shown=False, imported=False)
    order = ["-starts_at"]
