"""The notice to put things right as a paper: declared once, printed as Word and PDF.

Its parts follow what the Work Safety Law (安全生产法, 2021) wants of one: what was found, what is to be done, by when, and
what follows from a refusal (article 65 for the order, 70 for its enforcement). A town with a form of its own replaces the
Word template.
"""

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from bihuan.inspections.models import Notice
from bihuan.inspections.points.registers import NOTICE
from bihuan.kernel.errors import NotFound
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.documents import Document, Field, Filled, declare, render_pdf, render_word, template_for
from bihuan.platform.documents.layout import Column, Gap, Para, Rows, Signs, Text, Title, day_words

ORDER = declare(
    Document(
        key="inspections.rectification_notice",
        title=_("责令限期整改通知书"),
        group=_("安全检查文书"),
        fields=(
            Field("number", _("文号")),
            Field("unit", _("被检查单位")),
            Field("place", _("地址")),
            Field("checked_on", _("检查日期")),
            Field("inspector", _("检查人")),
            Field("problems", _("存在的问题"), rows=(Field("at", _("序号")), Field("what", _("问题")))),
            Field("demand", _("整改要求")),
            Field("due_on", _("整改期限")),
            Field("basis", _("依据")),
            Field("sender", _("检查单位")),
            Field("served_on", _("送达日期")),
            Field(
                "signers",
                _("签字"),
                rows=(Field("label", _("身份")), Field("image", _("手写签名")), Field("date", _("日期"))),
            ),
        ),
        layout=(
            Title("责令限期整改通知书"),
            Para("{number:12}", align="right", size=12),
            Para("{unit:20}:"),
            Para("{checked_on:10},对你单位(地址:{place:16})进行安全检查,发现存在下列问题:", indent=True),
            Rows(
                each="problems",
                columns=(Column("序号", "{at}", 1, align="center"), Column("存在的问题", "{what}", 9)),
                spare=3,
            ),
            Gap(3),
            Text("demand", label="整改要求", lines=4),
            Para("请于{due_on:10}前整改完毕,并申请复查。依据:{basis:24}。", indent=True),
            Para("逾期不整改或者拒不整改的,将移交主管部门依法处理。整改期间应当采取措施,保证安全。", indent=True),
            Gap(4),
            Para("{sender:14}", align="right"),
            Para("{served_on:12}", align="right"),
            Gap(4),
            Signs("signers"),
        ),
    )
)


def _fill(notice: Notice) -> Filled:
    check = notice.check_made
    point = check.point
    business = getattr(point, "business", None)
    with override(settings.LANGUAGE_CODE):
        return Filled(
            {
                "checked_on": day_words(check.day),
                "due_on": day_words(notice.due_on),
                "served_on": day_words(notice.served_on),
                "number": notice.number,
                "unit": business.name if business is not None else point.name,
                "place": point.address,
                "inspector": check.by.name if check.by is not None else "",
                "problems": [
                    {
                        "at": str(at),
                        "what": f"{one['title']}:{one['remark']}" if one["remark"] else f"{one['title']}:不符合",
                    }
                    for at, one in enumerate(check.bad, start=1)
                ],
                "demand": notice.demand,
                "basis": notice.basis,
                "sender": notice.town.name,
                "signers": [
                    {"label": "检查人", "image": "", "date": ""},
                    {"label": "被检查单位签收人", "image": "", "date": ""},
                ],
            }
        )


def _to_print(viewer: Actor, notice: Notice) -> Filled:
    NOTICE.policy.check(viewer, NOTICE.verbs["print"], notice)
    if notice.voided_at is not None:
        raise NotFound(gettext("这份整改通知书已作废,不能打印。"))
    audit.append(notice, actor=viewer, verb="print", note=notice.number)
    return _fill(notice)


def notice_pdf(viewer: Actor, notice: Notice) -> bytes:
    """The notice as PDF; that it was printed stands in the audit trail.

    Raises:
        NotAllowed: the viewer serves no notices there.
    """
    return render_pdf(ORDER, _to_print(viewer, notice))


def notice_word(viewer: Actor, notice: Notice) -> bytes:
    """The notice as Word, in the town's own template where there is one."""
    return render_word(ORDER, _to_print(viewer, notice), template_for(ORDER, notice.town_id).content)
