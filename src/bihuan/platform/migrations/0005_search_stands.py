"""Kind and town of an entry become tokens of the search index; SQLite's index keeps no positions and lengths any more."""

from django.db import migrations

FTS = "platform_search_fts"
TABLE = "platform_searchentry"
TRIGGERS = [
    f"CREATE TRIGGER {FTS}_insert AFTER INSERT ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}(rowid, grams) VALUES (new.id, new.grams); END",
    f"CREATE TRIGGER {FTS}_delete AFTER DELETE ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, grams) VALUES ('delete', old.id, old.grams); END",
    f"CREATE TRIGGER {FTS}_update AFTER UPDATE OF grams ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, grams) VALUES ('delete', old.id, old.grams); "
    f"INSERT INTO {FTS}(rowid, grams) VALUES (new.id, new.grams); END",
]
DROPPED = [*(f"DROP TRIGGER {FTS}_{verb}" for verb in ("insert", "delete", "update")), f"DROP TABLE {FTS}"]


def _made(options: str) -> list[str]:
    """The index made anew from what the table holds, in one go."""
    return [
        f"CREATE VIRTUAL TABLE {FTS} USING "
        f"fts5(grams, content='{TABLE}', content_rowid='id', tokenize='unicode61'{options})",
        f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')",
        *TRIGGERS,
    ]


SQLITE = [
    *DROPPED,
    f"UPDATE {TABLE} SET grams = grams || ' κ' || replace(kind, '_', '') || coalesce(' τ' || town_id, '')",
    *_made(", detail='none', columnsize=0"),
]
SQLITE_BACK = [
    *DROPPED,
    f"UPDATE {TABLE} SET grams = substr(grams, 1, instr(grams || ' κ', ' κ') - 1)",
    *_made(""),
]
# Building the index over all rows is several times faster than changing it row by row.
STANDS = "array_remove(ARRAY['κ' || replace(kind, '_', ''), 'τ' || replace(town_id::text, '-', '')], NULL)"
POSTGRES = [
    "DROP INDEX search_grams",
    f"UPDATE {TABLE} SET grams = grams || array_to_tsvector({STANDS})",
    f"CREATE INDEX search_grams ON {TABLE} USING gin (grams)",
]
POSTGRES_BACK = [
    "DROP INDEX search_grams",
    f"UPDATE {TABLE} SET grams = ts_delete(grams, {STANDS})",
    f"CREATE INDEX search_grams ON {TABLE} USING gin (grams)",
]


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
    dependencies = [("platform", "0004_limit_windows")]
    operations = [migrations.RunPython(forwards, backwards)]
