"""The room's papers: the poster of a programme, a child's certificate, a volunteer's hours."""

import io
from collections.abc import Sequence
from datetime import date

import segno
from django.utils.translation import gettext_lazy as _

from bihuan.community.models import Attendance, Enrolment, Programme, Shift, Volunteer
from bihuan.kernel import clock
from bihuan.platform.documents import Document, Field, Filled, declare
from bihuan.platform.documents.layout import Column, Figure, Gap, Grid, Para, Rows, Text, Title, day_words, wide

GROUP = _("社区服务")

POSTER = declare(
    Document(
        key="community.poster",
        title=_("服务项目海报"),
        group=GROUP,
        fields=(
            Field("village", _("举办村(社区)")),
            Field("title", _("项目名称")),
            Field("publicity", _("宣传文字")),
            Field("days", _("时间")),
            Field("place", _("地点")),
            Field("who", _("报名条件")),
            Field("seats", _("名额")),
            Field("enrolling", _("报名时间")),
            Field("codes", _("二维码"), rows=(Field("image", _("二维码")), Field("caption", _("说明")))),
        ),
        layout=(
            Para("{village:10}", align="center", size=18),
            Para("{title:10}", align="center", size=34, bold=True),
            Gap(6),
            Text("publicity", lines=3),
            Gap(4),
            Grid(
                (4, 15),
                (
                    wide("时  间", "{days}", 2),
                    wide("地  点", "{place}", 2),
                    wide("谁能报名", "{who}", 2),
                    wide("名  额", "{seats}", 2),
                    wide("报名时间", "{enrolling}", 2),
                ),
            ),
            Gap(8),
            Figure("codes", 60),
        ),
        numbered=False,
    )
)
CERTIFICATE = declare(
    Document(
        key="community.certificate",
        title=_("结业证书"),
        group=GROUP,
        fields=(
            Field("name", _("姓名")),
            Field("title", _("项目名称")),
            Field("days", _("时间")),
            Field("came", _("到场天数")),
            Field("receipt", _("证书编号")),
            Field("village", _("举办村(社区)")),
            Field("made_on", _("落款日期")),
        ),
        layout=(
            Gap(40),
            Title("结 业 证 书"),
            Gap(12),
            Para("{name:6} 同学:", size=18),
            Para("你于{days:12}参加“{title:12}”,到班{came:4}天,顺利结业。", size=18, indent=True),
            Para("特发此证。", size=18, indent=True),
            Gap(30),
            Para("{village:12}", align="right", size=16),
            Para("{made_on:12}", align="right", size=16),
            Gap(6),
            Para("编号:{receipt:10}", size=12),
        ),
        numbered=False,
    )
)
HOURS = declare(
    Document(
        key="community.volunteer_hours",
        title=_("志愿服务时长证明"),
        group=GROUP,
        fields=(
            Field("name", _("姓名")),
            Field("since", _("加入日期")),
            Field("hours", _("总时长")),
            Field("times", _("次数")),
            Field("village", _("所属村(社区)")),
            Field("made_on", _("落款日期")),
            Field(
                "shifts",
                _("明细"),
                rows=(Field("day", _("日期")), Field("time", _("时间")), Field("task", _("内容")), Field("hours", _("小时"))),
            ),
        ),
        layout=(
            Title("志愿服务时长证明"),
            Para("{name:6} 自{since:10}起在{village:10}参加志愿服务,已到岗{times:3}次,累计{hours:4}小时。", indent=True),
            Gap(4),
            Rows(
                "shifts",
                (
                    Column("日期", "{day}", 4, "center"),
                    Column("时间", "{time}", 4, "center"),
                    Column("服务内容", "{task}", 9),
                    Column("小时", "{hours}", 2, "right"),
                ),
                spare=1,
            ),
            Gap(10),
            Para("{village:12}", align="right"),
            Para("{made_on:12}", align="right"),
        ),
    )
)  # fmt: skip


def _days(first: date, last: date) -> str:
    return f"{day_words(first)}至{day_words(last)}"


def poster_of(programme: Programme, *, who: str, link: str) -> Filled:
    """The poster; `link` is the address behind the code, `who` the conditions in words."""
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="png", scale=12, border=2)
    hours = (
        f"{programme.from_hour:%H:%M}—{programme.to_hour:%H:%M}" if programme.from_hour and programme.to_hour else ""
    )
    return Filled(
        {
            "village": programme.area.name,
            "title": programme.title,
            "publicity": programme.publicity,
            "days": f"{_days(programme.starts_on, programme.ends_on)} {hours}".strip(),
            "place": programme.place,
            "who": who or "都可以报名",
            "seats": f"{programme.quota} 人",
            "enrolling": _days(programme.opens_on, programme.closes_on),
            "codes": [{"image": "qr", "caption": "手机扫码报名;不方便上网的,请到村(社区)现场报名或者打电话"}],
        },
        images={"qr": drawn.getvalue()},
    )


def certificate_of(enrolment: Enrolment, attendances: Sequence[Attendance]) -> Filled:
    """The certificate of a child that finished."""
    programme = enrolment.programme
    came = {one.day for one in attendances if one.state in Attendance.CAME}
    return Filled(
        {
            "name": enrolment.name,
            "title": programme.title,
            "days": _days(programme.starts_on, programme.ends_on),
            "came": str(len(came)),
            "receipt": enrolment.receipt,
            "village": programme.area.name,
            "made_on": day_words(programme.ends_on),
        }
    )


def hours_of(volunteer: Volunteer, shifts: Sequence[Shift]) -> Filled:
    """A volunteer's hours: those of shifts to which he came."""
    came = [one for one in shifts if one.came]
    minutes = sum(one.minutes for one in came)
    return Filled(
        {
            "name": volunteer.name,
            "since": day_words(volunteer.since),
            "hours": f"{minutes / 60:g}",
            "times": str(len(came)),
            "village": volunteer.area.name,
            "made_on": day_words(clock.today()),
            "shifts": [
                {
                    "day": one.day.isoformat(),
                    "time": f"{one.from_hour:%H:%M}—{one.to_hour:%H:%M}",
                    "task": one.task,
                    "hours": f"{one.minutes / 60:g}",
                }
                for one in came
            ],
        }
    )
