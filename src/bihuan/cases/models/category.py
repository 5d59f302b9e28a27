"""The category tree of cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.platform.models.record import Record


class Category(Record):
    """A node of a kind's category tree; `duties` are the words by which routing finds an office; no official codes are
    claimed: an administrator can import the county's own table."""

    code = models.CharField(_("类别代码"), max_length=30, unique=True)
    name = models.CharField(_("类别名称"), max_length=60)
    kind = models.CharField(_("事项类型"), max_length=12)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级类别")
    )
    synonyms = models.JSONField(_("同义词"), default=list, blank=True)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("事项类别")
        indexes = [models.Index(fields=["kind", "active"], name="category_of_kind")]

    def __str__(self) -> str:
        return self.name
