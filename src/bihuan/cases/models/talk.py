"""What people say and show about a case: comments with mentions, watchers, evidence."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models.case import Case
from bihuan.kernel import clock
from bihuan.platform.models.files import StoredFile
from bihuan.platform.models.record import Record


class Comment(Record):
    """A remark on the timeline; `mentions` are told. `public` remarks answer the reporter on the tracking page."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("内容"), max_length=2000)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    public = models.BooleanField(_("答复群众"), default=False)

    class Meta:
        verbose_name = _("意见")
        indexes = [models.Index(fields=["case", "created_at"], name="comment_of_case")]

    def __str__(self) -> str:
        return self.text[:30]


class Watch(models.Model):
    """A staff member who wants to hear of a case."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="watches")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="watch_once")]

    def __str__(self) -> str:
        return str(self.staff_id)


class Evidence(Record):
    """A file shown for a case: before, after or otherwise; voided, never deleted."""

    class Phase(models.TextChoices):
        BEFORE = "before", _("处置前")
        AFTER = "after", _("处置后")
        OTHER = "other", _("其他材料")

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    phase = models.CharField(_("阶段"), max_length=8, choices=Phase, default=Phase.OTHER)
    caption = models.CharField(_("说明"), max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("证据材料")
        indexes = [models.Index(fields=["case", "phase"], name="evidence_of_case")]

    def __str__(self) -> str:
        return self.caption or str(self.file_id)
