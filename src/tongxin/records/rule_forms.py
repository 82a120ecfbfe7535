"""The form of the rules of hours, points and certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.places.models import ServiceClass

from .rules import BOUNDS, Rules

RULE_NAMES = {
    "share_percent": _("Least share of a shift that counts, in a hundred"),
    "daily_minutes": _("Most of a day that counts, in minutes"),
    "make_up_days": _("Make-ups within so many days"),
    "answer_days": _("Disputes are answered within so many days"),
    "notice_days": _("Certificates are on notice for so many days"),
    "retention_years": _("Records are kept for so many years"),
    "points_per_hour": _("Points for an hour"),
    "device_people": _("People on one device in a day that are listed"),
    "night_from": _("Night begins at"),
    "night_until": _("Night ends at"),
    "night_lines": _("Entries by one hand in a night that are listed"),
    "forgotten_days": _("Forgotten check-outs are counted over so many days"),
    "forgotten_times": _("So many forgotten check-outs are listed"),
}


class RulesForm(forms.Form):
    """The numbers of the rules, each within what the law leaves; stars and classes as text."""

    star_hours = forms.CharField(
        label=_("Hours for one star, two, …"), max_length=60, help_text=_("100, 300, 600, …")
    )
    class_percent = forms.CharField(
        label=_("Points of a class of service, in a hundred of the usual ones"), max_length=300,
        required=False, help_text=_("disinfection 150, screening 120"),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        stored = rules.stored()
        classes = ", ".join(f"{code} {share}" for code, share in rules.class_percent.items())
        hours = ", ".join(map(str, rules.star_hours))
        kwargs.setdefault("initial", stored | {"star_hours": hours, "class_percent": classes})
        super().__init__(*args, **kwargs)
        for name, (least, most) in BOUNDS.items():
            self.fields[name] = forms.IntegerField(
                label=RULE_NAMES[name], min_value=least, max_value=most
            )
        self.order_fields([*BOUNDS, "star_hours", "class_percent"])

    def clean_star_hours(self) -> list[int]:
        told = self.cleaned_data["star_hours"].replace("，", ",")
        try:
            return [int(part) for part in told.split(",")]
        except ValueError as error:
            raise forms.ValidationError(_("Write numbers with commas between.")) from error

    def clean_class_percent(self) -> dict[str, int]:
        known, told = set(ServiceClass.objects.values_list("pk", flat=True)), {}
        said = self.cleaned_data["class_percent"].replace("，", ",")
        for part in filter(str.strip, said.split(",")):
            code, _gap, share = part.strip().partition(" ")
            if code not in known or not share.strip().isdecimal():
                raise forms.ValidationError(_("Write each class and its number: screening 120."))
            told[code] = int(share)
        return told

    def rules(self) -> Rules:
        """Return the version told."""
        return Rules(**self.cleaned_data)
