"""The index behind GramField: GIN on PostgreSQL, an FTS5 mirror kept by triggers on SQLite."""

from django.db import migrations

FTS = "platform_search_fts"
TABLE = "platform_searchentry"
SQLITE = [
    f"CREATE VIRTUAL TABLE {FTS} USING fts5(grams, content='{TABLE}', content_rowid='id', tokenize='unicode61')",
    f"CREATE TRIGGER {FTS}_insert AFTER INSERT ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}(rowid, grams) VALUES (new.id, new.grams); END",
    f"CREATE TRIGGER {FTS}_delete AFTER DELETE ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, grams) VALUES ('delete', old.id, old.grams); END",
    f"CREATE TRIGGER {FTS}_update AFTER UPDATE OF grams ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, grams) VALUES ('delete', old.id, old.grams); "
    f"INSERT INTO {FTS}(rowid, grams) VALUES (new.id, new.grams); END",
]
SQLITE_BACK = [f"DROP TRIGGER {FTS}_{verb}" for verb in ("insert", "delete", "update")] + [f"DROP TABLE {FTS}"]
POSTGRES = [f"CREATE INDEX search_grams ON {TABLE} USING gin (grams)"]
POSTGRES_BACK = ["DROP INDEX search_grams"]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        # Triggers hold semicolons, which Django's statement splitting must not see.
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRES)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
