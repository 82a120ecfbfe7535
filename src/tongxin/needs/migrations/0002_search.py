from django.db import migrations

MAKE = {
    "sqlite": ["CREATE VIRTUAL TABLE needs_words USING fts5(words)"],
    "postgresql": [
        "CREATE TABLE needs_words (need_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX needs_words_index ON needs_words USING gin (words)",
    ],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE needs_words")


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
