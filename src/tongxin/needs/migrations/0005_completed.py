from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("needs", "0004_figures")]
    operations = [
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                condition=models.Q(("completed_at__isnull", False)),
                fields=["completed_at", "state", "raised_at"],
                name="need_completed",
            ),
        ),
    ]
