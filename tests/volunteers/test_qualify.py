"""Certificates count once somebody else has verified them, until they expire (rule 25)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.moderation.pictures import PictureRefused
from tongxin.volunteers.actions import (
    Expired,
    HeldAlready,
    NotWaiting,
    ReasonMissing,
    claim,
    look_at,
    refuse,
    verify,
    withdraw,
)
from tongxin.volunteers.models import Qualification, Volunteer


@pytest.fixture
def nurse(kinds):
    return kinds["nurse"]


@pytest.fixture
def claimed(volunteer, nurse):
    return claim(volunteer, nurse, number="2020320282001", by=volunteer.person)


def picture():
    file = BytesIO()
    Image.new("RGB", (20, 20), "red").save(file, "PNG")
    file.seek(0)
    return file


def test_a_claim_waits_sealed_and_does_not_count(claimed):
    assert claimed.state == "waiting"
    assert "2020320282001" not in claimed.number_sealed
    assert claimed.certificate_number == "2020320282001"
    assert not Volunteer.objects.qualified("nurse", timezone.localdate()).exists()


def test_a_proof_is_written_anew(volunteer, nurse):
    claimed = claim(volunteer, nurse, proof=picture(), by=volunteer.person)
    with claimed.proof.open() as file:
        assert file.read(3) == b"\xff\xd8\xff"  # a JPEG of ours, whatever came


def test_what_is_no_picture_is_refused(volunteer, nurse):
    with pytest.raises(PictureRefused):
        claim(volunteer, nurse, proof=BytesIO(b"%PDF-1.7"), by=volunteer.person)


def test_verified_it_counts_until_its_last_day(claimed, officer):
    today = timezone.localdate()
    good = verify(claimed, expires_on=today, by=officer)
    assert (good.state, good.decided_by) == ("verified", officer)
    assert Volunteer.objects.qualified("nurse", today).count() == 1
    assert not Volunteer.objects.qualified("nurse", today + timedelta(days=1)).exists()
    assert Entry.objects.get(verb="qualification.verified").by == f"person:{officer.pk}"


def test_one_of_a_kind(claimed, volunteer, nurse):
    with pytest.raises(HeldAlready):
        claim(volunteer, nurse, by=volunteer.person)


def test_what_was_refused_may_be_claimed_again(claimed, volunteer, nurse, officer):
    assert refuse(claimed, reason="照片看不清", by=officer).refused_because == "照片看不清"
    assert claim(volunteer, nurse, by=volunteer.person).state == "waiting"


def test_a_refusal_says_why(claimed, officer):
    with pytest.raises(ReasonMissing):
        refuse(claimed, reason=" ", by=officer)


def test_it_is_decided_once(claimed, officer):
    verify(claimed, by=officer)
    with pytest.raises(NotWaiting):
        refuse(claimed, reason="照片看不清", by=officer)


def test_what_has_expired_is_not_claimed_nor_verified(claimed, volunteer, kinds, officer):
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Expired):
        claim(volunteer, kinds["driver"], expires_on=yesterday, by=volunteer.person)
    with pytest.raises(Expired):
        verify(claimed, expires_on=yesterday, by=officer)


def test_nobody_verifies_their_own_and_strangers_verify_none(
    make_volunteer, officer, kinds, town, claimed, stranger, agreed, steward
):
    from datetime import date

    from tests.volunteers.conftest import identity
    from tongxin.volunteers.actions import register

    own = register(officer, by=officer, agree=agreed, identity=identity(date(1970, 1, 1), 77),
                   home=town)  # fmt: skip
    waiting = claim(own, kinds["nurse"], by=officer)
    with pytest.raises(NotAllowed):
        verify(waiting, by=officer)
    for one in (stranger, steward):
        with pytest.raises(NotAllowed):
            verify(claimed, by=one)
        with pytest.raises(NotAllowed):
            look_at(claimed, by=one)


def test_looking_at_a_proof_is_in_the_journal(claimed, officer):
    look_at(claimed, by=officer)
    look_at(claimed, by=claimed.volunteer.person)
    assert Entry.objects.filter(verb="qualification.seen").count() == 1


def test_taken_back_it_is_gone(claimed, volunteer):
    withdraw(claimed, by=volunteer.person)
    assert not Qualification.objects.exists()
