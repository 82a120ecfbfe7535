"""Who is masked and who is told why are the same people, and both are who the rules say."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.clearance.plain import HERE, Somebody, at_the_door, said
from tongxin.clearance.answers import Answers, Asked
from tongxin.clearance.crowd import Crowd, Level, Stretches
from tongxin.clearance.gates import mask, offered
from tongxin.clearance.requirement import Busy, Requirement
from tongxin.clearance.rules import DOOR_RULES, RULES, WISHES
from tongxin.protection.covers import Covers
from tongxin.protection.fitness import Fitness
from tongxin.protection.kits import InHand, KitRow, Wardrobe
from tongxin.training.columns import FOR_GOOD, NEVER, PassColumns
from tongxin.training.passes import Needed
from tongxin.volunteers import columns as register

MODULES = ("basics", "checkpoint")
KINDS = ("nurse", "driver")
TOWNS = {"320282/112/": 2, "320282/107/": 3}
NEEDED = Needed([("basics", None, ""), ("checkpoint", None, "checkpoint")])
MONDAY = datetime(2030, 2, 11, tzinfo=HERE)
TODAY = MONDAY.date()
WARDROBE = Wardrobe((KitRow(1, "publicity", "", 3, {"mask": 1}),))  # from level III on
DAYS = some.dates(date(2030, 2, 10), date(2030, 2, 20))


def moments(step=30):
    return some.integers(0, 9 * 24 * 60 // step).map(
        lambda n: MONDAY - timedelta(days=1) + timedelta(minutes=n * step)
    )


@some.composite
def stretches(draw):
    start = draw(moments())
    return start, start + timedelta(minutes=30 * draw(some.integers(1, 10)))


@some.composite
def requirements(draw):
    start, end = draw(stretches())
    return Requirement(
        starts_at=start, ends_at=end,
        path=draw(some.sampled_from([*TOWNS, "320282/112/226/"])),
        service_class=draw(some.sampled_from(["publicity", "disinfection"])),
        kind=draw(some.sampled_from(["", "checkpoint"])), risky=draw(some.booleans()),
        min_age=draw(some.sampled_from([0, 16, 25])),
        qualifications=draw(some.frozensets(some.sampled_from(KINDS))),
        needs_insurance=draw(some.booleans()), unit=draw(some.sampled_from([None, 7])),
        offline=draw(some.booleans()), across_towns=draw(some.booleans()),
        occasion=draw(some.sampled_from(["", "shift:1"])),
    )  # fmt: skip


PEOPLE = some.builds(
    Somebody,
    state=some.sampled_from(["active", "active", "active", "suspended", "invited", "applied"]),
    suspended_until=some.none() | DAYS,
    born=some.none() | some.dates(date(2010, 1, 1), date(2016, 12, 31)) | DAYS.map(
        lambda day: day.replace(year=2012)) | some.just(date(1990, 5, 1)),
    guarded=some.booleans(),
    unit=some.sampled_from([0, 7, 8]),
    town=some.sampled_from(list(TOWNS)),
    weekly_cap=some.integers(1, 7),
    passes=some.dictionaries(some.sampled_from(MODULES), some.none() | moments()),
    held=some.dictionaries(some.sampled_from(KINDS), some.none() | DAYS),
    covers=some.lists(some.tuples(DAYS, DAYS).map(sorted).map(tuple), max_size=3),
    busy=some.lists(stretches(), max_size=4),
    away=some.lists(some.tuples(DAYS, DAYS).map(sorted).map(tuple), max_size=2),
    case=some.sampled_from([False, False, True]), declared=some.booleans(),
    unfit=some.sampled_from([False, False, True]), kit=some.booleans(),
)  # fmt: skip


def crowd_of(people, level):
    """Return the same people as arrays."""
    n = len(people)
    ids = np.arange(1, n + 1, dtype=np.int64)
    suspended = [_ordinal(who.suspended_until, who.state == "suspended") for who in people]
    born = [register.dated(who.born) if who.born else 0 for who in people]
    columns = register.Columns(
        people=ids, volunteers=ids, latitude=np.full(n, 31.26), longitude=np.full(n, 119.85),
        availability=np.full(n, 2**21 - 1, np.int32), reach_m=np.full(n, 5000, np.int32),
        weekly_cap=np.array([who.weekly_cap for who in people], np.int8),
        prefers=np.zeros(n, np.int64), born=np.array(born, np.int32),
        state=np.array([register.STATES.index(who.state) for who in people], np.int8),
        suspended_until=np.array(suspended, np.int32),
        guarded=np.array([who.guarded for who in people], bool), identified=np.ones(n, bool),
        unit=np.array([who.unit for who in people], np.int64),
        home=np.array([TOWNS[who.town] for who in people], np.int64),
        town=np.array([TOWNS[who.town] for who in people], np.int64),
        qualified_until={
            kind: np.array([_ordinal(who.held.get(kind), kind in who.held) for who in people],
                           np.int32) for kind in KINDS
        },
        away=np.array([(row, since.toordinal(), until.toordinal()) for row, who in enumerate(people)
                       for since, until in who.away], np.int32).reshape(-1, 3),
    )  # fmt: skip
    covers = np.array([(row + 1, since.toordinal(), until.toordinal())
                       for row, who in enumerate(people) for since, until in who.covers],
                      np.int64).reshape(-1, 3)  # fmt: skip
    busy = [(row, Busy(*one)) for row, who in enumerate(people) for one in who.busy]
    return Crowd(
        people=ids, register=columns, passes=_passes(people, ids), needed=NEEDED,
        covers=Covers(covers[:, 0], covers[:, 1], covers[:, 2], ()),
        levels=(Level("320282/", level, 0, 2**62),) if level else (),
        paths={1: "320282/", **{key: path for path, key in TOWNS.items()}},
        busy=Stretches(
            np.array([row for row, _one in busy], np.int64),
            np.array([int(one.starts_at.timestamp()) for _row, one in busy], np.int64),
            np.array([int(one.ends_at.timestamp()) for _row, one in busy], np.int64),
            tuple(one for _row, one in busy),
        ),
        fitness=Fitness(
            TODAY.toordinal(), _who(people, lambda who: who.declared or who.unfit),
            _who(people, lambda who: who.unfit), _who(people, lambda who: who.case),
        ),
        wardrobe=WARDROBE,
        in_hand=_hands(_who(people, lambda who: who.kit)),
    )  # fmt: skip


def _who(people, true):
    return np.array([row for row, who in enumerate(people, 1) if true(who)], np.int64)


def _hands(people):
    keys = np.array(["shift:1"] * len(people), np.str_)
    return InHand(people, keys, np.ones(len(people), np.int64))


def _ordinal(day, held):
    return (day.toordinal() if day else int(register.NEVER)) if held else 0


def _passes(people, ids):
    def until(who, module):
        if module not in who.passes:
            return NEVER
        last = who.passes[module]
        return FOR_GOOD if last is None else int(last.timestamp())

    table = [[until(who, module) for module in MODULES] for who in people]
    return PassColumns(ids, MODULES, np.array(table, np.int64).reshape(len(people), len(MODULES)))


CROWDS = some.lists(PEOPLE, min_size=3, max_size=6)
SHIFTS = some.lists(requirements(), min_size=2, max_size=4)
WHAT = [field.name for field in fields(Requirement) if field.name not in ("starts_at", "ends_at")]
LEVELS = some.sampled_from([0, 1, 2, 3, 4])


@given(CROWDS, SHIFTS, LEVELS)
def test_the_mask_lets_in_whom_the_rules_in_plain_words_let_in(people, shifts, level):
    crowd = crowd_of(people, level)
    for column, shift in enumerate(shifts):
        modules = NEEDED.needed(shift.service_class, shift.kind)
        for row, who in enumerate(people):
            plain = said(who, shift, modules, level, TODAY)
            rules = [rule.name for rule in RULES if not rule.holds(crowd, shift)[row]]
            assert rules == plain
            assert mask(crowd, shifts)[row, column] == (not plain)


@given(CROWDS, SHIFTS, LEVELS)
def test_the_door_lets_in_whom_the_rules_in_plain_words_let_in(people, shifts, level):
    crowd = crowd_of(people, level)
    for shift in shifts:
        for row, who in enumerate(people):
            known = replace(who, kit=who.kit and bool(shift.occasion))
            plain = list(at_the_door(known, shift, {"publicity"}, level))
            plain += ["well"] if "well" in said(who, shift, (), level, TODAY) else []
            assert {rule.name for rule in DOOR_RULES if not rule.holds(crowd, shift)[row]} == (
                set(plain)
            )


@given(CROWDS, SHIFTS, LEVELS)
def test_a_person_in_a_crowd_is_judged_as_alone(people, shifts, level):
    together = offered(crowd_of(people, level), shifts)
    for row, who in enumerate(people):
        assert (together[row] == offered(crowd_of([who], level), shifts)[0]).all()


@given(CROWDS, SHIFTS, LEVELS)
def test_shifts_asked_together_are_judged_as_alone(people, shifts, level):
    """What a rule says it reads of a requirement is all it reads."""
    crowd = crowd_of(people, level)
    shifts = [replace(shifts[0], **{name: getattr(other, name)})
              for other in shifts for name in WHAT]  # fmt: skip
    rules = (*RULES, *WISHES, *DOOR_RULES)
    together = mask(crowd, shifts, rules)
    for column, shift in enumerate(shifts):
        assert (together[:, column] == mask(crowd, [shift], rules)[:, 0]).all()


@pytest.mark.parametrize("rule", [*RULES, *WISHES, *DOOR_RULES], ids=lambda rule: rule.name)
def test_a_rule_carries_the_name_of_its_function(rule):
    assert rule.holds.__name__ == rule.name
    assert rule.holds.__doc__


def test_nobody_and_nothing_are_no_trouble():
    assert mask(crowd_of([], 0), []).shape == (0, 0)
    one = Requirement(MONDAY, MONDAY + timedelta(hours=1), "320282/112/")
    assert mask(crowd_of([], 1), [one]).shape == (0, 1)
    assert mask(crowd_of([Somebody()], 0), []).shape == (1, 0)


@given(CROWDS, SHIFTS, LEVELS)
def test_answers_one_by_one_are_those_of_the_mask(people, shifts, level):
    """Whatever is asked first: each rule is asked once for all that it reads alike."""
    shifts = [replace(shifts[0], **{name: getattr(other, name)})
              for other in shifts for name in WHAT]  # fmt: skip
    asked, rows = Asked(shifts), np.arange(len(shifts))
    for who in people:
        one = crowd_of([who], level)
        answers, whole = Answers(one, asked), mask(one, shifts)[0]
        assert (answers.clear(rows[::2]) == whole[::2]).all()
        assert (answers.clear(rows) == whole).all()
        refused = [rule.name for rule in RULES if not rule.holds(one, shifts[0])[0]]
        assert bool(refused) != answers.clear(rows[:1])[0]
