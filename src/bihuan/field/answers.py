"""The forms that go into the pocket, and the pictures of what was filled in there."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.field.files import TARGETS
from bihuan.field.models import FieldFile
from bihuan.inspections.forms.services import take_picture
from bihuan.inspections.models import Answer, FormVersion
from bihuan.inspections.policies import EDIT_ANSWERS, FILL_FORMS
from bihuan.inspections.registers import ANSWERS, FORMS
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import holds

MOST_FORMS = 20


def forms_of(viewer: Staff) -> list[dict[str, Any]]:
    """What the viewer may fill in today: forms of campaigns that run where he or she works, and of the library there."""
    if not holds(viewer, FILL_FORMS):
        return []
    today = clock.today()
    towns = {post.town_id for post in viewer.posts_held() if post.town_id is not None}
    running = Q(campaign=None) | Q(campaign__from_on__lte=today, campaign__to_on__gte=today, campaign__voided_at=None)
    rows = FORMS.rows(viewer).filter(running, town__in=towns, closed=False, newest__gt=0).select_related("campaign")
    forms = list(rows.prefetch_related("campaign__villages__village").order_by("name", "pk")[:MOST_FORMS])
    versions = {(one.form_id, one.number): one for one in FormVersion.objects.filter(form__in=forms)}
    found: list[dict[str, Any]] = []
    for form in forms:
        version = versions[form.pk, form.newest]
        villages = (
            [one.village.path for one in form.campaign.villages.all() if one.voided_at is None] if form.campaign else []
        )
        found.append(
            {
                "id": str(form.pk), "version": str(version.pk), "name": form.name, "about": form.about, "path": form.area_path,
                "campaign": form.campaign.name if form.campaign else "", "paths": villages or [form.area_path], "design": version.design,
            }
        )  # fmt: skip
    return found


def _may_show(staff: Staff, answer_id: UUID) -> None:
    answer = Answer.objects.filter(pk=answer_id).first()
    if answer is None:
        raise NotFound(_("没有找到照片所属的填表,请先同步文字记录。"))
    ANSWERS.policy.check(staff, EDIT_ANSWERS, answer)


def _show(staff: Staff, file: FieldFile, stored: StoredFile) -> object:
    return take_picture(staff, answer_id=file.about, name=file.name, file=stored)


TARGETS["answer"] = (_may_show, _show)
