"""The Word templates of a town: brought, kept by version, put back, given up for the standard one."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.platform import files
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.documents.checking import check_template
from bihuan.platform.documents.declaration import Document
from bihuan.platform.documents.declaration import document as declared
from bihuan.platform.documents.word import standard_template
from bihuan.platform.files import open_original
from bihuan.platform.models import DocumentTemplate
from bihuan.platform.policies import policy_of, visible
from bihuan.platform.rights import MANAGE_TEMPLATES


@dataclass(frozen=True, slots=True)
class InUse:
    """The Word template that holds for a town: its bytes, and its record (None: the standard one)."""

    content: bytes
    record: DocumentTemplate | None


def template_for(document: Document, town_id: UUID | None) -> InUse:
    """The town's template, else the county's, else the standard one; one query."""
    rows = DocumentTemplate.objects.filter(Q(town_id=None) | Q(town_id=town_id), key=document.key, current=True)
    found = sorted(rows.select_related("file"), key=lambda one: one.town_id is None)
    if not found:
        return InUse(standard_template(document), None)
    return InUse(content_of(found[0]), found[0])


def content_of(template: DocumentTemplate) -> bytes:
    """The Word file of a version."""
    with open_original(template.file) as stream:
        return stream.read()


def versions(viewer: Actor, document: Document, town_id: UUID | None) -> QuerySet[DocumentTemplate]:
    """Every version of one place, newest first."""
    rows = visible(DocumentTemplate, viewer, MANAGE_TEMPLATES).filter(key=document.key, town_id=town_id)
    return rows.select_related("file", "by").order_by("-number")


def version_by_id(viewer: Actor, template_id: UUID) -> DocumentTemplate:
    """One version.

    Raises:
        NotFound: there is none, or the viewer does not manage templates there.
    """
    found = visible(DocumentTemplate, viewer, MANAGE_TEMPLATES).select_related("file").filter(pk=template_id).first()
    if found is None:
        raise NotFound(_("没有找到这个模板版本。"))
    return found


def replace_template(
    *, actor: Actor, document: Document, town_id: UUID | None, content: bytes, name: str, remark: str = ""
) -> DocumentTemplate:
    """Put a Word template in the place of the one in use; the one before is kept.

    Raises:
        NotAllowed: `actor` does not manage templates there.
        Invalid, TooLarge: see `check_template`; nothing has changed then.
    """
    made = DocumentTemplate(key=document.key, town_id=town_id, number=1, remark=remark.strip()[:200])
    policy_of(DocumentTemplate).check(actor, MANAGE_TEMPLATES, made)
    check_template(document, content)
    with transaction.atomic():
        _retire(actor, document, town_id)
        last = DocumentTemplate.objects.filter(key=document.key, town_id=town_id).aggregate(last=Max("number"))["last"]
        made.number, made.by_id = (last or 0) + 1, actor.actor_id
        made.file = files.store(content, name=name, actor=actor)
        create(made, actor=actor, verb="replace")
    return made


def reinstate_template(*, actor: Actor, template_id: UUID) -> DocumentTemplate:
    """Use an earlier version again.

    Raises:
        Invalid: the paper's fields have changed since, so that this version no longer fits.
    """
    earlier = version_by_id(actor, template_id)
    paper = declared(earlier.key)
    check_template(paper, content_of(earlier))
    with transaction.atomic():
        _retire(actor, paper, earlier.town_id)
        with change(DocumentTemplate, template_id, actor=actor, verb="reinstate") as template:
            template.current = True
    return template


def return_to_standard(*, actor: Actor, document: Document, town_id: UUID | None) -> int:
    """Give the own template up; its versions stay. Returns how many were in use (0 or 1).

    Raises:
        Invalid: none is in use.
    """
    given_up = _retire(actor, document, town_id)
    if not given_up:
        raise Invalid(_("现在用的就是标准模板。"), code="standard")
    return given_up


def _retire(actor: Actor, document: Document, town_id: UUID | None) -> int:
    current = DocumentTemplate.objects.filter(key=document.key, town_id=town_id, current=True)
    keys = list(current.values_list("pk", flat=True))
    for key in keys:
        with change(DocumentTemplate, key, actor=actor, verb="retire") as template:
            template.current = False
    return len(keys)
