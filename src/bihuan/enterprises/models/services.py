"""What is done for enterprises: agency services, training, meetings with banks, teams."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models.enterprise import Enterprise
from bihuan.orgs.models import Staff
from bihuan.orgs.registers.heads import CountedBy
from bihuan.orgs.registers.rows import Registered


class ServiceTeam(Registered):
    """A team (专班) that looks after a kind of enterprise, a park or a project."""

    name = models.CharField(_("专班名称"), max_length=80)
    leader = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("组长"))
    members = models.CharField(_("成员单位和人员"), max_length=400, blank=True)
    duties = models.CharField(_("服务对象和职责"), max_length=400, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("服务专班")

    def __str__(self) -> str:
        return self.name


class AgencyService(Registered):
    """One errand done for an enterprise or shop: on its premises (上门办) or on its behalf (帮代办), with receipt and rating."""

    class Way(models.TextChoices):
        ON_SITE = "on_site", _("上门办")
        AGENCY = "agency", _("帮代办")

    matter = models.CharField(_("办理事项"), max_length=120)
    way = models.CharField(_("服务方式"), max_length=10, choices=Way)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("企业(项目)")
    )
    client = models.CharField(_("服务对象"), max_length=80, help_text=_("企业或商户名称;没有登记过的也可以直接写。"))
    asked_on = models.DateField(_("受理日期"))
    done_on = models.DateField(_("办结日期"), null=True, blank=True)
    department = models.CharField(_("办理部门"), max_length=80, blank=True)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("服务人员")
    )
    receipt = models.CharField(_("回执编号"), max_length=40, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("评价(1–5 分)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta:
        verbose_name = _("上门办、帮代办")
        indexes = [models.Index(fields=["town", "-done_on"], name="agency_of_town")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_on=None) | models.Q(done_on__gte=models.F("asked_on")), name="agency_days"
            )
        ]

    def __str__(self) -> str:
        return self.matter


class Training(Registered):
    """A training for enterprises; `attendance` in person-times as `counted_by` says."""

    title = models.CharField(_("培训名称"), max_length=80)
    held_on = models.DateField(_("培训日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    topic = models.CharField(_("培训内容"), max_length=200, blank=True)
    teacher = models.CharField(_("授课单位或人员"), max_length=80, blank=True)
    attendance = models.PositiveIntegerField(_("参训人次"), validators=[MinValueValidator(1)])
    counted_by = models.CharField(_("人次来源"), max_length=10, choices=CountedBy, default=CountedBy.SIGN_IN)

    class Meta:
        verbose_name = _("企业培训")

    def __str__(self) -> str:
        return self.title


class BankMeeting(Registered):
    """A meeting of banks and enterprises (银企对接)."""

    title = models.CharField(_("会议名称"), max_length=80)
    held_on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    banks = models.CharField(_("参加银行"), max_length=200, blank=True)
    remark = models.TextField(_("会议情况"), blank=True)

    class Meta:
        verbose_name = _("银企对接会")

    def __str__(self) -> str:
        return self.title


class BankNeed(Registered):
    """What an enterprise asked at a meeting, which bank took it up, and the credit that came of it; amounts in yuan."""

    meeting = models.ForeignKey(BankMeeting, models.PROTECT, related_name="needs", verbose_name=_("银企对接会"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("企业(项目)"))
    amount = models.DecimalField(_("融资需求(元)"), max_digits=14, decimal_places=2)
    bank = models.CharField(_("对接银行"), max_length=80, blank=True)
    credit = models.DecimalField(_("授信金额(元)"), max_digits=14, decimal_places=2, null=True, blank=True)
    lent = models.DecimalField(_("放款金额(元)"), max_digits=14, decimal_places=2, null=True, blank=True)
    lent_on = models.DateField(_("放款日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("融资对接")

    def __str__(self) -> str:
        return self.enterprise.name
