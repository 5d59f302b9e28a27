"""Who may make, archive and read case files: whoever may see the parties in full, for a file names them in full."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel.errors import WrongState
from bihuan.mediation.models import CaseFile
from bihuan.mediation.policies import REVEAL
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor
from bihuan.platform.change import guards
from bihuan.platform.files import register_owner
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
ARCHIVE = grant(
    "case_files.archive",
    t("归档调解卷宗"),
    {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA, R.MEDIATOR: (S.OFFICE, S.OWN)},
)
CASE_FILES = RowPolicy(
    CaseFile,
    offices=("dispute__case__office_id",),
    owners=("dispute__mediator_id", "dispute__case__handler_id", "dispute__case__first_contact_id"),
).register()


@guards(CaseFile)
def case_file_guard(record: CaseFile, actor: Actor, verb: str) -> None:
    """Archived once, and anew when the case was opened and closed again; never otherwise."""
    if verb not in {"archive", "archive_again"}:
        raise WrongState(_("调解卷宗没有“%(verb)s”这个操作。") % {"verb": verb})
    CASE_FILES.check(actor, ARCHIVE, record)


def _is_archived_file(viewer: Actor, file: StoredFile) -> bool:
    return CASE_FILES.rows(viewer, REVEAL).filter(file=file).exists()


register_owner("case_files", _is_archived_file)
