import pytest

from tongxin.errors import NotAllowed
from tongxin.people.actions import robot
from tongxin.places.actions import BadPlaceList, import_places, set_up_yixing, short_name
from tongxin.places.models import Place


def test_yixing_has_18_institutes_and_309_stations(db):
    set_up_yixing(by=robot("installer"))
    assert Place.objects.institutes().count() == 18
    assert Place.objects.stations().count() == 309
    assert set(Place.objects.stations().values_list("located", flat=True)) == {"estimated"}


def test_importing_twice_is_importing_once(db):
    set_up_yixing(by=robot("installer"))
    before = list(Place.objects.values_list("code", "path", "latitude"))
    set_up_yixing(by=robot("installer"))
    assert list(Place.objects.values_list("code", "path", "latitude")) == before


def test_a_list_without_its_columns_is_refused_by_name(db, tmp_path):
    towns = tmp_path / "towns.csv"
    towns.write_text("a,b\n1,2\n")
    with pytest.raises(BadPlaceList, match="code9"):
        import_places(
            towns, towns, city="1", city_name="甲", city_name_en="A", by=robot("installer")
        )


def test_a_stranger_may_not_set_up_the_city(stranger):
    with pytest.raises(NotAllowed):
        set_up_yixing(by=stranger)


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("龙溪村村民委员会", "龙溪村"),
        ("茶东社区居民委员会", "茶东社区"),
        ("杨巷社区居委会", "杨巷社区"),
    ],
)
def test_names_are_shortened_as_people_say_them(official, short):
    assert short_name(official) == short


def test_a_neighbour_with_a_longer_number_is_not_inside(village, town):
    other = Place.objects.create(code="1", name="Elsewhere", level="station", path="320282/1120/")
    assert village in Place.objects.under(town)
    assert other not in Place.objects.under(town)
