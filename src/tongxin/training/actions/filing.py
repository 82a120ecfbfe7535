"""Put a video or a sheet beside a lesson; only what we know how to show is kept."""

from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.moderation.pictures import PictureRefused, reencode
from tongxin.people.models import Person

from ..films import seconds_of
from ..models import Attachment, Lesson
from .refusals import BadAttachment, BadVideo

MOST_VIDEO = 300 * 1024 * 1024  # bytes: about half an hour for a phone
MOST_SHEET = 15 * 1024 * 1024
LONGEST = 2 * 60 * 60  # seconds


@transaction.atomic
def set_video(lesson: Lesson, upload: IO[bytes], *, by: Person) -> Lesson:
    """Give a lesson its video, in place of the one before. Raises `BadVideo`, `NotAllowed`.

    How long it is, is read from the film; who finished the lesson need not watch it again.
    """
    lesson = _manageable(lesson, by)
    upload.seek(0, 2)
    if upload.tell() > MOST_VIDEO:
        raise BadVideo(_("The video is larger than %(n)s MB.") % {"n": MOST_VIDEO // 1024**2})
    seconds = seconds_of(upload)
    if not 1 <= seconds <= LONGEST:
        raise BadVideo(_("This is no MP4 video of at most two hours."))
    upload.seek(0)
    lesson.video.save(f"{uuid4().hex}.mp4", File(upload), save=False)
    lesson.video_seconds = seconds
    lesson.save(update_fields=["video", "video_seconds"])
    record("lesson.video_set", by=by, on=lesson, at=lesson.course.place, seconds=seconds)
    return lesson


@transaction.atomic
def attach(lesson: Lesson, upload: IO[bytes], *, title: str, by: Person) -> Attachment:
    """Put a PDF or a picture beside a lesson. Raises `BadAttachment`, `NotAllowed`."""
    lesson = _manageable(lesson, by)
    sheet = Attachment(lesson=lesson, title=title)
    file = _sheet(upload)
    sheet.file.save(str(file.name), file, save=False)
    sheet.full_clean()
    sheet.save()
    record("lesson.attached", by=by, on=lesson, at=lesson.course.place, title=title)
    return sheet


@transaction.atomic
def detach(sheet: Attachment, *, by: Person) -> None:
    """Take a sheet away."""
    lesson = _manageable(sheet.lesson, by)
    record("lesson.detached", by=by, on=lesson, at=lesson.course.place, title=sheet.title)
    sheet.delete()


def _sheet(upload: IO[bytes]) -> "ContentFile[bytes]":
    upload.seek(0)
    head = upload.read(5)
    if head == b"%PDF-":
        body = head + upload.read(MOST_SHEET + 1)
        if len(body) > MOST_SHEET:
            raise BadAttachment(_("The file is larger than %(n)s MB.") % {"n": 15})
        return ContentFile(body, name=f"{uuid4().hex}.pdf")
    try:
        return reencode(upload)
    except PictureRefused as error:
        raise BadAttachment(_("Only PDF files and pictures can be attached.")) from error


def _manageable(lesson: Lesson, by: Person) -> Lesson:
    rows = Lesson.objects.select_for_update(of=("self",)).select_related("course__place")
    lesson = rows.get(pk=lesson.pk)
    by.must("course.manage", at=lesson.course.place)
    return lesson
