"""What the desk and the jobs do in a month of duty: kits, stock, make-ups, corrections, points."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .month_stage import Month

SOME = 40  # of an item, brought to a village that runs out
MINUTE = timedelta(minutes=1)


def carry(month: Month) -> None:
    """Do what was sent: replacements are looked for."""
    from tongxin.clock.worker import drain

    drain()


def answer_offers(month: Month) -> None:
    """Let those who were asked to come instead say yes or no."""
    from tongxin.protection.actions import declare_health
    from tongxin.protection.health import Answers
    from tongxin.rosters.actions import confirm, decline
    from tongxin.rosters.models import Enrolment

    for row in Enrolment.objects.filter(state="invited").select_related("person__home"):
        if month.luck(0.7):
            if month.does("accepted", confirm, row, by=row.person):
                well = Answers(Decimal("36.4"))
                month.does("declare", declare_health, row.person, well, by=row.person)
        else:
            month.does("declined", decline, row, by=row.person)
    carry(month)


def issue(month: Month, row: Any) -> None:
    """Hand out a kit; where the shelf is empty, bring more from the city first."""
    from tongxin.protection.actions import confirm_kit, holder_of, issue_kit, transfer
    from tongxin.protection.models import Item
    from tongxin.rosters.occasions import occasion_of

    occasion = occasion_of(row.shift)
    if month.luck(0.05):
        month.does(
            "confirmed a kit", confirm_kit, row.person, occasion, words="自备", by=month.boss
        )
        return
    if month.does("issued a kit", issue_kit, row.person, occasion, by=month.boss) is None:
        city = holder_of(month.boss.home)
        items = dict.fromkeys(Item.objects.values_list("pk", flat=True), SOME)
        month.does("transferred", transfer, city, row.shift.post.place, items, by=month.boss)
        month.does("issued a kit", issue_kit, row.person, occasion, by=month.boss)


def mend(month: Month, row: Any) -> None:
    """Do at the door what was forgotten: the declaration, the kit."""
    from tongxin.protection.actions import declare_health
    from tongxin.protection.health import Answers

    row.refresh_from_db(fields=["state"])
    if row.state == "joined":
        month.does("declare", declare_health, row.person, Answers(Decimal("36.4")), by=row.person)
        issue(month, row)


def note_absences(month: Month) -> None:
    from tongxin.duty.actions import record_absences
    from tongxin.people.actions import robot

    found = record_absences(by=robot("clock"))
    record_absences(by=robot("clock"))  # a job may run twice
    month.done["no-show"] = month.done.get("no-show", 0) + found
    carry(month)
    answer_offers(month)


def close(month: Month) -> None:
    from tongxin.duty.actions import close_due
    from tongxin.people.actions import robot

    closed = close_due(by=robot("clock"))
    close_due(by=robot("clock"))
    month.done["forgotten"] = month.done.get("forgotten", 0) + closed


def look(month: Month) -> None:
    """Compare the picture of the city with the rows, one by one."""
    from .month_recount import picture_faults

    month.faults += picture_faults(month)


def evening(month: Month, day: date) -> None:
    """Clear, correct, make up, dispute, spend; once a week count the shelves."""
    _clear(month)
    _correct(month)
    _make_up(month, day)
    _dispute(month)
    _spend(month)
    _hear_appeals(month)
    if day.weekday() == 4:
        _shelves(month, day)
    _seal()


def _clear(month: Month) -> None:
    from tongxin.protection.actions import clear_case
    from tongxin.protection.models import Case

    for case in Case.objects.open().order_by("pk"):
        if month.luck(0.5):
            month.does("cleared a case", clear_case, case, grounds="已痊愈", by=month.boss)


def _lines(month: Month, most: int) -> list[Any]:
    from tongxin.records.models import Credit

    rows = Credit.objects.standing().filter(kind="verified", minutes__gt=0)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:200])
    few = month.chance.sample(keys, min(most, len(keys)))
    return list(Credit.objects.filter(pk__in=few).select_related("person", "place").order_by("pk"))


def _share(month: Month) -> int:
    return max(1, len(month.posts) // 4)


def _correct(month: Month) -> None:
    from tongxin.records.actions import correct, strike

    for line in _lines(month, _share(month)):
        if month.luck(0.2):
            month.does("struck", strike, line, reason="重复", by=month.boss)
            continue
        month.does(
            "corrected", correct, line, came_at=line.came_at + 20 * MINUTE, left_at=line.left_at,
            pauses_minutes=10, reason="核对名单", by=month.boss,
        )  # fmt: skip


def _dispute(month: Month) -> None:
    from tongxin.records.actions import Times, answer_dispute, dispute

    for line in _lines(month, _share(month)):
        row = month.does("disputed", dispute, line, words="我早到了", by=line.person)
        if row is not None:
            times = Times(line.starts_at, line.ends_at) if month.luck(0.6) else None
            month.does(
                "answered", answer_dispute, row, answer="已核对", times=times, by=month.second
            )


def _make_up(month: Month, day: date) -> None:
    from tongxin.records.actions import Told, approve_make_up, ask_make_up, refuse_make_up

    from .month_life import some_uid

    for person in month.chance.sample(month.people, _share(month)):
        told = Told(
            title="敬老", place=person.home, content="送菜", starts_at=month.at(day, 17),
            ends_at=month.at(day, 19), minutes=month.chance.randint(30, 120), proof_words="站长",
            uid=some_uid(month),
        )  # fmt: skip
        row = month.does("asked to make up", ask_make_up, person, told, by=person)
        month.does("asked to make up again", ask_make_up, person, told, by=person)
        if month.luck(0.8):
            month.does("made up", approve_make_up, row, by=month.boss)
            month.does("made up again", approve_make_up, row, by=month.boss)
        else:
            month.does("make-up refused", refuse_make_up, row, reason="无佐证", by=month.boss)


def _spend(month: Month) -> None:
    from tongxin.records.actions import give_back, hand_over, redeem
    from tongxin.records.models import Reward

    from .month_life import some_uid

    rewards = list(Reward.objects.order_by("pk"))
    for person in month.chance.sample(month.people, _share(month) + 2):
        reward, uid = month.chance.choice(rewards), some_uid(month)
        row = month.does("redeemed", redeem, reward, uid=uid, by=person)
        month.does("redeemed again", redeem, reward, uid=uid, by=person)
        if row is not None and month.luck(0.3):
            month.does("gave back", give_back, row, by=person)
        elif row is not None and month.luck(0.6):
            month.does("handed over", hand_over, row, by=month.boss)


def _hear_appeals(month: Month) -> None:
    from tongxin.duty.actions import appeal, excuse, lift, uphold
    from tongxin.duty.models import Absence

    for row in Absence.objects.filter(state="counted").select_related("person")[:20]:
        if month.luck(0.3):
            month.does("excused", excuse, row, reason="临时有事", by=month.boss)
        elif month.luck(0.4):
            month.does("appealed", appeal, row, words="我在场", by=row.person)
            verdict = lift if month.luck(0.5) else uphold
            month.does("appeal decided", verdict, row, reason="已核实", by=month.second)


def _shelves(month: Month, day: date) -> None:
    """Take in a lot that will expire, count a shelf, write off what is spoilt."""
    from tongxin.protection.actions import Arrival, count_stock, holder_of, receive, write_off
    from tongxin.protection.models import Balance, Item

    city, mask = month.boss.home, Item.objects.get(pk="mask")
    lot = Arrival(mask, 200, f"W{day:%m%d}", day + timedelta(days=10))
    for _once in range(2):  # sent twice: once
        month.does("received", receive, city, lot, by=month.boss, client_key=f"in-{day}")
    for post in month.posts:
        holder = holder_of(post.place)
        for row in Balance.objects.filter(holder=holder, quantity__gt=3).order_by("pk")[:1]:
            counted = {row.lot_id: row.quantity - month.chance.randint(0, 2)}
            key = f"count-{post.pk}-{day}"
            for _once in range(2):
                month.does("counted", count_stock, holder, counted, reason="盘点", by=month.boss,
                           client_key=key)  # fmt: skip
    for row in Balance.objects.filter(lot__expires_on__lt=day, quantity__gt=0):
        month.does("wrote off", write_off, row.holder, row.lot, row.quantity, reason="过期",
                   by=month.boss)  # fmt: skip


def _seal() -> None:
    from tongxin.journal.actions import seal_entries
    from tongxin.people.actions import robot
    from tongxin.records.actions import seal_lines

    while seal_entries():
        pass
    while seal_lines(by=robot("clock")):
        pass


def certify(month: Month) -> None:
    """At the month's end: certificates for half of them; some lines are corrected afterwards."""
    from tongxin.records.actions import ask_certificate, issue_certificate, reissue_certificate
    from tongxin.records.models import Certificate

    from .month_life import some_uid

    until = month.first + timedelta(days=month.days)
    month.clock.move_to(month.at(until, 9))
    for person in month.people[::2]:
        row = month.does("asked for a certificate", ask_certificate, person, since=month.first,
                         until=until, uid=some_uid(month), by=person)  # fmt: skip
        if row is not None:
            month.does("issued a certificate", issue_certificate, row, by=month.boss)
            month.does("issued a certificate again", issue_certificate, row, by=month.boss)
    _correct(month)
    for row in Certificate.objects.filter(state="corrected").order_by("pk"):
        month.does("reissued", reissue_certificate, row, by=month.boss)
    _seal()
