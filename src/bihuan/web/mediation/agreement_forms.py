"""Forms of agreements: beginning one, its texts, what is owed, signing, payments, breach, and the court."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel import clock
from bihuan.kernel.reading.masking import mask_name
from bihuan.mediation.contents import TEXTS, Caution
from bihuan.mediation.instalments import MOST, Every
from bihuan.mediation.models import Agreement, BreachStep, JudicialConfirmation, Party, Payment, Signature
from bihuan.mediation.services.items import InstalmentPlan, ItemEntry
from bihuan.mediation.services.signing import Hand
from bihuan.orgs.models import Staff
from bihuan.web.forms import SignatureField
from bihuan.web.mediation.forms import AmountField
from bihuan.web.mediation.merging import MergingForm
from bihuan.web.orgs.forms import DayField, SeenForm, Sentences, Words

SCANS = "image/*,.pdf"
EVERY = [
    (Every.MONTH, t("每月")),
    (Every.WEEK, t("每周")),
    (Every.FORTNIGHT, t("每两周")),
    (Every.QUARTER, t("每季度")),
    (Every.YEAR, t("每年")),
]


def scan_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.FileField:
    """A photo or PDF of a paper."""
    return forms.FileField(
        label=label, required=required, max_length=200, help_text=help_text,
        widget=forms.FileInput(attrs={"accept": SCANS}), error_messages={"required": _("请选择照片或 PDF。")},
    )  # fmt: skip


class BeginForm(SeenForm):
    """Which kind of agreement; of a supplement, whether it takes the place of what is still owed."""

    form = forms.ChoiceField(
        label=t("协议形式"), choices=Agreement.Form.choices, widget=forms.RadioSelect, initial=Agreement.Form.WRITTEN,
        help_text=t("当事人认为不需要制作书面协议的,可以口头协议,由调解员记录(人民调解法第二十八条)。"),
    )  # fmt: skip
    replaces_rest = forms.BooleanField(label=t("代替原协议还没有履行的事项"), required=False)

    def __init__(self, *args: Any, supplement: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not supplement:
            del self.fields["replaces_rest"]


class TextsForm(MergingForm, SeenForm):
    """The texts of a draft; `seen` is the version they were read at, the ground on which two people's changes merge."""

    facts = Sentences(t("纠纷的主要事实"), 5000, rows=4, required=False)
    points = Sentences(t("争议事项"), 5000, required=False)
    responsibilities = Sentences(t("各方当事人的责任"), 5000, required=False)
    terms = Sentences(t("协议内容"), 5000, rows=7, required=False)
    manner = Sentences(t("履行方式"), 5000, required=False)
    agreed_amount = AmountField(label=t("协议金额(元)"), help_text=t("各项履行金额的合计;没有金额的不填。"))
    agreed_on = DayField(label=t("达成日期"), required=False)
    difficulty = forms.ChoiceField(label=t("难易程度"), choices=Agreement.Difficulty.choices)
    copies = forms.IntegerField(label=t("份数"), help_text=t("当事人各执一份,调解委员会留存一份。"))

    def texts(self) -> dict[str, object]:
        """What was written, by field."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def first_texts(agreement: Agreement) -> dict[str, object]:
    """What the form of a draft begins with."""
    names = (*TEXTS, "agreed_amount", "agreed_on", "difficulty", "copies")
    return {"seen": agreement.version, **{name: getattr(agreement, name) for name in names}}


def called(party: Party) -> str:
    """A party in a list: side, masked name, group."""
    group = f" · {party.group}" if party.group else ""
    return f"{party.get_side_display()} {mask_name(party.name)}{group}"


def _people(parties: Sequence[Party], empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((str(one.pk), called(one)) for one in parties)]


def _key(text: str) -> UUID | None:
    return UUID(text) if text else None


class ItemForm(SeenForm):
    """One thing owed."""

    payer = forms.ChoiceField(label=t("由谁履行"), required=False)
    what = Words(t("履行事项"), 200, required=False, help_text=t("例如“支付工资”“修复院墙”“当面道歉”。"))
    payee = forms.ChoiceField(label=t("向谁履行"), required=False)
    amount = AmountField(label=t("金额(元)"), help_text=t("不是付款的不填。"))
    due_on = DayField(label=t("履行期限"), required=False)

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, empty in (("payer", t("请选择")), ("payee", t("对方全体(不是付款)"))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _people(parties, empty)

    def entry(self) -> ItemEntry:
        """What was said, for the service."""
        given = self.cleaned_data
        return ItemEntry(_key(given["payer"]), given["what"], given["due_on"], _key(given["payee"]), given["amount"])


class InstalmentsForm(SeenForm):
    """An amount paid in parts."""

    payer = forms.ChoiceField(label=t("由谁支付"), required=False)
    payee = forms.ChoiceField(label=t("付给谁"), required=False)
    what = Words(t("履行事项"), 200, required=False)
    total = AmountField(label=t("总金额(元)"), help_text=t("选了群体的不用填,按每人的议定金额分别分期。"))
    count = forms.IntegerField(label=t("分几期"), initial=3, min_value=1, max_value=MOST)
    first_on = DayField(label=t("第一期日期"), required=False)
    every = forms.ChoiceField(label=t("每隔多久一期"), choices=EVERY)

    def __init__(self, *args: Any, parties: Sequence[Party], groups: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payer, payee = self.fields["payer"], self.fields["payee"]
        assert isinstance(payer, forms.ChoiceField) and isinstance(payee, forms.ChoiceField)
        payer.choices = _people(parties, t("请选择"))
        of_groups = [(f"group:{name}", _("“%(group)s”每个人,按议定金额") % {"group": name}) for name in groups]
        payee.choices = [*_people(parties, t("请选择")), *of_groups]

    def plan(self) -> InstalmentPlan:
        """What was said, for the service."""
        given = self.cleaned_data
        group = given["payee"].removeprefix("group:") if given["payee"].startswith("group:") else ""
        return InstalmentPlan(
            _key(given["payer"]), given["what"], given["first_on"], given["count"], Every(given["every"]), given["total"],
            None if group else _key(given["payee"]), group,
        )  # fmt: skip


class PresentForm(SeenForm):
    """The cautions that a person ticks before the text is fixed."""

    def __init__(self, *args: Any, cautions: Sequence[Caution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cautions = cautions
        for one in cautions:
            why = _("(%(why)s)") % {"why": one.why} if one.why else ""
            self.fields[f"caution_{one.key}"] = forms.BooleanField(
                label=one.text, required=False, help_text=f"{one.law}{why}"
            )

    def confirmed(self) -> list[str]:
        """The keys that were ticked."""
        return [one.key for one in self.cautions if self.cleaned_data.get(f"caution_{one.key}")]


def hands_of(parties: Sequence[Party], mediators: Sequence[Staff]) -> dict[str, tuple[Hand, str]]:
    """Who may sign, by the value of the form: the hand, and how it reads."""
    C, found = Signature.Capacity, {}
    for one in parties:
        ways = [(C.SELF, called(one))]
        if one.agent_name and one.agent_authority == Party.Authority.SPECIAL:
            words = {"side": one.get_side_display(), "name": mask_name(one.name), "agent": mask_name(one.agent_name)}
            ways.append((C.AGENT, _("%(side)s %(name)s的代理人 %(agent)s(特别授权)") % words))
        if one.representative and one.group:
            ways.append(
                (C.REPRESENTATIVE, _("%(name)s代表“%(group)s”全体") % {"name": mask_name(one.name), "group": one.group})
            )
        for capacity, words_shown in ways:
            found[f"{one.pk}.{capacity}"] = (Hand(party_id=one.pk, capacity=capacity), words_shown)
    for mediator in mediators:
        hand = Hand(staff_id=mediator.pk, capacity=C.MEDIATOR)
        found[f"{mediator.pk}.{C.MEDIATOR}"] = (hand, _("人民调解员 %(name)s") % {"name": mediator.name})
    return found


class SignForm(SeenForm):
    """One hand, drawn on the screen."""

    signer = forms.ChoiceField(label=t("谁来签字"), required=False)
    drawn = SignatureField(label=t("在下面的框里签名"), required=False)

    def __init__(self, *args: Any, hands: Mapping[str, tuple[Hand, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hands = hands
        field = self.fields["signer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", t("请选择")), *((key, shown) for key, (_hand, shown) in hands.items())]

    def clean(self) -> dict[str, Any]:
        """Both are needed; said beside their fields."""
        values = super().clean() or {}
        if not values.get("signer"):
            self.add_error("signer", _("请选择谁来签字。"))
        if not values.get("drawn"):
            self.add_error("drawn", _("请先在框里签名,再点“确认签署”。"))
        return values

    def hand(self) -> Hand:
        """Whose it is."""
        return self.hands[self.cleaned_data["signer"]][0]


class PaperForm(SeenForm):
    """The paper on which several have signed."""

    file = scan_field(t("签好的协议扫描件"), help_text=t("拍照或者扫描成 PDF,要能看清签名和印章。"))
    day = DayField(label=t("签署日期"))
    signers = forms.MultipleChoiceField(label=t("纸上有谁的签名"), widget=forms.CheckboxSelectMultiple, required=False)
    sealed = forms.BooleanField(label=t("已加盖人民调解委员会印章"), required=False)

    def __init__(self, *args: Any, hands: Mapping[str, tuple[Hand, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hands = hands
        self.fields["day"].initial = clock.today()
        field = self.fields["signers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, shown) for key, (_hand, shown) in hands.items()]

    def signed(self) -> list[Hand]:
        """Whose hands are on it."""
        return [self.hands[key][0] for key in self.cleaned_data["signers"]]


class SealForm(SeenForm):
    file = scan_field(t("盖章后的协议扫描件"))
    day = DayField(label=t("盖章日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today()


class PayForm(SeenForm):
    """What was paid or done."""

    amount = AmountField(label=t("收到金额(元)"))
    paid_on = DayField(label=t("履行日期"), required=False)
    way = forms.ChoiceField(label=t("方式"), choices=Payment.Way.choices)
    receipt = scan_field(t("收据或凭证照片"), required=False)
    remark = Words(t("说明"), 500, required=False)

    def __init__(self, *args: Any, money: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not money:
            del self.fields["amount"]
            self.fields["way"].initial = Payment.Way.ACT


class StepForm(SeenForm):
    """What was done about an item that was not kept."""

    kind = forms.ChoiceField(label=t("处理办法"), choices=BreachStep.Kind.choices, widget=forms.RadioSelect)
    text = Sentences(t("情况"), 2000, required=False, help_text=t("找了谁、怎么说的、对方什么态度。"))
    court = Words(t("法院"), 60, required=False)
    day = DayField(label=t("日期"), required=False, help_text=t("不填即今天。"))
    breached = forms.BooleanField(label=t("对方明确不履行,认定违约"), required=False)


class FileForm(SeenForm):
    """Both have applied to the court."""

    both = forms.BooleanField(label=t("双方当事人已共同申请"), required=False)
    court = Words(t("法院"), 60, required=False, help_text=t("例如“澜州县人民法院”。"))
    filed_on = DayField(label=t("申请日期"), required=False, help_text=t("不填即今天。"))
    remark = Words(t("说明"), 300, required=False)


class RulingForm(SeenForm):
    """What became of it."""

    result = forms.ChoiceField(
        label=t("结果"), widget=forms.RadioSelect,
        choices=[(key, JudicialConfirmation.State(key).label) for key in ("confirmed", "refused", "withdrawn")],
    )  # fmt: skip
    number = Words(t("裁定书文号"), 60, required=False)
    ruling_on = DayField(label=t("裁定日期"), required=False, help_text=t("不填即今天。"))
    ruling = scan_field(t("裁定书扫描件"), required=False)
    remark = Words(t("说明"), 300, required=False)


class DeclineForm(SeenForm):
    remark = Words(t("告知情况"), 300, required=False, help_text=t("例如“双方当场履行,均表示不申请”。"))
