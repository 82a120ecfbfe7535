import shapely

from tongxin.places.cells import cells

POINTS = [(119.8, 31.3), (119.9, 31.3), (119.8, 31.4), (119.95, 31.45), (119.7, 31.2)]


def test_every_station_lies_in_its_own_cell():
    for (lon, lat), rings in zip(POINTS, cells(POINTS), strict=True):
        assert shapely.Polygon(rings[0]).buffer(1e-3).covers(shapely.Point(lon, lat))


def test_cells_do_not_overlap_and_leave_no_hole():
    shapes = [shapely.Polygon(rings[0]) for rings in cells(POINTS)]
    together = shapely.union_all(shapes)
    assert abs(together.area - sum(shape.area for shape in shapes)) < 0.01 * together.area


def test_two_stations_on_one_spot_both_keep_a_cell():
    assert len(cells([*POINTS, POINTS[0]])) == len(POINTS) + 1


def test_one_station_alone_is_a_round_field():
    assert len(cells(POINTS[:1])[0][0]) > 8


def test_no_stations_no_cells():
    assert cells([]) == []
