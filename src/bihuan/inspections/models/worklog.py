"""Work logs: what a village did for a campaign on one day – people by group, machines, trucks, spots cleared."""

from uuid import UUID

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.inspections.models.campaign import Campaign
from bihuan.orgs.registers.rows import Registered

MOST_A_DAY = MaxValueValidator(5000)
GROUPS = ("welfare", "volunteers", "members", "cadres", "others")  # the groups that make up the person-times
PLACES = ("river_spots", "road_spots", "yard_spots", "field_spots")  # places among the spots cleared


class WorkLog(Registered):
    """A day's work of one village for one campaign, for one kind of spot.

    One person who works on one day is one person-time; one machine that works on one day is one shift; a truck's way to
    the dump and back is one run. `person_times` is the sum of the groups, which the database holds. The places are parts
    of `spots_cleared`; what lies nowhere of these is the rest.
    """

    class Kind(models.TextChoices):
        CORNERS = "corners", _("卫生死角")
        RUBBISH = "rubbish", _("积存垃圾")
        HEAPS = "heaps", _("柴草杂物乱堆")
        RUINS = "ruins", _("残垣断壁")
        DITCHES = "ditches", _("沟渠坑塘")
        WEEDS = "weeds", _("杂草落叶")
        POSTERS = "posters", _("小广告")
        OTHER = "other", _("其他")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="logs", verbose_name=_("专项行动"))
    campaign_id: UUID
    day = models.DateField(_("日期"))
    kind = models.CharField(
        _("清理内容"),
        max_length=10,
        choices=Kind,
        default=Kind.CORNERS,
        help_text=_("同一天清理了几类的分几条登记,人员、机械只写在其中一条里。"),
    )
    welfare = models.PositiveIntegerField(_("公益岗(人)"), default=0, validators=[MOST_A_DAY])
    volunteers = models.PositiveIntegerField(_("志愿者(人)"), default=0, validators=[MOST_A_DAY])
    members = models.PositiveIntegerField(_("党员(人)"), default=0, validators=[MOST_A_DAY])
    cadres = models.PositiveIntegerField(_("干部(人)"), default=0, validators=[MOST_A_DAY])
    others = models.PositiveIntegerField(_("其他人员(人)"), default=0, validators=[MOST_A_DAY])
    person_times = models.PositiveIntegerField(_("出动人次"), default=0, editable=False)
    machine_shifts = models.PositiveIntegerField(
        _("机械(台次)"), default=0, validators=[MOST_A_DAY], help_text=_("一台机械工作一天算一台次。")
    )
    truck_runs = models.PositiveIntegerField(
        _("车辆(辆次)"), default=0, validators=[MOST_A_DAY], help_text=_("一辆车清运一趟算一辆次。")
    )
    spots_cleared = models.PositiveIntegerField(_("清理(处)"), default=0, validators=[MOST_A_DAY])
    river_spots = models.PositiveIntegerField(_("其中河道(处)"), default=0, validators=[MOST_A_DAY])
    road_spots = models.PositiveIntegerField(_("其中道路(处)"), default=0, validators=[MOST_A_DAY])
    yard_spots = models.PositiveIntegerField(_("其中房前屋后(处)"), default=0, validators=[MOST_A_DAY])
    field_spots = models.PositiveIntegerField(_("其中田间地头(处)"), default=0, validators=[MOST_A_DAY])
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("工作日志")
        constraints = [
            models.CheckConstraint(
                name="work_log_person_times",
                condition=Q(person_times=F("welfare") + F("volunteers") + F("members") + F("cadres") + F("others")),
            ),
            models.CheckConstraint(
                name="work_log_places_within_spots",
                condition=Q(spots_cleared__gte=F("river_spots") + F("road_spots") + F("yard_spots") + F("field_spots")),
            ),
        ]
        indexes = [
            models.Index(fields=["town", "-day"], name="work_log_of_town"),
            models.Index(fields=["campaign", "-day"], name="work_log_of_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"
