"""Kinds of search entries may be as long as keys of ledgers.

SQLite keeps no length, and altering the table there would build it anew without the triggers that feed its text index.
"""

from django.db import migrations, models


def widen(apps, schema_editor):
    _alter(schema_editor, 40)


def narrow(apps, schema_editor):
    _alter(schema_editor, 20)


def _alter(schema_editor, length):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE platform_searchentry ALTER COLUMN kind TYPE varchar({length})")


class Migration(migrations.Migration):
    dependencies = [("platform", "0006_document_templates")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(widen, narrow)],
            state_operations=[
                migrations.AlterField(model_name="searchentry", name="kind", field=models.CharField(max_length=40))
            ],
        )
    ]
