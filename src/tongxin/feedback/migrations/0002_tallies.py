import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0001_initial"),
        ("menu", "0001_initial"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("asked", models.PositiveIntegerField(default=0)),
                ("yes", models.PositiveIntegerField(default=0)),
                ("partly", models.PositiveIntegerField(default=0)),
                ("no", models.PositiveIntegerField(default=0)),
                ("starred", models.PositiveIntegerField(default=0)),
                ("stars", models.PositiveIntegerField(default=0)),
                ("place", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place")),
                ("service", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="menu.service")),
                ("team", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team")),
            ],
            options={
                "constraints": [models.UniqueConstraint(models.F("day"), models.F("place"), Coalesce("team", 0), Coalesce("service", 0), name="one_tally_each")],
            },
        ),
    ]
