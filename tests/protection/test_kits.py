"""Kits are data: for a class, a kind of post, from a response level on."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tongxin.errors import NotAllowed
from tongxin.people.actions import robot
from tongxin.places.actions import declare_level
from tongxin.protection.actions import BadKit, fill_kit, issue_kit, set_up_kits
from tongxin.protection.kits import KitRow, Wardrobe
from tongxin.protection.models import Item, Kit
from tongxin.protection.needing import kit_needed


def test_a_city_starts_with_the_kits_that_ship(city, occasion, director):
    made = set_up_kits(by=robot("installer"))
    assert made == Kit.objects.count() > 5
    assert set_up_kits(by=robot("installer")) == 0
    assert Item.objects.filter(is_urgent=True).exists()
    plain = occasion(kind="", service_class="publicity")
    assert kit_needed(plain) is None
    assert kit_needed(occasion()).needs == {"mask": 1, "vest": 1}
    declare_level(city, level=1, source="公告", by=director, since=plain.starts_at)
    assert kit_needed(plain).needs == {"mask": 2, "gloves": 1}
    assert kit_needed(occasion()).needs["n95"] == 1
    assert kit_needed(occasion(service_class="disinfection", kind="")).needs["suit"] == 1
    assert kit_needed(occasion(offline=False)) is None


def test_a_changed_kit_holds_from_now_and_who_has_the_old_one_keeps_it(
    kit, items, volunteer, shift, stock, village, steward, director
):
    stock(village, mask=9, vest=9)
    issue_kit(volunteer, shift, by=steward)
    fresh = fill_kit(kit, {"mask": 2}, by=director)
    assert kit_needed(shift).needs == {"mask": 2}
    assert fill_kit(fresh, {"mask": 2}, by=director) == fresh
    with pytest.raises(BadKit):
        fill_kit(kit, {"mask": 1}, by=director)


@pytest.mark.parametrize("needs", [{"sword": 1}, {"mask": 0}, {"mask": 51}])
def test_a_kit_holds_known_items_in_reason(kit, director, needs):
    with pytest.raises(BadKit):
        fill_kit(kit, needs, by=director)


def test_only_who_directs_changes_kits(kit, officer):
    with pytest.raises(NotAllowed):
        fill_kit(kit, {"mask": 1}, by=officer)
    with pytest.raises(NotAllowed):
        set_up_kits(by=officer)


ROWS = some.lists(
    some.tuples(some.sampled_from(["", "guarding", "screening"]),
                some.sampled_from(["", "checkpoint"]), some.integers(0, 4)),
    unique=True, max_size=12,
)  # fmt: skip


@given(ROWS, some.sampled_from(["guarding", "screening"]), some.sampled_from(["", "checkpoint"]),
       some.integers(0, 4))  # fmt: skip
def test_the_most_particular_kit_counts(rows, service_class, kind, level):
    kits = Wardrobe(tuple(KitRow(n, *row, {"mask": n + 1}) for n, row in enumerate(rows)))
    found = kits.kit_for(service_class, kind, level)
    fits = [
        (bool(k), bool(c), -(at or 9), n)
        for n, (c, k, at) in enumerate(rows)
        if c in ("", service_class) and k in ("", kind) and (at == 0 or 0 < level <= at)
    ]
    assert (found.key if found else None) == (max(fits)[-1] if fits else None)
    if found:
        assert found.key in kits.enough(found)
