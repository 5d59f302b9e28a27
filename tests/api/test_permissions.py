"""Every operation with every role and without a token, out of what each operation declares."""

import re
from uuid import UUID

import pytest

from bihuan.api.door import Asked
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.app import api
from bihuan.orgs.models import Role
from bihuan.platform.policies import table
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db
NOWHERE = UUID("01890000-0000-7000-8000-000000000000")


def operations():
    """(method, path with nobody's ids, what is asked or None for a public one)."""
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                asked = operation.auth_callbacks[0].asked if operation.auth_callbacks else None
                filled = re.sub(r"{uuid(str)?:\w+}", str(NOWHERE), path)
                filled = (
                    filled.replace("{slug:key}", "cases").replace("{key}", "cases.reported").replace("{number}", "NO-1")
                )
                for method in operation.methods:
                    yield method, filled, asked


OPERATIONS = list(operations())


def test_every_operation_but_the_residents_own_asks_for_a_token():
    open_to_all = {path for _method, path, asked in OPERATIONS if asked is None}
    assert open_to_all == {"/public/reports", "/tracking/NO-1", "/tracking/NO-1/rating", "/tracking/NO-1/reopen"}
    assert all(asked.right == "" or asked.right in table() for _method, _path, asked in OPERATIONS if asked)
    unasked = {path for _method, path, asked in OPERATIONS if asked and asked.scope is None}
    assert unasked == {"/me", "/events"}


def test_nobody_enters_without_a_token(county):
    caller = Caller()
    for method, path, asked in OPERATIONS:
        status = caller.send(method, path, {} if method != "GET" else None).status_code
        assert (status == 401) == (asked is not None), (method, path, status)


@pytest.mark.parametrize("role", list(Role))
def test_role_reaches_exactly_what_the_permission_table_gives(as_staff, county, role):
    name = next(
        person for person in county.staff if person.endswith(str(role.label)) and person.startswith(("德固镇", "县"))
    )
    caller, rights = as_staff(name), table()
    for method, path, asked in OPERATIONS:
        if asked is None:
            continue
        answer = caller.send(method, path, {} if method != "GET" else None)
        allowed = not asked.right or role in rights[asked.right]
        refused_at_the_door = answer.status_code == 403
        if path in {"/ledgers/cases", "/indicators/cases.reported/rows"}:  # the ledger asks for its own right
            allowed = role in rights["cases.read"]
        assert refused_at_the_door == (not allowed), (
            role,
            method,
            path,
            answer.status_code,
            answer.content.decode()[:200],
        )


@pytest.mark.parametrize("missing", list(TokenScope))
def test_token_without_the_scope_is_refused(as_staff, missing):
    others = [scope for scope in TokenScope.values if scope != missing]
    for name in ("德固镇综治中心值班员", "县系统管理员"):
        caller = as_staff(name, scopes=others)
        for method, path, asked in OPERATIONS:
            if isinstance(asked, Asked) and asked.scope == missing:
                answer = caller.send(method, path, {} if method != "GET" else None)
                assert answer.status_code == 403, (method, path)
                assert answer.json()["errors"][0]["code"] == "scope_missing"
