from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("needs", "0003_noted")]
    operations = [
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                condition=models.Q(("state", "listed")),
                fields=["state", "route", "platform", "topic", "place", "raised_at"],
                name="need_waits_for_menu",
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                fields=[
                    "place",
                    "raised_at",
                    "state",
                    "merged_into",
                    "completed_at",
                    "needed_by",
                ],
                name="need_fared",
            ),
        ),
    ]
