"""Law publicity: events at which people hear about the law, with what was handed out and how many came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Staff
from bihuan.orgs.registers.heads import CountedBy
from bihuan.orgs.registers.rows import Registered


class LawEvent(Registered):
    """One event of law publicity. `leaflets` in copies, `attendance` in person-times as `counted_by` says."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("法治讲座")
        FAIR = "fair", _("集市宣传")
        DOORS = "doors", _("入户宣传")
        CASE = "case", _("以案释法")
        SCHOOL = "school", _("送法进校园")
        FIRM = "firm", _("送法进企业")
        SHOW = "show", _("文艺演出")
        ONLINE = "online", _("线上宣传")

    title = models.CharField(_("活动名称"), max_length=80)
    kind = models.CharField(_("宣传形式"), max_length=10, choices=Kind)
    held_on = models.DateField(_("活动日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    topic = models.CharField(
        _("宣传内容"), max_length=200, blank=True, help_text=_("例如:人民调解法、民法典婚姻家庭编、防范养老诈骗。")
    )
    speaker = models.CharField(_("主讲(组织)单位或人员"), max_length=80, blank=True)
    leaflets = models.PositiveIntegerField(_("发放资料(份)"), default=0)
    attendance = models.PositiveIntegerField(_("参加人次"), default=0)
    counted_by = models.CharField(_("人次来源"), max_length=10, choices=CountedBy, default=CountedBy.ESTIMATE)
    organiser = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("负责人")
    )
    remark = models.TextField(_("备注"), blank=True)

    class Meta:
        verbose_name = _("法治宣传活动")
        indexes = [models.Index(fields=["town", "-held_on"], name="law_event_of_town")]

    def __str__(self) -> str:
        return self.title
