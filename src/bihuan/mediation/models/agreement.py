"""The agreement of a mediation, written or verbal: its text, how it grew, and who signed it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.mediation.models.beside import BesideDispute
from bihuan.mediation.models.party import Party
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models import StoredFile
from bihuan.platform.models.record import Record


class Agreement(BesideDispute):
    """One agreement. The texts name people, so they are stored encrypted; amounts in yuan.

    The contents follow article 29 of the People's Mediation Law: `facts` (main facts), `points` (what was in dispute),
    `responsibilities` (of each side), `terms` (what was agreed), `manner` (how it is fulfilled); by when stands in the
    items. A verbal agreement needs `terms` and `agreed_on` only (articles 28 and 30). `frozen` is the whole text as it was
    put before the parties (JSON), `text_hash` its SHA-256; from then on nothing in it changes but by a supplement.
    `cautions` are the keys of the warnings that a person has read and answered for.
    """

    class Form(models.TextChoices):
        WRITTEN = "written", _("书面协议")
        VERBAL = "verbal", _("口头协议")

    class State(models.TextChoices):
        DRAFT = "draft", _("起草中")
        SIGNING = "signing", _("待签署")
        IN_FORCE = "in_force", _("已生效")
        VOIDED = "voided", _("已作废")

    class Difficulty(models.TextChoices):
        SIMPLE = "simple", _("简单")
        ORDINARY = "ordinary", _("一般")
        HARD = "hard", _("疑难复杂")

    form = models.CharField(_("协议形式"), max_length=8, choices=Form, default=Form.WRITTEN)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    number = models.CharField(_("协议编号"), max_length=40, blank=True)
    supplements = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supplements_of", verbose_name=_("所补充的协议")
    )
    replaces_rest = models.BooleanField(_("代替原协议尚未履行的事项"), default=False)
    facts = EncryptedTextField(_("纠纷的主要事实"), blank=True)
    points = EncryptedTextField(_("争议事项"), blank=True)
    responsibilities = EncryptedTextField(_("各方当事人的责任"), blank=True)
    terms = EncryptedTextField(_("协议内容"), blank=True)
    manner = EncryptedTextField(_("履行方式"), blank=True)
    agreed_amount = models.DecimalField(_("协议金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    difficulty = models.CharField(_("难易程度"), max_length=10, choices=Difficulty, default=Difficulty.ORDINARY)
    copies = models.PositiveSmallIntegerField(_("份数"), default=3)
    agreed_on = models.DateField(_("达成日期"), null=True, blank=True)
    cautions = models.JSONField(_("合法性核对"), default=list, blank=True)
    cautions_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核对人")
    )
    cautions_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    frozen = EncryptedTextField(blank=True, editable=False)
    text_hash = models.CharField(_("文本校验值"), max_length=64, blank=True, editable=False)
    seal = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("盖章件")
    )
    sealed_on = models.DateField(_("盖章日期"), null=True, blank=True)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("起草人")
    )
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("调解协议")
        indexes = [
            models.Index(fields=["dispute", "state"], name="agreement_of_dispute"),
            models.Index(fields=["town", "effective_on"], name="agreement_in_force"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="agreement_number_once"),
            models.CheckConstraint(
                name="agreement_in_force_is_dated",
                condition=~models.Q(state="in_force") | models.Q(effective_on__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_amount_not_negative",
                condition=models.Q(agreed_amount=None) | models.Q(agreed_amount__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_form_display())


class AgreementRevision(models.Model):
    """The texts of a draft as one save left them: the ground on which two people's changes are merged, and its history.

    `content` maps field to text (JSON, encrypted); rows are only ever added.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    content = EncryptedTextField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("协议稿次")
        constraints = [models.UniqueConstraint(fields=["agreement", "version"], name="revision_once")]

    def __str__(self) -> str:
        return str(self.version)


class Signature(Record):
    """Somebody's hand under the agreement: drawn on the screen, or on the paper that was scanned.

    `party` for the parties' side, `staff` for the mediators; `text_hash` is the text that was signed. When a text goes
    back to be changed, its signatures are voided with it.
    """

    class Capacity(models.TextChoices):
        SELF = "self", _("本人")
        AGENT = "agent", _("代理人")
        REPRESENTATIVE = "representative", _("推选的代表")
        MEDIATOR = "mediator", _("人民调解员")

    class Way(models.TextChoices):
        SCREEN = "screen", _("屏幕手写")
        PAPER = "paper", _("纸质签署")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("当事人"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("人民调解员")
    )
    capacity = models.CharField(_("签署身份"), max_length=14, choices=Capacity, default=Capacity.SELF)
    name = EncryptedTextField(_("签署人"))
    way = models.CharField(_("签署方式"), max_length=8, choices=Way)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("签名"))
    signed_at = models.DateTimeField(_("签署时间"))
    text_hash = models.CharField(max_length=64)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("签署")
        constraints = [
            models.CheckConstraint(
                name="signature_of_one",
                condition=models.Q(party__isnull=False, staff=None) | models.Q(party=None, staff__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["agreement", "party"],
                condition=models.Q(voided_at=None, party__isnull=False),
                name="party_signs_once",
            ),
            models.UniqueConstraint(
                fields=["agreement", "staff"],
                condition=models.Q(voided_at=None, staff__isnull=False),
                name="mediator_signs_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_capacity_display())
