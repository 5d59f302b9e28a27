"""Staff and the posts that give them their rights."""

from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.orgs.models.areas import Area
from bihuan.orgs.models.offices import Office
from bihuan.platform.actors import PostHeld
from bihuan.platform.fields import BlindIndexField, EncryptedTextField
from bihuan.platform.models.record import Record


class Role(models.TextChoices):
    """Roles a post can have; rights are granted to roles only (see each room's policies.py)."""

    ADMINISTRATOR = "administrator", _("系统管理员")
    COUNTY_LEADER = "county_leader", _("县级领导")
    COUNTY_DESK = "county_desk", _("县综治中心")
    TOWN_SECRETARY = "town_secretary", _("乡镇(街道)书记")
    LEADER = "leader", _("分管领导")
    DUTY_OFFICER = "duty_officer", _("综治中心值班员")
    OFFICE_HEAD = "office_head", _("单位负责人")
    HANDLER = "handler", _("经办人员")
    VILLAGE_SECRETARY = "village_secretary", _("村(社区)书记")
    VILLAGE_CADRE = "village_cadre", _("村(社区)干部")
    GRID_WORKER = "grid_worker", _("网格员")
    MEDIATOR = "mediator", _("人民调解员")
    SUPERVISOR = "supervisor", _("督导员")
    CLERK = "clerk", _("统计员")
    ENTERPRISE_OFFICER = "enterprise_officer", _("包保干部")
    AUDITOR = "auditor", _("审计员")


class StaffAccounts(BaseUserManager["Staff"]):
    """Look-up of sign-ins; accounts are made by services, through the audited door."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(username=username)


class Staff(AbstractBaseUser, Record):
    """A login. The phone number is personal and encrypted; rights come from posts in force, never from the account."""

    audit_hidden = ("password", "last_login")

    username = models.CharField(_("登录名"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    initials = models.CharField(max_length=20, blank=True, editable=False)
    phone = EncryptedTextField(_("手机号码"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    mail = models.EmailField(_("电子邮箱"), blank=True)
    is_active = models.BooleanField(_("可登录"), default=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(_("界面语言"), max_length=10, default="zh-hans")
    preferences = models.JSONField(default=dict, blank=True)

    objects = StaffAccounts()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "mail"

    class Meta:
        verbose_name = _("工作人员")

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> UUID | None:
        return self.pk

    @property
    def actor_name(self) -> str:
        return self.name

    def posts_held(self) -> tuple[PostHeld, ...]:
        """Posts in force today (one query, once per loaded instance)."""
        return self._posts_held

    @cached_property
    def _posts_held(self) -> tuple[PostHeld, ...]:
        if not self.is_active:
            return ()
        today = clock.today()
        posts = Post.objects.in_force(today).filter(staff=self).select_related("area")
        return tuple(
            PostHeld(
                role=post.role,
                area_id=post.area_id,
                area_path=post.area.path,
                town_id=post.area.town_id,
                at_town=post.area.level == Area.Level.TOWN,
                office_id=post.office_id,
            )
            for post in posts
        )


class PostSet(models.QuerySet["Post"]):
    """Posts by period."""

    def in_force(self, day: object) -> "PostSet":
        """Held on the local calendar `day` (a date)."""
        return self.filter(from_day__lte=day).filter(models.Q(to_day=None) | models.Q(to_day__gte=day))


class Post(Record):
    """A role held at an area or office from `from_day` to `to_day` inclusive (None: until further notice)."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="posts", verbose_name=_("人员"))
    role = models.CharField(_("岗位"), max_length=24, choices=Role)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts", verbose_name=_("任职区域"))
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("所在单位")
    )
    from_day = models.DateField(_("任职起"), default=clock.today)
    to_day = models.DateField(_("任职止"), null=True, blank=True)

    objects = PostSet.as_manager()

    class Meta:
        verbose_name = _("岗位任职")
        constraints = [
            models.CheckConstraint(
                name="post_period_in_order",
                condition=models.Q(to_day=None) | models.Q(to_day__gte=models.F("from_day")),
                violation_error_message=_("任职止不能早于任职起"),
            )
        ]
        indexes = [
            models.Index(fields=["staff", "from_day"], name="post_of_staff"),
            models.Index(fields=["area", "role"], name="post_at_area"),
            models.Index(fields=["office", "role"], name="post_at_office"),
        ]

    @property
    def town_id(self) -> UUID | None:
        return self.area.town_id

    @property
    def area_path(self) -> str:
        return str(self.area.path)

    def __str__(self) -> str:
        return f"{self.staff.name} {self.title or self.get_role_display()}"
