"""The papers of a mediation's case file, first part: covers, lists, application, acceptance, return visit, remarks.

Which papers a file holds, and in which order, follows SF/T 0083-2020 (人民调解工作规范). The wording of each form is the
usual one of people's mediation papers; a town with forms of its own replaces the Word template.
"""

from django.utils.translation import gettext_lazy as _

from bihuan.mediation.documents.fields import (
    CASE_NUMBER,
    COMMITTEE,
    CROWD,
    DAY,
    GROUP,
    KIND,
    NAMES,
    PARTIES,
    PARTY_BOXES,
    PARTY_LIST,
    SIGN_COLUMN,
    SIGNERS,
)
from bihuan.platform.documents import Document, Field, declare
from bihuan.platform.documents.layout import Column, Gap, Grid, Para, Pictures, Rows, Signs, Text, Title, row, wide

COVER = declare(
    Document(
        key="mediation.cover",
        title=_("卷宗封面"),
        group=GROUP,
        numbered=False,
        fields=(
            COMMITTEE,
            CASE_NUMBER,
            KIND,
            NAMES,
            Field("file_number", _("卷宗编号")),
            Field("year", _("年度")),
            Field("file_title", _("卷名")),
            Field("mediator", _("人民调解员")),
            Field("accepted_on", _("受理日期")),
            Field("concluded_on", _("调结日期")),
            Field("result", _("调解结果")),
            Field("filed_by", _("立卷人")),
            Field("archived_on", _("立卷日期")),
            Field("retention", _("保管期限")),
        ),
        layout=(
            Gap(22),
            Para("{committee:16}", align="center", size=20, bold=True),
            Gap(6),
            Para("人民调解卷宗", align="center", size=32, bold=True),
            Gap(4),
            Para("({year:4}年度)", align="center", size=16),
            Gap(12),
            Grid(
                (4, 7, 4, 7),
                (
                    wide("卷  名", "{file_title}", 4),
                    wide("卷宗编号", "{file_number}", 4),
                    row("办件编号", "{case_number}", "纠纷类型", "{kind}"),
                    wide("当 事 人", "{names}", 4),
                    row("受理日期", "{accepted_on}", "调结日期", "{concluded_on}"),
                    row("人民调解员", "{mediator}", "调解结果", "{result}"),
                    row("立 卷 人", "{filed_by}", "立卷日期", "{archived_on}"),
                    wide("保管期限", "{retention}", 4),
                ),
            ),
        ),
    )
)

CONTENTS = declare(
    Document(
        key="mediation.contents",
        title=_("卷内目录"),
        group=GROUP,
        numbered=False,
        fields=(
            Field("file_number", _("卷宗编号")),
            Field(
                "papers",
                _("卷内文书"),
                (
                    Field("number", _("序号")),
                    Field("title", _("文书名称")),
                    Field("pages", _("页码")),
                    Field("remark", _("备注")),
                ),
            ),
        ),
        layout=(
            Title("卷内目录"),
            Para("卷宗编号:{file_number:16}", size=12),
            Rows(
                "papers",
                (
                    Column("序号", "{number}", 2, "center"),
                    Column("文书名称", "{title}", 13),
                    Column("页码", "{pages}", 4, "center"),
                    Column("备注", "{remark}", 5),
                ),
                spare=12,
            ),
        ),
    )
)

APPLICATION = declare(
    Document(
        key="mediation.application",
        title=_("人民调解申请书"),
        group=GROUP,
        fields=(
            COMMITTEE,
            PARTIES,
            CROWD,
            SIGNERS,
            Field("facts", _("纠纷事实")),
            Field("requests", _("申请事项")),
        ),
        layout=(
            Title("人民调解申请书"),
            PARTY_BOXES,
            PARTY_LIST,
            Text("facts", "纠纷事实:", lines=8),
            Text("requests", "申请事项:", lines=4),
            Gap(2),
            Para("人民调解委员会已将申请人民调解的相关规定告知我,现自愿申请{committee:14}进行调解。", indent=True),
            Signs(),
        ),
    )
)

ACCEPTANCE = declare(
    Document(
        key="mediation.acceptance",
        title=_("人民调解受理登记表"),
        group=GROUP,
        fields=(
            COMMITTEE,
            CASE_NUMBER,
            KIND,
            PARTIES,
            CROWD,
            SIGNERS,
            Field("accepted_on", _("受理日期")),
            Field("origin", _("受理方式(勾选)")),
            Field("channel", _("来源渠道")),
            Field("place", _("纠纷发生地")),
            Field("amount", _("涉及金额")),
            Field("people", _("涉及人数")),
            Field("mediator", _("人民调解员")),
            Field("summary", _("纠纷简要情况")),
        ),
        layout=(
            Title("人民调解受理登记表"),
            Grid(
                (3, 6, 3, 6),
                (
                    row("办件编号", "{case_number}", "受理日期", "{accepted_on}"),
                    row("纠纷类型", "{kind}", "来源渠道", "{channel}"),
                    wide("受理方式", "{origin}", 4),
                    row("发生地点", "{place}", "人民调解员", "{mediator}"),
                    row("涉及金额", "{amount}", "涉及人数", "{people}"),
                ),
            ),
            Gap(1),
            PARTY_BOXES,
            PARTY_LIST,
            Text("summary", "纠纷简要情况:", lines=6),
            Signs(),
            Gap(3),
            Para("{committee:14}", align="right"),
        ),
    )
)

REVISIT = declare(
    Document(
        key="mediation.revisit",
        title=_("人民调解回访记录"),
        group=GROUP,
        fields=(
            COMMITTEE,
            CASE_NUMBER,
            NAMES,
            SIGNERS,
            Field("agreement_number", _("调解协议编号")),
            Field("matter", _("回访事由")),
            Field("visited_on", _("回访日期")),
            Field("visitor", _("回访人")),
            Field("settled", _("是否解决(勾选)")),
            Field("satisfied", _("是否满意(勾选)")),
            Field("fulfilled", _("是否履行(勾选)")),
            Field("remark", _("回访情况")),
            Field(
                "attempts",
                _("联系经过"),
                (
                    Field("at", _("时间")),
                    Field("by", _("联系人")),
                    Field("outcome", _("结果")),
                    Field("remark", _("备注")),
                ),
            ),
        ),
        layout=(
            Title("人民调解回访记录"),
            Grid(
                (4, 7, 4, 7),
                (
                    row("办件编号", "{case_number}", "协议编号", "{agreement_number}"),
                    wide("当 事 人", "{names}", 4),
                    wide("回访事由", "{matter}", 4),
                    row("回访时间", "{visited_on}", "回 访 人", "{visitor}"),
                    wide("问题是否解决", "{settled}", 4),
                    wide("协议是否履行", "{fulfilled}", 4),
                    wide("是否满意", "{satisfied}", 4),
                ),
            ),
            Text("remark", "回访情况:", lines=8),
            Rows(
                "attempts",
                (
                    Column("联系时间", "{at}", 6),
                    Column("联系人", "{by}", 4),
                    Column("结果", "{outcome}", 4),
                    Column("备注", "{remark}", 8),
                ),
                spare=0,
            ),
            Signs(),
        ),
    )
)

EVIDENCE = declare(
    Document(
        key="mediation.evidence",
        title=_("证据材料"),
        group=GROUP,
        fields=(
            CASE_NUMBER,
            Field(
                "materials",
                _("材料清单"),
                (
                    Field("number", _("序号")),
                    Field("title", _("名称")),
                    Field("at", _("时间")),
                    Field("by", _("提供或收集人")),
                    Field("remark", _("备注")),
                ),
            ),
            Field("pictures", _("照片"), (Field("image", _("照片")), Field("caption", _("时间地点说明")))),
        ),
        layout=(
            Title("证据材料"),
            Rows(
                "materials",
                (
                    Column("序号", "{number}", 2, "center"),
                    Column("名称", "{title}", 8),
                    Column("时间", "{at}", 6),
                    Column("提供或收集人", "{by}", 5),
                    Column("备注", "{remark}", 4),
                ),
                spare=8,
            ),
            Pictures("pictures"),
        ),
    )
)

REMARKS = declare(
    Document(
        key="mediation.remarks",
        title=_("卷宗情况说明"),
        group=GROUP,
        fields=(
            Field("file_number", _("卷宗编号")),
            Field("remark", _("情况说明")),
            SIGNERS,
        ),
        layout=(
            Title("卷宗情况说明"),
            Para("卷宗编号:{file_number:16}", size=12),
            Text("remark", lines=16),
            Signs(),
        ),
    )
)

BACK_COVER = declare(
    Document(
        key="mediation.back_cover",
        title=_("封底"),
        group=GROUP,
        numbered=False,
        fields=(
            COMMITTEE,
            DAY,
            Field("pages", _("页数")),
            Field("file_number", _("卷宗编号")),
            Field("filed_by", _("立卷人")),
        ),
        layout=(
            Gap(90),
            Para("本卷连同封面、封底共{pages:4}页。", align="center", size=16),
            Gap(20),
            Para("卷宗编号:{file_number:16}", align="center"),
            Gap(20),
            Para("立卷人:{filed_by:8}", align="right"),
            Para("审核人:________", align="right"),
            *SIGN_COLUMN,
        ),
    )
)
