"""Hours and points told again are told once: whatever has a key, in any order, sent twice (rules
39, 40, 45)."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongxin.errors import DomainError
from tongxin.records import actions
from tongxin.records.models import Book, Credit, MakeUp, PointMove, Redemption, Reward
from tongxin.records.rules import usual_rules

START = datetime(2020, 2, 10, tzinfo=UTC)
NUMBERS = st.integers(0, 5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("serve"), NUMBERS, st.integers(1, 6)),
        st.tuples(st.just("make_up"), NUMBERS, st.integers(1, 120)),
        st.tuples(st.just("redeem"), NUMBERS, st.just(0)),
        st.tuples(st.just("give_back"), NUMBERS, st.just(0)),
        st.tuples(st.just("hand_over"), NUMBERS, st.just(0)),
    ),
    max_size=12,
)


class Play:
    """The deeds that carry a key; what a rule refuses changes nothing."""

    def __init__(self, helper, officer, director, village, make_stint):
        self.helper, self.officer, self.director = helper, officer, director
        self.village, self.make_stint = village, make_stint
        self.reward = actions.offer_reward(village, title="毛巾", points=15, count=4, by=officer)

    def __call__(self, steps):
        """Play them; return those that were done."""
        return [step for step in steps if self.does(*step)]

    def does(self, name, key, much):
        try:
            with transaction.atomic():
                return getattr(self, name)(key, much)
        except DomainError:
            return False

    def serve(self, key, hours):
        start = START + timedelta(hours=7 * key)
        stint = self.make_stint(start=start, hours=hours, occasion_key=f"shift:{key}")
        return bool(actions.credit(stint, by=self.helper))

    def make_up(self, key, minutes):
        start = timezone.now().replace(microsecond=0) - timedelta(days=key + 1)
        told = actions.Told(
            "敬老", self.village, "送菜", start, start + timedelta(hours=2), minutes,
            proof_words="站长看见", uid=UUID(int=900 + key),
        )  # fmt: skip
        row = actions.ask_make_up(self.helper, told, by=self.helper)
        return bool(actions.approve_make_up(row, by=self.director))

    def redeem(self, key, _much):
        return bool(actions.redeem(self.reward, uid=UUID(int=key), by=self.helper))

    def give_back(self, key, _much):
        rows = Redemption.objects.filter(uid=UUID(int=key))
        return bool([actions.give_back(row, by=self.helper) for row in rows])

    def hand_over(self, key, _much):
        rows = Redemption.objects.filter(uid=UUID(int=key))
        return bool([actions.hand_over(row, by=self.officer) for row in rows])


def rows():
    """Everything a replay could change."""
    models = (Credit, PointMove, Book, MakeUp, Redemption, Reward)
    return [sorted(map(str, model.objects.values_list())) for model in models]


@pytest.fixture
def play(helper, officer, director, village, make_stint):
    return Play(helper, officer, director, village, make_stint)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture,
                                                  HealthCheck.too_slow])  # fmt: skip
@given(steps=STEPS)
def test_what_was_done_and_is_sent_again_changes_nothing(steps, play, helper):
    with transaction.atomic():
        done = play(steps)
        before = rows()
        again = play(done)
        assert rows() == before
        assert set(again) <= set(done)
        agree(play.reward, helper)
        transaction.set_rollback(True)


def agree(reward, helper):
    """Books are their lines; points what the lines are worth, less what was spent."""
    spent = Redemption.objects.exclude(state="returned")
    reward.refresh_from_db()
    assert reward.left == 4 - spent.count() >= 0
    due = sum(
        usual_rules().points(line.minutes, line.service_class) for line in Credit.objects.standing()
    )
    again = actions.recount(helper)
    for book in Book.objects.all():
        for name in ("verified_minutes", "made_up_minutes", "points", "owed"):
            assert getattr(book, name) == getattr(again, name) >= 0
        assert book.points - book.owed == due - sum(spent.values_list("points", flat=True))
        assert book.points >= 0
    days = Counter()
    for line in Credit.objects.standing():
        days[line.day] += line.minutes
    assert all(minutes <= usual_rules().daily_minutes for minutes in days.values())
