"""The case (事项): anything someone must deal with."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models.category import Category
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Household, Office, PlacePoint, Resident
from bihuan.platform.fields import AreaPathField, BlindIndexField, EncryptedTextField
from bihuan.platform.models.record import Record


class CaseKind(models.TextChoices):
    """What is brought; the kind decides category tree, limits, chain and extra records, never a second life cycle."""

    APPEAL = "appeal", _("诉求")
    DISPUTE = "dispute", _("纠纷")
    HAZARD = "hazard", _("隐患")
    FINDING = "finding", _("问题")
    DIFFICULTY = "difficulty", _("企业难题")
    BENEFIT = "benefit", _("惠民实事")


class Channel(models.TextChoices):
    """How it came in."""

    WALK_IN = "walk_in", _("来访")
    PHONE = "phone", _("来电")
    RESIDENT = "resident", _("群众网上反映")
    GRID = "grid", _("网格员上报")
    RECEPTION = "reception", _("领导接访")
    HOTLINE = "hotline", _("12345热线")
    LETTER = "letter", _("上级交办")
    INSPECTION = "inspection", _("督导检查")
    OPEN311 = "open311", _("开放接口")
    LEDGER = "ledger", _("台账导入")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("一般")
    URGENT = "urgent", _("紧急")
    EMERGENCY = "emergency", _("突发")


class State(models.TextChoices):
    """States of the one life cycle (see cases.lifecycle)."""

    REPORTED = "reported", _("待受理")
    ACCEPTED = "accepted", _("待分派")
    DISPATCHED = "dispatched", _("待签收")
    HANDLING = "handling", _("办理中")
    SUSPENDED = "suspended", _("已挂起")
    CONFERENCE = "conference", _("联席会商")
    TO_VERIFY = "to_verify", _("待核查")
    TO_REVISIT = "to_revisit", _("待回访")
    CLOSED = "closed", _("已办结")
    DECLINED = "declined", pgettext_lazy("事项状态", "不予受理")
    MERGED = "merged", _("已并案")
    VOIDED = "voided", _("已作废")


OVER = (State.CLOSED, State.DECLINED, State.MERGED, State.VOIDED)  # what has left the loop; everything else is open


class Outcome(models.TextChoices):
    """Honest outcomes: success counts only what was solved and confirmed."""

    SOLVED = "solved", _("已解决")
    EXPLAINED = "explained", _("已解释说明")
    REFUSED = "refused", _("依法不予支持")
    NOT_OURS = "not_ours", _("非本级职责,已转交")
    WITHDRAWN = "withdrawn", _("当事人撤回")
    UNREACHABLE = "unreachable", _("无法联系")


class Case(Record):
    """A matter from report to close.

    `number` is the 办件编号 people read; `tracking_code` opens the public tracking page together with it.
    `due_at` and `due_stage` cache what the running clock says, for ordering only; the intervals in CaseClock and
    CasePause are the truth. `area_path` repeats the area's path so that scopes are prefixes. Positions are WGS-84.
    `major_signs` lists the signs found (see domain: several departments, several areas, a group, high risk).
    """

    audit_hidden = ("tracking_code", "content_mark")

    number = models.CharField(_("办件编号"), max_length=30, unique=True)
    kind = models.CharField(_("事项类型"), max_length=12, choices=CaseKind)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("类别")
    )
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("反映内容"), blank=True)
    channel = models.CharField(_("来源渠道"), max_length=12, choices=Channel)
    urgency = models.CharField(_("紧急程度"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.REPORTED)

    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("发生区域"))
    area_path = AreaPathField(editable=False)
    place = models.CharField(_("发生地点"), max_length=200, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)

    reporter_name = EncryptedTextField(_("反映人"), blank=True)
    reporter_name_index = BlindIndexField(of="reporter_name", kind="name")
    reporter_phone = EncryptedTextField(_("联系电话"), blank=True)
    reporter_phone_index = BlindIndexField(of="reporter_phone", kind="phone")
    anonymous = models.BooleanField(_("匿名"), default=False)
    people_involved = models.PositiveIntegerField(_("涉及人数"), null=True, blank=True)
    reporter = models.ForeignKey(Resident, models.PROTECT, null=True, blank=True, related_name="cases")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="cases")
    place_point = models.ForeignKey(PlacePoint, models.PROTECT, null=True, blank=True, related_name="cases")
    tracking_code = models.CharField(max_length=12, editable=False)
    content_mark = models.CharField(max_length=64, blank=True, editable=False)  # tells a resend from other content
    source_number = models.CharField(_("来件编号"), max_length=60, blank=True)

    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("首问责任人")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办单位")
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办人")
    )
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核查人")
    )
    decider = models.ForeignKey(  # set from the second send-back on: decides together with the desk
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("会商决定人")
    )
    why_assigned = models.JSONField(default=dict, blank=True)  # {"rule", "text", "polygon", "rota", "load"}
    decided_office = models.ForeignKey(  # the office the decider and the desk agreed on
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("会商确定单位")
    )
    sent_back_times = models.PositiveSmallIntegerField(_("退件次数"), default=0)
    returned_times = models.PositiveSmallIntegerField(_("返工次数"), default=0)
    reopened_times = models.PositiveSmallIntegerField(_("重办次数"), default=0)
    major = models.BooleanField(_("重大复杂"), default=False)
    major_signs = models.JSONField(default=list, blank=True)
    conference_done = models.BooleanField(default=False, editable=False)

    outcome = models.CharField(_("办理结果"), max_length=12, choices=Outcome, blank=True)
    result_text = models.TextField(_("办理情况"), blank=True)
    legal_basis = models.CharField(_("不予支持的依据"), max_length=300, blank=True)
    handed_to = models.CharField(_("转交去向"), max_length=120, blank=True)
    satisfied = models.BooleanField(_("群众满意"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("评分"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    decline_reason = models.CharField(_("不予受理理由"), max_length=300, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)

    reported_at = models.DateTimeField(_("反映时间"), default=clock.now)
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("分派时间"), null=True, blank=True)
    contacted_at = models.DateTimeField(_("首次联系时间"), null=True, blank=True)
    taken_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("办结申报时间"), null=True, blank=True)
    verified_at = models.DateTimeField(_("核查时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    handle_days = models.PositiveSmallIntegerField(  # whoever gave the matter out named days of its own
        _("限期办理(天)"), null=True, blank=True
    )
    due_at = models.DateTimeField(_("本环节期限"), null=True, blank=True)
    due_stage = models.CharField(max_length=10, blank=True)
    overdue_stages = models.PositiveSmallIntegerField(_("超期环节数"), default=0)

    class Meta:
        verbose_name = _("事项")
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="case_recent"),
            models.Index(fields=["town", "-reported_at", "-id"], name="case_of_town"),
            models.Index(fields=["kind", "-reported_at"], name="case_of_kind"),
            models.Index(fields=["area_path", "-reported_at"], name="case_of_area"),
            models.Index(fields=["office", "state"], name="case_of_office"),
            models.Index(fields=["handler", "state"], name="case_of_handler"),
            models.Index(fields=["first_contact", "-reported_at"], name="case_of_first_contact"),
            models.Index(fields=["reporter_phone_index", "-reported_at"], name="case_of_phone"),
            models.Index(
                fields=["town", "state", "due_at"],
                name="case_open_by_due",
                condition=~models.Q(state__in=["closed", "declined", "merged", "voided"]),
            ),
            models.Index(fields=["due_at"], name="case_due", condition=models.Q(due_at__isnull=False)),
            # The newest matters are open, so a list of closed ones would walk past all of those first.
            models.Index(
                fields=["town", "kind", "-reported_at", "-id"],
                name="case_closed_of_town",
                condition=models.Q(state="closed"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_time", condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_merged_has_target", condition=~models.Q(state="merged") | models.Q(merged_into__isnull=False)
            ),
            models.CheckConstraint(
                name="case_verifier_is_not_handler",
                condition=models.Q(verifier=None) | models.Q(handler=None) | ~models.Q(verifier=models.F("handler")),
            ),
            models.CheckConstraint(
                name="case_rating_range", condition=models.Q(rating=None) | models.Q(rating__gte=1, rating__lte=5)
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state not in OVER

    @property
    def label(self) -> str:
        return self.number

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
