"""The paper of a joint conference: its minutes, as Word and PDF, with lead offices, tasks, and who came and signed."""

from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Conference, ConferenceCase, Invitation
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.platform.documents import Document, Field, Filled, declare
from bihuan.platform.documents.layout import (
    Column,
    Gap,
    Grid,
    Para,
    Rows,
    Signs,
    Text,
    Title,
    day_words,
    printed,
    row,
    wide,
)
from bihuan.platform.files.images import for_paper

CAME = (Invitation.Attendance.PRESENT, Invitation.Attendance.LATE)

MINUTES = declare(
    Document(
        key="cases.minutes",
        title=_("联席会会议纪要"),
        group=_("联席会"),
        fields=(
            Field("town", _("所属乡镇")),
            Field("number", _("联席会编号")),
            Field("subject", _("议题")),
            Field("at", _("开会时间")),
            Field("place", _("开会地点")),
            Field("chair", _("主持人")),
            Field("convened_by", _("召集人")),
            Field("came", _("参会")),
            Field("missing", _("未到")),
            Field("minutes", _("会议纪要")),
            Field("day", _("落款日期")),
            Field(
                "cases",
                _("会商事项"),
                (Field("number", _("办件编号")), Field("title", _("标题")), Field("lead", _("牵头单位"))),
            ),
            Field(
                "tasks",
                _("会议任务"),
                (
                    Field("number", _("办件编号")),
                    Field("title", _("任务")),
                    Field("office", _("责任单位")),
                    Field("due", _("完成期限")),
                ),
            ),
            Field(
                "signers",
                _("签名栏"),
                (Field("label", _("签名人身份")), Field("image", _("签名")), Field("date", _("日期"))),
            ),
        ),
        layout=(
            Para("{town:8}", align="center", size=20, bold=True),
            Title("联席会会议纪要"),
            Para("编号:{number}", align="right", size=12),
            Grid(
                (4, 7, 4, 7),
                (
                    wide("议  题", "{subject}", 4),
                    row("时  间", "{at:10}", "地  点", "{place:10}"),
                    row("主 持 人", "{chair}", "召 集 人", "{convened_by}"),
                    wide("参  会", "{came}", 4),
                    wide("未  到", "{missing}", 4),
                ),
            ),
            Gap(4),
            Para("会商事项", bold=True),
            Rows(
                "cases",
                (Column("办件编号", "{number}", 5), Column("事项", "{title}", 9), Column("牵头单位", "{lead}", 6)),
                spare=1,
            ),
            Gap(4),
            Text("minutes", "会议明确", lines=8),
            Para("任务分工", bold=True),
            Rows(
                "tasks",
                (
                    Column("责任单位", "{office}", 6),
                    Column("任务", "{title}", 9),
                    Column("完成期限", "{due}", 5),
                ),
            ),
            Gap(6),
            Para("参会人员签名", bold=True),
            Signs("signers"),
            Gap(4),
            Para("{day:10}", align="right"),
        ),
    )
)


def minutes_of(conference: Conference) -> Filled:
    """The values of a conference fetched by `conference_by_id`; what nobody entered stays empty, to be written by hand."""
    invited = list(conference.invitations.all())
    images: dict[str, bytes] = {}
    entries = [one for one in conference.entries.all() if one.state != ConferenceCase.State.WITHDRAWN]
    came = [one for one in invited if one.attendance in CAME]
    missing = [one for one in invited if one.attendance not in (*CAME, Invitation.Attendance.UNKNOWN)]
    ended = clock.local(conference.concluded_at) if conference.concluded_at is not None else None
    return Filled(
        {
            "town": conference.town.name,
            "number": conference.number,
            "subject": conference.title,
            "at": f"{clock.local(conference.at):%Y-%m-%d %H:%M}" if conference.at is not None else "",
            "place": conference.place,
            "chair": conference.chair.name if conference.chair is not None else "",
            "convened_by": conference.convened_by.name if conference.convened_by is not None else "",
            "came": "、".join(one.who for one in came),
            "missing": "、".join(printed("{who}({why})", who=one.who, why=str(one.get_attendance_display())) for one in missing),
            "minutes": conference.minutes,
            "day": day_words(ended),
            "cases": [
                {"number": one.case.number, "title": one.case.title, "lead": one.lead.name if one.lead is not None else ""}
                for one in entries
            ],
            "tasks": [
                {
                    "number": task.case.number, "title": task.title, "office": task.office.name,
                    "due": f"{clock.local(task.due_at):%Y-%m-%d}" if task.due_at is not None else "",
                }
                for task in conference.tasks.all()
            ],
            "signers": [
                {
                    "label": printed("{who}:", who=one.who), "image": _drawn(one, images),
                    "date": f"{clock.local(one.signed_at):%Y-%m-%d}" if one.signed_at is not None else "",
                }
                for one in (came or invited)
            ],
        },
        images,
    )  # fmt: skip


def _drawn(one: Invitation, images: dict[str, bytes]) -> str:
    """Take a drawn name along; its key, "" without one or when it cannot be read."""
    if one.signature is None:
        return ""
    try:
        images[str(one.pk)] = for_paper(one.signature)
    except Invalid:
        return ""
    return str(one.pk)
