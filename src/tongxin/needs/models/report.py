from django.db import models

from .need import Need


class Report(models.Model):
    """What another system told along with a need it sent, by Open311."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="report")
    service_code = models.CharField(max_length=40)  # what they chose; triage decides what it is
    attributes = models.JSONField(default=dict)  # {"who": ["elder"], …} as they came
    media = models.JSONField(default=list)  # addresses of pictures on their side; never fetched

    def __str__(self) -> str:
        return f"{self.need_id} {self.service_code}"
