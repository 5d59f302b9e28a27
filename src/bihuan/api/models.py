"""Tokens of other systems, and the answers already given to requests that may be sent twice."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models import Record


class ApiToken(Record):
    """A secret with which a program acts as `owner`, within `scopes`, until `expires_at` or `revoked_at`.

    Only the SHA-256 of the secret is kept; it has 256 bits of its own, so nothing slower is needed. `hint` is the
    beginning of the secret, by which a person tells tokens apart.
    """

    audit_hidden = ("secret_digest",)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("所属人员")
    )
    name = models.CharField(_("用途"), max_length=60)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    scopes = models.JSONField(_("授权范围"), default=list)
    expires_at = models.DateTimeField(_("到期时间"))
    last_used_at = models.DateTimeField(_("最近使用"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("停用时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("接口令牌")
        indexes = [models.Index(fields=["owner", "-created_at"], name="api_token_of_owner")]

    def in_force(self, at: datetime) -> bool:
        """Whether it opens anything at this instant."""
        return self.revoked_at is None and at < self.expires_at

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """The answer to a request that its sender may repeat.

    `key` is a digest of sender, method, path and the sender's own key; `digest` of what was sent, so that the same key
    with other content is told apart. Written in the same transaction as what the request did.
    """

    key = models.CharField(max_length=64, primary_key=True)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = EncryptedTextField(blank=True)
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.status}"
