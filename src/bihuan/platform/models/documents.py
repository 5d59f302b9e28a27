"""Word templates that a town or the county put in the place of the standard ones."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.platform.models.files import StoredFile
from bihuan.platform.models.record import Record


class DocumentTemplate(Record):
    """One version of the Word template of the paper `key`, for one town or (without `town_id`) the whole county.

    `number` counts the versions from 1; at most one is `current`. None being so, the next wider one holds: the county's,
    then the standard one.
    """

    key = models.CharField(max_length=60)
    town_id = models.UUIDField(null=True)
    number = models.PositiveIntegerField(_("版本"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    remark = models.CharField(_("修改说明"), max_length=200, blank=True)
    current = models.BooleanField(_("使用中"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("文书模板")
        constraints = [
            models.UniqueConstraint(fields=["key", "town_id", "number"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["key", "town_id"],
                condition=models.Q(current=True, town_id__isnull=False),
                name="one_template_of_a_town",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(current=True, town_id=None), name="one_template_of_the_county"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
