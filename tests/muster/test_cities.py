"""The cities we draw: the same for the same seed, as large and as tight as asked."""

import numpy as np
import pytest

from muster.cities import SHAPES, generate
from muster.files import NEEDED


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_words_draw_the_same_city(shape):
    first, again = (generate(500, 200, seed=4, shape=shape) for _ in range(2))
    other = generate(500, 200, seed=5, shape=shape)
    for name in NEEDED:
        assert np.array_equal(getattr(first, name), getattr(again, name))
    assert not np.array_equal(first.volunteer_x, other.volunteer_x)
    first.checked()


def test_tightness_multiplies_seats_and_changes_nothing_else():
    loose, tight = (generate(3000, 1000, seed=2, tightness=t) for t in (1.0, 1.7))
    assert 1.55 < tight.seats.sum() / loose.seats.sum() < 1.85
    assert (loose.seats >= 1).all()
    for name in NEEDED:
        if name != "seats":
            assert np.array_equal(getattr(loose, name), getattr(tight, name))


def test_a_full_city_is_as_large_as_measured():
    city = generate()
    assert (city.volunteers, city.demands) == (120_000, 40_000)
    assert 104_000 < city.seats.sum() < 112_000


def test_a_road_is_a_road_and_two_centres_are_two():
    road, twin = (generate(6000, 2000, seed=1, shape=shape) for shape in ("road", "twin"))
    assert np.corrcoef(road.volunteer_x, road.volunteer_y)[0, 1] > 0.9
    side = max(twin.volunteer_x.max(), twin.volunteer_y.max())
    middle = np.abs(twin.volunteer_x - side / 2) < 0.1 * side
    assert middle.mean() < 0.15


@pytest.mark.parametrize(
    "wrong",
    [
        {"volunteers": 0},
        {"demands": 0},
        {"tightness": 0.0},
        {"tightness": np.nan},
        {"shape": "star"},
    ],
)
def test_a_city_that_makes_no_sense_is_not_drawn(wrong):
    with pytest.raises(ValueError, match=r"shape|positive"):
        generate(**{"volunteers": 30, "demands": 10, **wrong})
