"""What a plan lacks leads to a request for just these hands, or to the batch they need."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tongxin.dispatch.board import Board
from tongxin.places.models import ServiceClass
from tongxin.protection.actions import Contract, enter_policy
from tongxin.rosters.actions import add_shifts, approve_request
from tongxin.rosters.models import Post, Request
from tongxin.training.models import Course, Module, ModuleNeed, Pass
from tongxin.volunteers.models import QualificationKind

OF = {"gates": {"post_kind": "checkpoint"}, "screens": {"service_class_id": "screening"}}


@pytest.fixture
def insured(city, director):
    """Who stands at a checkpoint is insured: everybody in the register is."""
    today = timezone.localdate()
    contract = Contract("人保财险", "P-1", "register", today, today + timedelta(days=90))
    return enter_policy(city, contract, by=director)


@pytest.fixture
def checkpoint(make_post, officer, insured):
    """Make a checkpoint of two days, with two places each; `part` says more of its role."""

    def make(**part):
        parts = [{"name": "测温", "minimum": 1, "maximum": 2, **part}]
        screening = ServiceClass.objects.get(pk="screening")
        post = make_post(kind="checkpoint", service_class=screening, parts=parts)
        first = post.shifts.get()
        times = [tuple(at + timedelta(days=1) for at in (first.starts_at, first.ends_at))]
        return [first, *add_shifts(post, times=times, by=officer)]

    return make


@pytest.fixture
def courses(basics, city, director):
    """Open courses: for everybody, for checkpoints, for screening; in this order."""
    for order, (code, of) in enumerate(OF.items(), 1):
        module = Module.objects.create(code=code, name=code, order=order)
        ModuleNeed.objects.create(module=module, **of)
    return [
        Course.objects.create(
            code=f"to-{code}", module_id=code, place=city, title=code, level="post", state="open",
            composed_by=director,
        )
        for code in ("basics", *OF)
    ]  # fmt: skip


@pytest.fixture
def learnt(make_volunteer, director):
    """`learnt("li", "gates")`: a volunteer with just these passes."""

    def make(name, *modules):
        person = make_volunteer(name, passed=False)
        for code in modules:
            Pass.objects.create(
                person=person, module_id=code, since=datetime(2020, 1, 1, tzinfo=UTC), until=None,
                how="entered", given_by=director, evidence="册",
            )  # fmt: skip

    return make


def local_day(shift):
    return timezone.localdate(shift.starts_at).isoformat()


def values_of(form, *names):
    return {name: form[name].value() for name in names}


def test_recruiting_is_one_click_for_just_these_hands(
    client, officer, director, checkpoint, make_plan, make_volunteer, town
):
    nurse = QualificationKind.objects.create(code="nurse", name="护士")
    shifts = checkpoint(qualification=nurse)
    make_volunteer("no-nurse")
    row = Board.of(make_plan()).missing[0]
    client.force_login(officer)
    form = client.get(row.recruit_url).context["form"]
    told = values_of(form, "at", "service_class", "kind", "qualification", "hands", "starts_on",
                     "ends_on")  # fmt: skip
    assert told == {
        "at": town.code, "service_class": "screening", "kind": "checkpoint",
        "qualification": "nurse", "hands": "2",
        "starts_on": local_day(shifts[0]), "ends_on": local_day(shifts[1]),
    }  # fmt: skip
    assert row.empty == 4
    said = values_of(form, "title", "words")
    assert town.name in said["title"]
    for words in (Post.Kind.CHECKPOINT.label, "护士", "4"):
        assert str(words) in said["words"]
    assert client.post(row.recruit_url, told | said).status_code == 302
    asked = Request.objects.get(title=said["title"])
    assert asked.words == said["words"]
    approve_request(asked, by=director)
    form = client.get(f"/desk/requests/{asked.pk}/posts").context["form"]
    assert values_of(form, "kind", "qualification") == {
        "kind": "checkpoint", "qualification": "nurse"
    }  # fmt: skip


def test_where_no_day_is_known_the_plans_first_is_asked_for(
    client, officer, checkpoint, make_plan, make_volunteer
):
    """Plans drawn before figures knew the days of what is missing."""
    checkpoint()
    make_volunteer("untrained", passed=False)
    plan = make_plan()
    for name in ("since", "until", "day", "at_once", "lacked"):
        del plan.figures["missing"][0][name]
    client.force_login(officer)
    form = client.get(Board.of(plan).missing[0].recruit_url).context["form"]
    first = plan.first_day.isoformat()
    assert values_of(form, "starts_on", "ends_on", "hands") == {
        "starts_on": first, "ends_on": first, "hands": "4"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("passes", "lacked"),
    [
        ([("basics", "screens"), ("basics", "screens"), ("basics", "gates")], "gates"),
        ([("basics", "gates"), ("basics", "gates"), ("gates", "screens")], "screens"),
        ([("gates", "screens"), ("gates", "screens"), ("basics", "gates")], "basics"),
    ],
)
def test_training_is_one_click_to_what_most_of_those_nearly_fit_lack(
    client, officer, checkpoint, courses, learnt, make_plan, town, passes, lacked
):
    checkpoint()
    for number, some in enumerate(passes):
        learnt(f"nearly-{number}", *some)
    row = Board.of(make_plan()).missing[0]
    assert row.nearly == 3
    client.force_login(officer)
    form = client.get(row.train_url).context["form"]
    course = Course.objects.get(module=lacked)
    assert values_of(form, "at", "course") == {"at": town.code, "course": course.pk}


def test_where_nobody_lacks_a_module_the_class_comes_first(
    client, officer, checkpoint, courses, learnt, make_plan
):
    nurse = QualificationKind.objects.create(code="nurse", name="护士")
    checkpoint(qualification=nurse)
    learnt("no-nurse", "basics", *OF)
    row = Board.of(make_plan()).missing[0]
    client.force_login(officer)
    form = client.get(row.train_url).context["form"]
    assert form["course"].value() == Course.objects.get(module="screens").pk


@pytest.mark.parametrize(
    ("said", "module"),
    [
        ("class=screening&kind=checkpoint", "screens"),
        ("class=guarding&kind=checkpoint", "gates"),
        ("class=guarding&kind=", "basics"),
        ("class=screening&kind=checkpoint&module=gates", "gates"),
        ("class=screening&kind=checkpoint&module=unheard-of", "screens"),
        ("", None),
    ],
)
def test_a_batch_is_of_the_course_asked_of_fewest(client, officer, courses, said, module):
    """The class before the kind, the kind before what everybody needs."""
    client.force_login(officer)
    form = client.get(f"/desk/training/batches/new?{said}").context["form"]
    chosen = Course.objects.filter(pk=form["course"].value()).first()
    assert (chosen and chosen.module_id) == module


def test_a_course_that_is_not_open_is_not_chosen(client, officer, courses):
    Course.objects.filter(module="screens").update(state="closed")
    client.force_login(officer)
    form = client.get("/desk/training/batches/new?class=screening&kind=checkpoint").context["form"]
    assert form["course"].value() == Course.objects.get(module="gates").pk
