from django.db import models
from django.utils.translation import gettext_lazy as _


class PostKind(models.TextChoices):
    """What sort of post it is: some kinds ask for more (rules 3, 24 and 26)."""

    PLAIN = "", _("ordinary")
    CHECKPOINT = "checkpoint", _("checkpoint")
    RESCUE = "rescue", _("rescue")
    ISOLATION = "isolation", _("isolation point")
    DISINFECTION = "disinfection", _("disinfection work")
