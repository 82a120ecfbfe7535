"""A problem may come from a stranger's file: refused by array and row, never half believed."""

import zipfile
from dataclasses import replace

import numpy as np
import pytest

from muster.cities import generate
from muster.files import NEEDED, load, save
from muster.problem import BadProblem, Mask
from tests.muster import instances


@pytest.fixture(scope="module")
def city():
    return generate(40, 20, seed=3).checked()


def changed(column, row, value):
    copy = column.copy()
    copy[row] = value
    return copy


def rows(problem, name, row, value):
    return replace(problem, **{name: changed(getattr(problem, name), row, value)})


def explicit_problem():
    """Return the first problem with a few arcs in its rows."""
    problems = map(instances.explicit, range(100))
    return next(problem for problem in problems if np.diff(problem.arc_ptr).max() > 5)


SINGLE_ROWS = [
    ("volunteer_x", 3, np.nan), ("volunteer_y", 0, np.inf), ("demand_x", 19, -np.inf),
    ("demand_y", 4, 1e300), ("max_distance", 7, -1.0), ("max_distance", 8, np.nan),
    ("qualifications", 2, -1), ("availability", 2, -5), ("preferred", 9, -9),
    ("weekly_cap", 1, -1), ("weekly_cap", 1, 8), ("recent", 4, -2), ("recent", 4, 1 << 40),
    ("demand_class", 5, 63), ("demand_class", 5, -1), ("required", 6, -4),
    ("shift", 11, 21), ("shift", 11, -1), ("shift", 11, 1 << 62), ("seats", 12, -1),
    ("seats", 12, 1 << 50), ("weight", 13, -1), ("weight", 13, 1 << 40), ("weight", 13, 1 << 62),
    ("shift_day", 3, 7), ("shift_day", 3, -1), ("load_cost", 0, -1), ("load_cost", 6, 1 << 60),
]  # fmt: skip


@pytest.mark.parametrize(("name", "row", "value"), SINGLE_ROWS)
def test_a_bad_number_is_refused_by_its_array_and_row(city, name, row, value):
    with pytest.raises(BadProblem) as refusal:
        rows(city, name, row, value).checked()
    assert (refusal.value.array, refusal.value.row) == (name, row)
    assert f"{name}[{row}]" in str(refusal.value)


@pytest.mark.parametrize("name", [name for name in NEEDED if not name.endswith("_cost")])
@pytest.mark.parametrize("twist", ["shorter", "square", "empty", "words", "complex"])
def test_an_array_of_the_wrong_shape_or_kind_is_refused_by_name(city, name, twist):
    column = getattr(city, name)
    wrong = {
        "shorter": column[: len(column) // 2],
        "square": np.stack([column, column]),
        "empty": column[:0],
        "words": column.astype(str),
        "complex": column.astype(complex),
    }[twist]
    with pytest.raises(BadProblem) as refusal:
        replace(city, **{name: wrong}).checked()
    first = {"volunteer_x": "volunteer_y", "demand_x": "demand_y", "shift_day": "shift"}
    assert refusal.value.array in {name, first.get(name)}


def test_fractions_are_not_rounded_to_whole_numbers(city):
    with pytest.raises(BadProblem, match="seats"):
        replace(city, seats=city.seats + 0.5).checked()


def test_numbers_beyond_63_bits_do_not_wrap_around(city):
    huge = city.qualifications.astype(np.uint64)
    huge[5] = np.iinfo(np.uint64).max
    with pytest.raises(BadProblem) as refusal:
        replace(city, qualifications=huge).checked()
    assert (refusal.value.array, refusal.value.row) == ("qualifications", 5)


def test_no_volunteers_and_no_demands_are_no_problem_to_solve(city):
    nobody = {
        name: getattr(city, name)[:0]
        for name in NEEDED
        if name in ("recent", "qualifications", "availability", "preferred", "weekly_cap")
        or name.startswith(("volunteer_", "max_"))
    }
    with pytest.raises(BadProblem, match="there are no volunteers") as refusal:
        replace(city, **nobody).checked()
    assert refusal.value.array == "volunteer_x"
    nothing = {
        name: getattr(city, name)[:0]
        for name in ("demand_x", "demand_y", "demand_class", "required", "shift", "seats", "weight")
    }
    with pytest.raises(BadProblem, match="there are no demands"):
        replace(city, **nothing).checked()


@pytest.mark.parametrize("value", [-1, 1 << 40, 2.5, "3", None, True, [1, 2]])
@pytest.mark.parametrize("name", ["preference_cost", "recent_cost", "change_cost"])
def test_a_cost_that_is_no_small_whole_number_is_refused(city, name, value):
    with pytest.raises(BadProblem) as refusal:
        replace(city, **{name: value}).checked()
    assert refusal.value.array == name


def test_loads_may_not_fall(city):
    with pytest.raises(BadProblem) as refusal:
        rows(city, "load_cost", 4, 0).checked()
    assert (refusal.value.array, refusal.value.row) == ("load_cost", 4)


def test_more_seats_than_memory_are_refused_at_the_row_that_passes_the_limit(city):
    with pytest.raises(BadProblem) as refusal:
        replace(city, seats=np.full(20, 900_000)).checked()
    assert (refusal.value.array, refusal.value.row) == ("seats", 11)


@pytest.mark.parametrize(
    ("name", "row", "value"),
    [
        ("arc_ptr", 0, 1), ("arc_ptr", 2, 10**6), ("arc_ptr", -1, 0), ("arc_volunteer", 3, -1),
        ("arc_volunteer", 3, 10**6), ("arc_cost", 1, 1 << 40), ("arc_cost", 1, -(1 << 40)),
    ],
)  # fmt: skip
def test_arcs_that_lead_nowhere_are_refused(name, row, value):
    problem = explicit_problem()
    with pytest.raises(BadProblem) as refusal:
        rows(problem, name, row, value).checked()
    assert refusal.value.array in {name, "arc_ptr"}


def test_an_arc_given_twice_or_in_part_is_refused():
    problem = explicit_problem()
    row = int(np.argmax(np.diff(problem.arc_ptr) > 1))
    first = int(problem.arc_ptr[row])
    with pytest.raises(BadProblem) as refusal:
        rows(problem, "arc_volunteer", first + 1, problem.arc_volunteer[first]).checked()
    assert (refusal.value.array, refusal.value.row) == ("arc_volunteer", first + 1)
    with pytest.raises(BadProblem, match="arc_cost: missing"):
        replace(problem, arc_cost=None).checked()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("of_volunteer", np.full(40, 2)), ("of_volunteer", np.zeros(39, np.int64)),
        ("of_demand", np.full(20, -1)), ("allowed", np.ones((2, 2), np.int64)),
        ("allowed", np.ones(2, np.bool_)),
    ],
)  # fmt: skip
def test_a_mask_with_unknown_groups_is_refused(city, part, value):
    mask = Mask("region", np.zeros(40, np.int64), np.zeros(20, np.int64), np.ones((2, 2), np.bool_))
    with pytest.raises(BadProblem) as refusal:
        replace(city, masks=(replace(mask, **{part: value}),)).checked()
    assert refusal.value.array == f"masks[0].{part}"


def test_pins_must_be_pairs_that_can_stand_together():
    problem = instances.ties(1)
    problem = replace(
        problem, availability=problem.availability | 127, seats=problem.seats * 0 + 1,
        qualifications=problem.qualifications | 7, weekly_cap=problem.weekly_cap * 0 + 1,
        shift=problem.shift * 0, max_distance=problem.max_distance + 1e5,
    ).checked()  # fmt: skip
    cases = {
        ("frozen_volunteer", 1): ([0, 0], [0, 1]),  # twice on one day
        ("frozen_demand", 0): ([0, 1], [0, 0]),  # two hands in one seat
        ("frozen_volunteer", 0): ([problem.volunteers], [0]),
        ("frozen_demand", None): ([0, 1], [0]),
    }
    for (array, row), (volunteer, demand) in cases.items():
        with pytest.raises(BadProblem) as refusal:
            problem.with_frozen(np.array(volunteer), np.array(demand)).checked()
        assert (refusal.value.array, refusal.value.row) == (array, row)
    away = replace(problem, availability=problem.availability * 0)
    with pytest.raises(BadProblem, match="breaks a rule"):
        away.with_frozen(np.array([0]), np.array([0])).checked()
    with pytest.raises(BadProblem, match="twice"):
        problem.with_told(np.array([0, 0]), np.array([1, 1]), 5).checked()
    with pytest.raises(BadProblem, match="weight"):
        problem.with_told(np.array([0]), np.array([1]), 500_000_000).checked()


@pytest.mark.parametrize("family", [*instances.FAMILIES, instances.tiny])
def test_a_saved_problem_comes_back_as_it_was(family, tmp_path):
    problem = family(3)
    save(problem, tmp_path / "problem.npz")
    again = load(tmp_path / "problem.npz")
    for name in vars(problem):
        if name != "masks":
            assert np.array_equal(getattr(problem, name), getattr(again, name)), name
    for mask, copy in zip(problem.masks, again.masks, strict=True):
        assert mask.name == copy.name
        assert np.array_equal(mask.allowed, copy.allowed)
        assert np.array_equal(mask.of_demand, copy.of_demand)


def test_a_plain_problem_is_written_under_exactly_the_names_of_the_format(city, tmp_path):
    save(city, tmp_path / "problem.npz")
    with np.load(tmp_path / "problem.npz") as file:
        assert sorted(file.files) == sorted(NEEDED)
        assert file["preference_cost"].dtype == np.int64
        assert file["preference_cost"].shape == ()
        assert file["volunteer_x"].dtype == np.float64


@pytest.mark.parametrize("missing", NEEDED)
def test_a_file_without_an_array_is_refused_by_its_name(city, tmp_path, missing):
    arrays = {name: getattr(city, name) for name in NEEDED if name != missing}
    np.savez(tmp_path / "problem.npz", **arrays)
    with pytest.raises(BadProblem) as refusal:
        load(tmp_path / "problem.npz")
    assert refusal.value.array == missing


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not really", b"\x93NUMPY" + b"\0" * 50, b"a,b"]
)
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "problem.npz").write_bytes(content)
    with pytest.raises(BadProblem, match="file"):
        load(tmp_path / "problem.npz")


def test_a_file_that_would_run_code_is_refused(city, tmp_path):
    arrays = {name: getattr(city, name) for name in NEEDED}
    arrays["seats"] = np.array([object()] * 20, dtype=object)
    np.savez(tmp_path / "problem.npz", **arrays, allow_pickle=True)
    with pytest.raises(BadProblem) as refusal:
        load(tmp_path / "problem.npz")
    assert refusal.value.array == "seats"


def test_a_damaged_file_is_refused_whatever_byte_was_hit(city, tmp_path):
    path = tmp_path / "problem.npz"
    save(city, path)
    sound = path.read_bytes()
    draw = np.random.default_rng(1)
    for _ in range(150):
        hurt = bytearray(sound)
        for place in draw.integers(0, len(hurt), 3):
            hurt[place] ^= int(draw.integers(1, 256))
        path.write_bytes(bytes(hurt[: draw.integers(1, len(hurt) + 1)]))
        try:
            load(path)  # a byte nobody reads may be hit: then it is the same problem
        except BadProblem:
            continue


def test_a_bomb_is_refused_before_it_is_unpacked(city, tmp_path, monkeypatch):
    path = tmp_path / "problem.npz"
    save(city, path)
    monkeypatch.setattr("muster.files.SIZE_LIMIT", 1000)
    with pytest.raises(BadProblem, match="unpacks to"):
        load(path)


def test_an_array_that_claims_more_rows_than_it_holds_is_refused(city, tmp_path):
    path = tmp_path / "problem.npz"
    np.savez(path, **{name: getattr(city, name) for name in NEEDED})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    # Same length of header, a trillion rows.
    members["seats.npy"] = members["seats.npy"].replace(
        b"(20,), }" + b" " * 11, b"(1000000000000,), }"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(BadProblem) as refusal:
        load(path)
    assert refusal.value.array == "seats"


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nowhere.npz")
