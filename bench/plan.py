"""A week of the whole city: from the database to a draft with its proof; from no to the next offer.

Works on the full demo city (`--home`, built once). Adds a request with posts in every village until
about 40,000 shifts of the coming week want hands, and draws the plan as a worker does. Baselines in
the same run: reading the register alone, and first come, first served on the same arrays.
"""

import argparse
import random
import resource
import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from . import home

SHIFTS = 40_000
HOURS = ((8, 11), (12, 15), (15, 18))
CLASSES = ("publicity", "guarding", "screening", "disinfection", "information", "psychological")
MARK = "一周大派送"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shifts", type=int, default=SHIFTS)
    parser.add_argument("--declines", type=int, default=20)
    parser.add_argument("--offers", type=int, default=0, help="send so many of the plan's pairs")
    parser.add_argument(
        "--made-up", action="store_true", help="a register of 120,000 rows, not the demo city"
    )


def run(options: argparse.Namespace) -> int:
    if options.made_up:
        _make_up(options.home)
    else:
        home.ensure(options.home, options.scale)
        home.wake(options.home)
    from tongxin.places.models import Place

    city = Place.objects.get(parent=None)
    first = _fill_up(options.shifts)
    plan = _drawn(city, first)
    if plan.state != "draft":
        print(f"no draft: {plan.job.note}")
        return 1
    _compare(plan)
    _decline(plan, options.declines, options.offers)
    return 0


def _make_up(folder: Path) -> None:
    """Write the register of `bench clearance` into a city of its own, once."""
    folder.mkdir(parents=True, exist_ok=True)
    home.wake(folder)
    from django.core.management import call_command

    from tongxin.people.models import Person

    call_command("migrate", verbosity=0)
    if not Person.objects.filter(username="zhuren").exists():
        from tongxin.people.actions import create_person, give_grant, robot
        from tongxin.places.models import Place

        from . import register

        register.make(120_000)
        city = Place.objects.get(parent=None)
        boss = create_person(username="zhuren", name="主任", home=city, by=robot("installer"))
        give_grant(boss, role="director", at=city, by=robot("installer"))


def _fill_up(wanted: int) -> Any:
    """Add posts and shifts until the week wants `wanted` shifts; return its first day."""
    from django.db import connection, transaction
    from django.utils import timezone

    from tongxin.rosters.models import Request, Shift

    first = timezone.localdate() + timedelta(days=1)
    if not Request.objects.filter(title=MARK).exists():
        with transaction.atomic():
            _write(wanted, first)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    first = timezone.localdate(
        Shift.objects.filter(post__title=MARK).earliest("starts_at").starts_at
    )
    there = Shift.objects.filter(state="open").count()
    print(f"{there:,} shifts in the week from {first}", flush=True)
    return first


def _write(wanted: int, first: Any) -> None:
    from django.utils import timezone

    from tongxin.people.models import Person
    from tongxin.places.models import Place
    from tongxin.rosters.models import Notice, Part, Post, Request, Shift

    chance, boss = random.Random(11), Person.objects.get(username="zhuren")
    places = list(Place.objects.stations())
    each = len(HOURS) * 7
    request = Request.objects.create(
        place=Place.objects.get(parent=None), title=MARK, words=MARK, service_class_id="guarding",
        hands=wanted, starts_on=first, ends_on=first + timedelta(days=6), state="approved",
        asked_by=boss, decided_by=boss,
    )  # fmt: skip
    said = dict.fromkeys(
        ("when_words", "where_words", "content", "conditions", "joining", "risks", "guarantees"),
        "–",
    )
    notice = Notice.objects.create(
        request=request, place=request.place, title=MARK, number=wanted, state="published",
        published_at=timezone.now(), told_at=timezone.now(), written_by=boss, **said,
    )  # fmt: skip
    posts = [
        Post(request=request, notice=notice, place=places[n % len(places)], title=MARK,
             state="open", service_class_id=CLASSES[n % len(CLASSES)], duties="–", made_by=boss)
        for n in range(wanted // each)
    ]  # fmt: skip
    Post.objects.bulk_create(posts, batch_size=400)
    seats = [chance.choice((1, 2, 2, 3, 3, 4, 4)) for _post in posts]
    Part.objects.bulk_create(
        [Part(post=post, name="–", minimum=n if chance.random() < 0.9 else n - 1 or 1, maximum=n)
         for post, n in zip(posts, seats, strict=True)],
        batch_size=400,
    )  # fmt: skip
    zone = timezone.get_current_timezone()
    spans = [
        [datetime.combine(first + timedelta(days=day), clock_time(hour), zone) for hour in pair]
        for day in range(7) for pair in HOURS
    ]  # fmt: skip
    Shift.objects.bulk_create(
        [Shift(post=post, starts_at=start, ends_at=end) for post in posts for start, end in spans],
        batch_size=400,
    )


def _drawn(city: Any, first: Any) -> Any:
    from tongxin.dispatch import actions
    from tongxin.people.models import Person

    boss = Person.objects.get(username="zhuren")
    plan = actions.order_plan(city, first=first, last=first + timedelta(days=6), by=boss)
    for warm in (False, True):
        plan.state = "drawing"
        plan.save()
        wall, cpu = time.perf_counter(), time.process_time()
        actions.draw(plan, by=boss)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{'warm' if warm else 'cold'}: database to draft {wall:.1f} s wall, {cpu:.1f} s CPU;"
              f" peak {peak:.0f} MB", flush=True)  # fmt: skip
    figures = plan.figures
    print(f"{figures['hands']:,} hands, {figures['seats']:,} places, {figures['filled']:,} filled"
          f" by {figures['used']:,} people; gap {plan.gap}; ways {figures['ways']}")  # fmt: skip
    return plan


def _compare(plan: Any) -> None:
    """Print the baselines: the register alone, and first come, first served."""
    from muster.baselines import greedy
    from muster.verify import objective
    from tongxin.clearance.crowd import crowd
    from tongxin.dispatch.arrays import arrays_of
    from tongxin.places.models import Place

    began = time.process_time()
    crowd(Place.objects.get(parent=None), [])
    print(f"reading the register alone: {time.process_time() - began:.1f} s CPU")
    arrays = arrays_of(plan)
    assert arrays is not None
    began = time.process_time()
    found = greedy(arrays.problem)
    began, worse = time.process_time() - began, objective(arrays.problem, *found) / plan.objective
    print(f"first come, first served: {began:.1f} s CPU, objective {worse:.3f} of ours")


def _decline(plan: Any, count: int, offers: int) -> None:
    """Send a portion or more, decline some, and time from the answer to the next offer."""
    from tongxin.dispatch.actions.refilling import refill
    from tongxin.dispatch.actions.sending import PORTION, _send
    from tongxin.people.actions import robot
    from tongxin.rosters.actions import decline

    began, cpu, sent = time.perf_counter(), time.process_time(), 0
    while sent < max(offers, PORTION):
        some = list(plan.placements.filter(sent=False).order_by("pk")[:PORTION])
        _send(plan, some, plan.made_by)
        sent += len(some)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(f"{sent:,} offers sent in {wall:.1f} s, {cpu:.1f} s CPU", flush=True)
    took = []
    for offer in plan.offers.select_related("enrolment__person", "enrolment__shift")[:count]:
        row = offer.enrolment
        began, cpu = time.perf_counter(), time.process_time()
        decline(row, by=row.person)
        sent = refill(row.shift, reason="declined", by=robot("clock"))
        took.append((time.perf_counter() - began, time.process_time() - cpu, sent))
    took.sort()
    middle, longest = took[len(took) // 2][0], took[-1][0]
    work = sorted(cpu for _wall, cpu, _sent in took)
    print(f"from no to the next offer: median {middle:.2f} s, longest {longest:.2f} s by the clock;"
          f" {work[len(work) // 2]:.2f} and {work[-1]:.2f} s CPU;"
          f" {sum(n for _wall, _cpu, n in took)} offers for {count} declines")  # fmt: skip
