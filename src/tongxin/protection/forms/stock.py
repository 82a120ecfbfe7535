"""Forms of the stock desk. Each carries a key, so that a second press changes nothing."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.people.forms.fields import PlaceField
from tongxin.people.models import Person, Unit
from tongxin.places.models import Place
from tongxin.places.queries import under_any
from tongxin.web.widgets import DayInput

from ..actions import Arrival
from ..models import Balance, Holder, Item, Kit

MOST = 1_000_000


def _quantity() -> forms.IntegerField:
    return forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)


def _item() -> "forms.ModelChoiceField[Item]":
    rows = Item.objects.filter(retired_at=None)
    return forms.ModelChoiceField(rows, label=_("Item"))


def _reason(*, required: bool = True) -> forms.CharField:
    return forms.CharField(label=_("Why"), max_length=300, required=required)


def _key() -> str:
    return uuid.uuid4().hex


class Apart(forms.Form):
    """One of several forms on a page: its fields' ids are its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)


class Keyed(Apart):
    """Done once, however often it is sent."""

    client_key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False,
                                 initial=_key)  # fmt: skip


class ReceiveForm(Keyed):
    item = _item()
    quantity = _quantity()
    lot = forms.CharField(label=_("Lot"), max_length=40, required=False)
    expires_on = forms.DateField(
        label=_("Good to the end of"), required=False,
        widget=DayInput(),
    )  # fmt: skip
    reason = forms.CharField(label=_("Where it comes from"), max_length=300, required=False)

    def arrival(self) -> Arrival:
        said = self.cleaned_data
        return Arrival(said["item"], said["quantity"], said["lot"], said["expires_on"])


class OwnerForm(ReceiveForm):
    """The first of a stock: whose it is, too."""

    place = PlaceField(label=_("Whose stock"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Or a unit's"), required=False)
    field_order = ["place", "unit"]

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paths = by.paths_where("stock.move")
        self.fields["place"].within = paths  # type: ignore[attr-defined]
        units = Unit.objects.filter(under_any(paths, "place__path"), retired_at=None)
        self.fields["unit"].queryset = units.select_related("place")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("place")) == bool(said.get("unit")):
            raise ValidationError(gettext("Please name a place or a unit."))
        return said

    @property
    def owner(self) -> Unit | Place:
        found: Unit | Place = self.cleaned_data["unit"] or self.cleaned_data["place"]
        return found


class TransferForm(Keyed):
    to = PlaceField(label=_("To which place"))
    item = _item()
    quantity = _quantity()
    reason = _reason(required=False)


class WriteOffForm(Keyed):
    balance = forms.ModelChoiceField(Balance.objects.none(), label=_("Lot"))
    quantity = _quantity()
    reason = _reason()

    def __init__(self, *args: Any, holder: Holder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["balance"]
        rows = Balance.objects.there().filter(holder=holder).first_to_expire()
        field.queryset = rows.select_related("lot__item", "holder")
        field.label_from_instance = lot_in_words


def lot_in_words(row: Balance) -> str:
    """口罩 A1 · 2027-01-31 · 40."""
    parts = [str(row.lot), f"{row.lot.expires_on or ''}", str(row.quantity)]
    return " · ".join(part for part in parts if part)


class CountForm(Keyed):
    """One number for each lot on the shelves; what is left empty was not counted."""

    reason = _reason(required=False)

    def __init__(self, *args: Any, holder: Holder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Balance.objects.there().filter(holder=holder).select_related("lot__item")
        for row in rows.order_by("lot__item__order", "lot__expires_on", "lot_id"):
            label = f"{row.lot} {row.lot.expires_on or ''}".strip()
            self.fields[f"lot-{row.lot_id}"] = forms.IntegerField(
                label=f"{label} ({row.quantity})", min_value=0, max_value=MOST, required=False
            )
        self.order_fields([name for name in self.fields if name != "reason"])

    def counted(self) -> dict[int, int]:
        return {
            int(name.removeprefix("lot-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("lot-") and value is not None
        }


class ThresholdForm(Apart):
    item = _item()
    least = forms.IntegerField(label=_("Runs low below"), min_value=0, max_value=MOST)


class Wanted(forms.Form):
    """So many of each item; empty: none."""

    def __init__(
        self, *args: Any, given: Mapping[str, int] | None = None, only: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for item in Item.objects.filter(retired_at=None):
            if only and item.pk not in (given or {}):
                continue
            self.fields[f"item-{item.pk}"] = forms.IntegerField(
                label=f"{item} ({item.unit_label})", min_value=0, max_value=MOST, required=False,
                initial=(given or {}).get(item.pk),
            )  # fmt: skip

    def wanted(self) -> dict[str, int]:
        return {
            name.removeprefix("item-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("item-") and value
        }


class AskForm(Wanted):
    place = PlaceField(label=_("For which stock"))
    reason = _reason()

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = by.paths_where("stock.ask")  # type: ignore[attr-defined]
        items = [name for name in self.fields if name.startswith("item-")]
        self.order_fields(["place", *items, "reason"])


class DecideForm(Wanted):
    words = forms.CharField(label=_("What to tell them"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "words"])


class KitForm(Wanted):
    def __init__(self, *args: Any, kit: Kit, **kwargs: Any) -> None:
        given = dict(kit.lines.values_list("item_id", "quantity"))
        super().__init__(*args, given=given, **kwargs)


class SeenForm(forms.Form):
    words = forms.CharField(label=_("What you have seen"), max_length=300)
