from collections import Counter

from django.db import migrations
from django.utils import timezone


def count_what_is_there(apps, schema_editor):
    """Add up the receipts and reviews written before there were tallies."""
    zone, sums = timezone.get_default_timezone(), {}
    rows = apps.get_model("feedback", "Receipt").objects.order_by().values_list(
        "answered_at", "place", "team", "service", "review__solved", "review__stars"
    )
    for moment, place, team, service, solved, stars in rows.iterator(chunk_size=5000):
        cell = timezone.localdate(moment, zone), place, team, service
        counts = sums.setdefault(cell, Counter())
        counts["asked"] += 1
        if solved:
            counts[solved] += 1
        if stars is not None:
            counts["starred"] += 1
            counts["stars"] += stars
    Tally = apps.get_model("feedback", "Tally")
    Tally.objects.bulk_create(
        (Tally(day=day, place_id=place, team_id=team, service_id=service, **counts)
         for (day, place, team, service), counts in sums.items()),
        batch_size=2000,
    )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_tallies")]
    operations = [migrations.RunPython(count_what_is_there, migrations.RunPython.noop)]
