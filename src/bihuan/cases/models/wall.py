"""The lasting link of a wall display: it opens the centre screen of one area and nothing else."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Area
from bihuan.platform.models.record import Record


class WallLink(Record):
    """A secret address that shows the centre screen of `area` as far as `owner` may see it, until it ends.

    Only the SHA-256 of the secret is kept; it has 256 bits of its own, so nothing slower is needed.
    """

    audit_hidden = ("secret_digest",)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("所属人员"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("显示区域"))
    name = models.CharField(_("用途"), max_length=60)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("到期时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("大屏链接")
        indexes = [models.Index(fields=["owner", "-created_at"], name="wall_link_of_owner")]

    def in_force(self, at: datetime) -> bool:
        """Whether it opens the screen at this instant."""
        return self.revoked_at is None and at < self.expires_at

    def __str__(self) -> str:
        return self.name
