"""Consultation groups: who sits together, by which method, and what each meeting came to."""

from uuid import UUID

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case, CaseKind, Channel
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField
from bihuan.visits.models.matter import BroughtMatter

USUAL_METHOD = """\
聆:请反映人把话说完,各方轮流说,记下各自的要求和底线。
察:到现场看一看,问邻居、查依据,把事实和分歧弄清楚。
解:摆出办法一起商量,定下谁来做、做到什么样、什么时候做完。"""
MOST_HEADS = MaxValueValidator(1000)


class ConsultationGroup(Registered):
    """A group that consults in its own way. `method` holds its steps, a line each: name, colon, guiding words."""

    class Kind(models.TextChoices):
        ROOM = "room", _("矛盾室(调解室)")
        STUDIO = "studio", _("工作室")
        TEAM = "team", _("调解队")
        COUNCIL = "council", _("议事会")

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("形式"), max_length=8, choices=Kind)
    convener = models.CharField(_("召集人"), max_length=40, blank=True)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    open_hours = models.CharField(_("开放时间"), max_length=80, blank=True, help_text=_("如 每周二、周四下午。"))
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    ended_on = models.DateField(_("停止日期"), null=True, blank=True)
    method = models.TextField(
        _("议事步骤"), default=USUAL_METHOD, help_text=_("一行一步,写成“名称:怎么做”;开会时按这些步骤记录。")
    )
    about = models.TextField(_("简介"), blank=True)

    class Meta:
        verbose_name = _("议事组织")
        indexes = [models.Index(fields=["town", "name"], name="consultation_group_of_town")]

    def __str__(self) -> str:
        return self.name


class GroupMember(Registered):
    """Somebody who sits in a group. Names hang on the group's door and stand open; telephones are personal."""

    class Role(models.TextChoices):
        PARTY_MEMBER = "party_member", _("党员")
        CADRE = "cadre", _("村(社区)干部")
        MEDIATOR = "mediator", _("人民调解员")
        ELDER = "elder", _("老党员、乡贤")
        LAWYER = "lawyer", _("律师、法律明白人")
        POLICE = "police", _("民警")
        GRID = "grid", _("网格员")
        DELEGATE = "delegate", _("居民代表")
        VOLUNTEER = "volunteer", _("志愿者")

    group = models.ForeignKey(ConsultationGroup, models.PROTECT, related_name="members", verbose_name=_("议事组织"))
    group_id: UUID
    name = models.CharField(_("姓名"), max_length=40)
    role = models.CharField(_("身份"), max_length=14, choices=Role)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone")
    speciality = models.CharField(_("专长"), max_length=80, blank=True)
    since = models.DateField(_("加入日期"), null=True, blank=True)
    until = models.DateField(_("退出日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("议事组织成员")

    def __str__(self) -> str:
        return self.name


class ConsultationMeeting(Registered):
    """One meeting of a group over one matter; a matter that takes several has the one before in `earlier`.

    `steps` is what was said and done, by the group's method on that day: [{"name", "guide", "text"}, …].
    Solved counts only with `confirmed_on`: whoever raised the matter says so.
    """

    class Result(models.TextChoices):
        OPEN = "open", _("继续协商")
        SOLVED = "solved", _("已解决")
        PARTLY = "partly", _("部分解决")
        PASSED_ON = "passed_on", _("移交办理")

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("当面确认")
        PHONE = "phone", _("电话确认")
        SIGNED = "signed", _("签字确认")

    title = models.CharField(_("协商事项"), max_length=120)
    group = models.ForeignKey(ConsultationGroup, models.PROTECT, related_name="meetings", verbose_name=_("议事组织"))
    group_id: UUID
    held_on = models.DateField(_("协商日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    kind = models.CharField(
        _("事项类型"),
        max_length=12,
        choices=CaseKind,
        default=CaseKind.APPEAL,
        help_text=_("转为事项时按这个类型登记。"),
    )
    raised_by = EncryptedTextField(_("提出人"))
    raised_by_index = BlindIndexField(of="raised_by", kind="name")
    raised_phone = EncryptedTextField(_("联系电话"), blank=True)
    raised_phone_index = BlindIndexField(of="raised_phone", kind="phone")
    text = models.TextField(_("事项情况"), blank=True)
    led_by = models.CharField(
        _("牵头组织"), max_length=80, blank=True, help_text=_("组织引领:哪个党组织牵头、谁主持。")
    )
    party_members = models.PositiveIntegerField(_("参加党员"), default=0, validators=[MOST_HEADS])
    residents = models.PositiveIntegerField(_("参加群众"), default=0, validators=[MOST_HEADS])
    others = models.PositiveIntegerField(_("其他人员"), default=0, validators=[MOST_HEADS])
    result = models.CharField(_("协商结果"), max_length=10, choices=Result, default=Result.OPEN)
    agreed = models.TextField(_("达成的意见"), blank=True)
    solved_on = models.DateField(_("解决日期"), null=True, blank=True)
    confirmed_on = models.DateField(
        _("提出人确认日期"), null=True, blank=True, help_text=_("提出人认可“解决了”才填;没有确认的不计入解决数。")
    )
    confirmed_how = models.CharField(_("确认方式"), max_length=10, choices=How, blank=True)
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("上一次协商")
    )
    earlier_id: UUID | None
    steps = models.JSONField(default=list, editable=False)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="consultations", verbose_name=_("关联事项"), editable=False
    )
    case_id: UUID | None

    class Meta:
        verbose_name = _("议事协商")
        indexes = [
            models.Index(fields=["town", "-held_on"], name="consultation_of_town"),
            models.Index(fields=["group", "-held_on"], name="consultation_of_group"),
        ]
        constraints = [
            models.CheckConstraint(
                name="consultation_solved_has_day",
                condition=models.Q(result__in=["solved", "partly"], solved_on__isnull=False)
                | models.Q(result__in=["open", "passed_on"], solved_on=None),
            ),
            models.CheckConstraint(
                name="consultation_confirmed_is_solved",
                condition=models.Q(confirmed_on=None)
                | models.Q(solved_on__isnull=False, confirmed_on__gte=models.F("solved_on")),
            ),
        ]

    @property
    def heads(self) -> int:
        """How many took part."""
        return self.party_members + self.residents + self.others

    @property
    def brought(self) -> BroughtMatter:
        """The matter as a case is reported, with what was consulted so far."""
        text = f"{self.text}\n{_('协商意见')}:{self.agreed}".strip() if self.agreed else self.text
        return BroughtMatter(self.kind, Channel.WALK_IN, self.title, text, self.raised_by, self.raised_phone)

    def __str__(self) -> str:
        return self.title
