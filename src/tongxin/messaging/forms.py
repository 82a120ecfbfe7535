"""What the desk fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Delivery


class DeliveryFilter(forms.Form):
    """Which deliveries."""

    state = forms.ChoiceField(
        required=False, choices=[("", _("All")), *Delivery.State.choices], label=_("State")
    )
    channel = forms.ChoiceField(
        required=False, choices=[("", _("All")), *Delivery.Channel.choices], label=_("Channel")
    )


class RevealForm(forms.Form):
    """Why an address must be seen."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200,
        help_text=_("Written into the journal with your name."),
    )  # fmt: skip


class OtherChannelForm(forms.Form):
    """Another way to the same person."""

    channel = forms.ChoiceField(label=_("Channel"))
    address = forms.CharField(label=_("Number or address"), max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        inside = {Delivery.Channel.INAPP, Delivery.Channel.NULL}
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            pair for pair in Delivery.Channel.choices if pair[0] not in inside
        ]
