"""A tiny city is built through the public actions, and is the same every time."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from tongxin.dispatch.models import Offer, Order, Plan
from tongxin.drill import cast, city
from tongxin.duty.models import Absence, Attendance
from tongxin.duty.picture import shifts_at, total
from tongxin.duty.times import usual_times
from tongxin.feedback.models import Receipt, Review, Suggestion
from tongxin.journal.actions import verify_journal
from tongxin.journal.models import Entry
from tongxin.menu.models import Edition, Session
from tongxin.messaging.models import Delivery
from tongxin.moderation.models import Submission
from tongxin.needs.models import DayList, Likeness, Need, Proposal
from tongxin.people.models import Person, Team
from tongxin.places.models import Place
from tongxin.protection.models import Case, KitIssue
from tongxin.rosters.gates import refusals_of
from tongxin.rosters.models import Enrolment, Notice, Post, Request, Swap


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def forget() -> None:
    """Leave nothing of another city behind: rows of the same number are other people."""
    for cache in caches.all():
        cache.clear()


def signature() -> dict[str, object]:
    """Return what must be the same in two cities of one seed; codes and keys are secret."""
    return {
        "people": sorted(Person.objects.values_list("name", "home__code")),
        "needs": sorted(
            Need.objects.values_list("words", "place__code", "state", "route", "channel")
        ),
        "services": Counter(Session.objects.values_list("service__title", "place__code")),
        "hands": sorted(
            Enrolment.objects.values_list("person__name", "shift__post__title", "state")
        ),
        "reviews": Counter(Review.objects.values_list("solved", "stars")),
        "journal": Counter(Entry.objects.values_list("verb", flat=True)),
    }


@pytest.fixture
def built(db):
    forget()
    city.build("tiny", silent)


def test_it_has_what_a_visitor_should_find(built):
    states = set(Need.objects.values_list("state", flat=True))
    assert {"pending", "listed", "referred", "merged", "completed", "reviewed"} <= states
    assert set(Need.objects.values_list("channel", flat=True)) >= {"web", "phone", "import"}
    assert Likeness.objects.filter(state="proposed").exists()
    assert Proposal.objects.filter(route="emergency").exists()
    assert not Need.objects.pending().filter(proposal=None).exists()
    assert Edition.objects.published().exists()
    assert Edition.objects.filter(state="planned").exists()
    assert DayList.objects.exists()
    assert Receipt.objects.exclude(booking=None).exists()
    assert {"waiting", "passed"} <= set(Submission.objects.values_list("state", flat=True))
    assert Submission.objects.exclude(severity=0).exists()
    assert set(Suggestion.objects.values_list("state", flat=True)) == {"new", "owned", "answered"}


def test_hands_are_asked_for_and_some_have_come(built):
    assert {"asked", "approved", "returned"} <= set(Request.objects.values_list("state", flat=True))
    assert Post.objects.filter(kind="checkpoint", site__verified=False).count() == 8
    assert not Notice.objects.exclude(state="published").exists()
    held = Enrolment.objects.filter(state="joined")
    assert held.filter(person__username="zhiyuanzhe").count() >= 2
    assert Swap.objects.filter(state="open").count() == 1
    for row in held.select_related("person__volunteer", "shift__post__place", "part"):
        assert not refusals_of(row.person.volunteer, row.shift, row.part, without=[row.pk])


@pytest.fixture
def noon():
    """Today at noon: at night nobody of the demo is on duty."""
    with time_machine.travel(timezone.localtime().replace(hour=12, minute=0), tick=True):
        yield


def test_people_are_on_duty_late_turned_away_and_missed(noon, built):
    assert set(Attendance.objects.values_list("state", flat=True)) == {
        "here", "left", "turned_away"
    }  # fmt: skip
    assert Absence.objects.get().state == "counted"
    assert Case.objects.filter(state="open").count() == 1
    here = Attendance.objects.here().select_related("enrolment__shift", "person")
    for row in here:
        key = f"shift:{row.enrolment.shift_id}"
        assert KitIssue.objects.filter(person=row.person, occasion_key=key).exists()
    now, place = timezone.now(), Place.objects.get(code=cast.VILLAGE)
    rows = shifts_at(Person.objects.get(username="zhuren"), place, now, usual_times())
    assert total(row.counted for row in rows).late >= 1
    star = Person.objects.get(username="zhiyuanzhe")
    next_hour = (now, now + timedelta(hours=1))
    assert star.enrolments.filter(shift__starts_at__range=next_hour).exists()


def test_a_plan_is_sent_and_answered_one_is_a_draft_and_the_headquarters_order(built):
    assert set(Plan.objects.values_list("state", flat=True)) == {"sent", "draft"}
    answers = set(Offer.objects.values_list("enrolment__state", flat=True))
    assert answers >= {"joined", "invited", "declined"}
    assert set(Order.objects.values_list("state", flat=True)) == {"taken", "issued"}
    assert not Team.objects.filter(capacity=None).exists()


def test_no_page_names_a_checkpoint_nobody_has_verified(built, client):
    post = Post.objects.filter(kind="checkpoint").first()
    page = client.get(f"/shifts/{post.shifts.first().pk}").content.decode()
    assert post.title in page
    assert post.site.name not in page


def test_everything_was_done_by_actions(built):
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"person.created", "need.raised", "need.listed", "service.opened", "session.added",
            "booking.ticked", "edition.published", "review.given"} <= verbs  # fmt: skip
    assert Entry.objects.filter(verb="need.raised").count() == Need.objects.count()
    assert Entry.objects.filter(seal=None).count() == 0


def test_no_message_leaves_for_a_simulated_resident(built):
    sent = Delivery.objects.filter(channel="sms")
    assert not Person.objects.exclude(phone_verified_at=None).exists()
    for delivery in sent:  # codes went to numbers nobody holds, by a demo without a carrier
        assert delivery.address.startswith("1990")


@pytest.mark.django_db(transaction=True)
def test_the_same_scale_makes_the_same_city():
    forget()
    city.build("tiny", silent)
    assert list(verify_journal()) == []
    first = signature()
    call_command("flush", interactive=False, verbosity=0)
    forget()
    city.build("tiny", silent)
    assert signature() == first


LANDS_ON = {
    "jumin": "/", "zhiyuanzhe": "/", "zhanzhang": "/desk/triage", "suozhang": "/desk/triage",
    "zhuren": "/desk/triage", "duizhang": "/desk/", "bianji": "/desk/", "shenji": "/desk/",
    "zhiban": "/desk/triage", "jingcha": "/desk/rosters",
}  # fmt: skip


def test_each_demo_person_logs_in_in_one_step_and_lands_on_a_useful_page(built, client):
    assert set(LANDS_ON) == {username for username, *_rest in cast.STARS}
    for username, where in LANDS_ON.items():
        client.logout()
        page = client.post(
            "/accounts/login/", {"login": username, "password": cast.PASSWORD}, follow=True
        )
        assert page.status_code == 200, username
        assert page.wsgi_request.path.startswith(where), (username, page.wsgi_request.path)
        assert "agree" not in page.wsgi_request.path


def test_its_hours_add_up_and_a_certificate_can_be_checked(built):
    from tongxin.records.actions import verify_records
    from tongxin.records.models import Certificate, Credit
    from tongxin.records.signing import check

    assert list(verify_records()) == []
    star = Person.objects.get(username="zhiyuanzhe")
    assert star.hours_book.verified_minutes >= 100 * 60
    assert {"closed_at_end"} <= {flag for line in Credit.objects.all() for flag in line.flags}
    assert check(Certificate.objects.exclude(number=None).get().document)
