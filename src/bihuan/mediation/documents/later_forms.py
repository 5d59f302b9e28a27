"""The papers of a mediation's case file, second part: investigation, sitting, agreement, judicial confirmation."""

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
from bihuan.platform.documents.layout import Column, Each, Gap, Grid, Para, Rows, Signs, Text, Title, row, wide

INVESTIGATION = declare(
    Document(
        key="mediation.investigation",
        title=_("人民调解调查记录"),
        group=GROUP,
        fields=(
            COMMITTEE,
            CASE_NUMBER,
            SIGNERS,
            Field("number", _("第几次")),
            Field("way", _("调查方式")),
            Field("at", _("调查时间")),
            Field("place", _("调查地点")),
            Field("by", _("调查人")),
            Field("others", _("参加人")),
            Field("witness", _("被调查人")),
            Field("relation", _("与当事人的关系")),
            Field("phone", _("被调查人电话")),
            Field("talk", _("调查内容")),
            Field("finding", _("查明情况")),
        ),
        layout=(
            Title("人民调解调查记录"),
            Grid(
                (5, 8, 4, 7),
                (
                    row("办件编号", "{case_number}", "调查方式", "{way}"),
                    row("调查时间", "{at}", "调查地点", "{place}"),
                    row("调 查 人", "{by}", "参 加 人", "{others}"),
                    row("被调查人", "{witness}", "联系电话", "{phone}"),
                    wide("与当事人的关系", "{relation}", 4),
                ),
            ),
            Text("talk", "记录:", lines=14),
            Text("finding", "查明情况:", lines=3),
            Signs(),
        ),
    )
)

SITTING = declare(
    Document(
        key="mediation.sitting",
        title=_("人民调解记录"),
        group=GROUP,
        fields=(
            COMMITTEE,
            CASE_NUMBER,
            KIND,
            SIGNERS,
            Field("number", _("第几次")),
            Field("at", _("调解时间")),
            Field("place", _("调解地点")),
            Field("mediator", _("主持调解员")),
            Field("parties_there", _("到场当事人")),
            Field("others_there", _("到场其他人")),
            Field("absent", _("未到场的人")),
            Field("rights", _("权利义务告知")),
            Field("talk", _("调解记录")),
            Field("disputed", _("争议焦点")),
            Field("proposals", _("调解方案")),
            Field("outcome", _("调解结果(勾选)")),
            Field("outcome_note", _("结果说明")),
            Field("next", _("下次调解"), (Field("on", _("下次调解日期")),)),
        ),
        layout=(
            Title("人民调解记录"),
            Grid(
                (4, 7, 4, 7),
                (
                    row("办件编号", "{case_number}", "次  数", "{number}"),
                    row("时  间", "{at}", "地  点", "{place}"),
                    wide("当 事 人", "{parties_there}", 4),
                    row("主持调解员", "{mediator}", "参 加 人", "{others_there}"),
                    wide("未到场", "{absent}", 4),
                ),
            ),
            Gap(1),
            Para("{rights:30}", indent=True),
            Text("talk", "调解记录:", lines=12),
            Text("disputed", "争议焦点:", lines=2),
            Text("proposals", "调解方案:", lines=2),
            Para("调解结果:{outcome}"),
            Text("outcome_note", lines=0),
            Each("next", (Para("下次调解日期:{on:8}"),)),
            Signs(),
        ),
    )
)

ITEM = (
    Field("number", _("序号")),
    Field("payer", _("履行人")),
    Field("payee", _("向谁履行")),
    Field("what", _("履行事项")),
    Field("amount", _("金额")),
    Field("due_on", _("履行期限")),
)

AGREEMENT = declare(
    Document(
        key="mediation.agreement",
        title=_("人民调解协议书"),
        group=GROUP,
        fields=(
            COMMITTEE,
            CASE_NUMBER,
            PARTIES,
            CROWD,
            SIGNERS,
            DAY,
            Field("number", _("协议编号")),
            Field("supplements", _("所补充的协议"), (Field("number", _("协议编号")),)),
            Field("facts", _("纠纷的主要事实")),
            Field("points", _("争议事项")),
            Field("responsibilities", _("各方当事人的责任")),
            Field("terms", _("协议内容")),
            Field("amount", _("协议金额")),
            Field("manner", _("履行方式")),
            Field("items", _("履行事项"), ITEM),
            Field("copies", _("份数")),
        ),
        layout=(
            Title("人民调解协议书"),
            Para("编号:{number:14}", align="right", size=12),
            Each("supplements", (Para("本协议是对{number}的补充协议。", size=12),)),
            PARTY_BOXES,
            PARTY_LIST,
            Text("facts", "纠纷的主要事实:", lines=6),
            Text("points", "争议事项:", lines=3),
            Text("responsibilities", "各方当事人的责任:", lines=3),
            Text("terms", "经调解,双方自愿达成如下协议:", lines=6),
            Para("协议金额:{amount:14}"),
            Text("manner", "履行方式:", lines=2),
            Rows(
                "items",
                (
                    Column("序号", "{number}", 2, "center"),
                    Column("履行人", "{payer}", 4),
                    Column("向谁履行", "{payee}", 4),
                    Column("履行事项", "{what}", 6),
                    Column("金额", "{amount}", 4, "right"),
                    Column("履行期限", "{due_on}", 5, "center"),
                ),
                spare=3,
            ),
            Para(
                "本协议自各方当事人签名、盖章或者按指印,人民调解员签名并加盖人民调解委员会印章之日起生效,"
                "具有法律约束力,当事人应当按照约定履行。双方当事人认为有必要的,可以自协议生效之日起三十日内"
                "共同向人民法院申请司法确认。",
                indent=True,
                size=12,
            ),
            Para("本协议一式{copies:3}份,当事人、人民调解委员会各持一份。", indent=True, size=12),
            Signs(),
            Gap(3),
            Para("{committee:14}(印章)", align="right"),
            Para("{day:10}", align="right"),
        ),
    )
)

VERBAL = declare(
    Document(
        key="mediation.verbal",
        title=_("人民调解口头协议登记表"),
        group=GROUP,
        fields=(
            COMMITTEE,
            CASE_NUMBER,
            PARTIES,
            CROWD,
            SIGNERS,
            DAY,
            Field("number", _("协议编号")),
            Field("facts", _("纠纷主要事实、争议事项")),
            Field("terms", _("协议内容")),
            Field("manner", _("履行方式、期限")),
            Field("items", _("履行事项"), ITEM),
        ),
        layout=(
            Title("人民调解口头协议登记表"),
            Para("编号:{number:14}", align="right", size=12),
            PARTY_BOXES,
            PARTY_LIST,
            Text("facts", "纠纷主要事实、争议事项:", lines=5),
            Text("terms", "经调解,自愿达成如下协议:", lines=5),
            Text("manner", "履行方式、期限:", lines=3),
            Rows(
                "items",
                (
                    Column("序号", "{number}", 2, "center"),
                    Column("履行人", "{payer}", 4),
                    Column("向谁履行", "{payee}", 4),
                    Column("履行事项", "{what}", 6),
                    Column("金额", "{amount}", 4, "right"),
                    Column("履行期限", "{due_on}", 5, "center"),
                ),
                spare=0,
            ),
            Signs(),
            Gap(3),
            *SIGN_COLUMN,
        ),
    )
)

CONFIRMATION = declare(
    Document(
        key="mediation.confirmation",
        title=_("司法确认申请书"),
        group=GROUP,
        fields=(
            COMMITTEE,
            PARTIES,
            CROWD,
            SIGNERS,
            NAMES,
            Field("agreement_number", _("协议编号")),
            Field("agreed_on", _("协议生效日期")),
            Field("last_day", _("申请截止日")),
            Field("court", _("人民法院名称")),
            Field("facts", _("事实与理由")),
            Field("state", _("办理情况")),
        ),
        layout=(
            Title("司法确认申请书"),
            PARTY_BOXES,
            PARTY_LIST,
            Para("请求事项:", bold=True),
            Para(
                "请求依法确认申请人于{agreed_on:8}经{committee:14}主持调解达成的人民调解协议(编号:{agreement_number:14})有效。",
                indent=True,
            ),
            Text("facts", "事实与理由:", lines=6),
            Para(
                "申请人承诺:双方出于解决纠纷的目的自愿达成协议,没有恶意串通、规避法律的行为;如果因为该协议内容"
                "给他人造成损害的,愿意承担相应的民事责任和其他法律责任。",
                indent=True,
            ),
            Para("此致", indent=True),
            Para("{court:14}"),
            Signs(),
            Gap(3),
            Para("附:人民调解协议书、申请人身份证明等材料。申请截止日:{last_day:8}", size=12),
        ),
    )
)
