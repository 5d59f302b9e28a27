"""The audit trail is append-only by the database itself: no deletion, no edit, and a seal is set once.

TRUNCATE on PostgreSQL is left to the owner of the table; the chain's head and the records' versions give it away.
"""

from django.db import migrations

TABLE = "platform_auditentry"
CONTENT = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "verb",
    "object_type",
    "object_id",
    "object_label",
    "object_version",
    "town_id",
    "changes",
    "note",
    "mark",
)
REFUSAL = "the audit trail is append-only"
SQLITE = [
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER audit_no_edit BEFORE UPDATE OF {', '.join(CONTENT)} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER audit_one_seal BEFORE UPDATE OF sequence, chain ON {TABLE} WHEN old.sequence IS NOT NULL "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
]
SQLITE_BACK = [f"DROP TRIGGER IF EXISTS {name}" for name in ("audit_no_delete", "audit_no_edit", "audit_one_seal")]
POSTGRES = [
    f"""
    CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.sequence IS NOT NULL
            OR ROW({", ".join("OLD." + name for name in CONTENT)})
               IS DISTINCT FROM ROW({", ".join("NEW." + name for name in CONTENT)})
        THEN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
]
POSTGRES_BACK = [f"DROP TRIGGER IF EXISTS audit_append_only ON {TABLE}", "DROP FUNCTION IF EXISTS audit_append_only()"]


def _run(connection, sqlite, postgres):
    with connection.cursor() as cursor:
        for statement in sqlite if connection.vendor == "sqlite" else postgres:
            cursor.execute(statement)


def install(connection):
    """Forbid what must not happen (also used by the test database after it was emptied)."""
    _run(connection, SQLITE, POSTGRES)


def lift(connection):
    """Take the prohibition away, as somebody with the database password could."""
    _run(connection, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_search_index")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: install(editor.connection), lambda apps, editor: lift(editor.connection)
        )
    ]
