from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("menu", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["state", "-composed_at", "-id"], name="service_newest"),
        ),
    ]
