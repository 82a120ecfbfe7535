"""What can be wrong with an installation, and how to mend it. Read by `doctor` and `/readyz`."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

FRESH = timedelta(seconds=60)
LITTLE_SPACE_BYTES = 2 * 1024**3
NO_SPACE_BYTES = 16 * 1024**2


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (`bad`), or that one should know (`hint`)."""

    level: str
    what: str
    mend: str


Check = Callable[[], Iterator[Finding]]


def bad(what: str, mend: str) -> Finding:
    return Finding("bad", what, mend)


def hint(what: str, mend: str) -> Finding:
    return Finding("hint", what, mend)


def database() -> Iterator[Finding]:
    """It answers, can be written, and is migrated."""
    from django.db.migrations.executor import MigrationExecutor

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        mend = "look at DATABASE_URL, at TONGXIN_HOME, and whether the server runs"
        yield bad(f"the database does not answer: {str(error).strip()}", mend)
        return
    if plan:
        yield bad(f"{len(plan)} migrations are not applied", "run `tongxin migrate`")
    if connection.vendor == "sqlite":
        yield from _sqlite()


def _sqlite() -> Iterator[Finding]:
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    for place in (path, path.parent):
        if place.exists() and not os.access(place, os.W_OK):
            yield bad(f"{place} cannot be written", f"give it to this user: chown $USER {place}")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode != "wal":
        mend = "put TONGXIN_HOME on a local disk: WAL does not work on network file systems"
        yield bad(f"SQLite runs in {mode} mode: readers and writers block each other", mend)


def keys() -> Iterator[Finding]:
    """They are there and nobody else may read them."""
    folder = Path(settings.HOME) / "keys"
    for name, variable in (("django", "TONGXIN_SECRET_KEY"), ("vault", "TONGXIN_VAULT_KEYS")):
        if os.environ.get(variable):
            continue
        path = folder / name
        if not path.exists():
            yield bad(f"the key {path} is missing", "restore it from where you keep the keys")
        elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield bad(f"others may read the key {path}", f"chmod 600 {path}")
    if len(settings.SECRET_KEY) < 40 or settings.SECRET_KEY.startswith("django-insecure"):
        yield bad("the signing secret is weak", "let `tongxin` make one: unset TONGXIN_SECRET_KEY")


def disk() -> Iterator[Finding]:
    """There is room to write."""
    free = shutil.disk_usage(settings.HOME).free
    if free < LITTLE_SPACE_BYTES:
        yield bad(
            f"{free / 1024**3:.1f} GiB are free at {settings.HOME}",
            "make room, or move TONGXIN_HOME",
        )


def room() -> Iterator[Finding]:
    """There is room to write at this moment."""
    if shutil.disk_usage(settings.HOME).free < NO_SPACE_BYTES:
        yield bad("the disk is full: nothing can be written", "make room, or move TONGXIN_HOME")


def processes() -> Iterator[Finding]:
    """Somebody works, somebody schedules, and the queue moves."""
    from django_tasks_db.models import DBTaskResult

    from tongxin.clock.models import Beat

    alive = Beat.objects.filter(beaten_at__gte=timezone.now() - FRESH)
    for role in Beat.Role:
        if not alive.filter(role=role).exists():
            mend = f"start it: `tongxin {role}`, or all at once: `tongxin up`"
            yield bad(f"no {role} has shown a sign of life for a minute", mend)
    late = timezone.now() - timedelta(minutes=10)
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=late).count()
    if waiting:
        mend = "start more workers: `tongxin up --workers 4`"
        yield hint(f"{waiting} tasks have waited for more than ten minutes", mend)
    since = timezone.now() - timedelta(days=1)
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=since)
    paths = sorted(set(failed.values_list("task_path", flat=True)))
    if paths:
        mend = "read their tracebacks in the log; the work is kept and can be sent again"
        yield hint(f"tasks failed since yesterday: {', '.join(paths)}", mend)


def clock() -> Iterator[Finding]:
    """This machine and the database agree on the time, in the city's zone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            skew = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
        if skew > 2:
            mend = "let both keep time by NTP (systemd-timesyncd, chrony)"
            yield bad(f"this clock and the database's differ by {skew:.0f} s", mend)
    if settings.TIME_ZONE != "Asia/Shanghai":
        yield hint(f"the city lives by {settings.TIME_ZONE}", "unset it for China")


def files() -> Iterator[Finding]:
    """Static files are collected, texts compiled, a Chinese font is there for printing."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() and not settings.TESTING:
        yield bad("static files are not collected: pages fail", "run `tongxin migrate`")
    for folder in settings.LOCALE_PATHS:
        for po in Path(folder).rglob("*.po"):
            mo = po.with_suffix(".mo")
            if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
                yield bad(f"{po.parent.parent.name} is not compiled", "run `make messages`")
    if not _has_chinese_font():
        mend = "apt-get install fonts-noto-cjk (or set TYPST_FONT_PATHS)"
        yield hint("no Chinese font is found: printed pages would show empty boxes", mend)


def _has_chinese_font() -> bool:
    names = ("noto", "source-han", "sourcehan", "wqy", "simsun", "simhei", "pingfang", "uming")
    places = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "~/.fonts"]
    places += os.environ.get("TYPST_FONT_PATHS", "").split(os.pathsep)
    return any(
        any(name in path.name.lower() for name in names)
        and ("cjk" in path.name.lower() or "noto" not in path.name.lower())
        for place in places
        if place
        for path in Path(place).expanduser().rglob("*.[to]t[cf]")
    )


def safety() -> Iterator[Finding]:
    """What is open to the world is shut."""
    if settings.MODE == "demo":
        yield hint("this is a demo: anyone may be anyone", "never show it to the world")
        if not settings.SECOND_FACTOR:
            yield hint("the second step at login is left out", "unset TONGXIN_SECOND_FACTOR")
        return
    if settings.DEBUG:
        yield bad("DEBUG is on: errors show the inside", "turn it off")
    if not settings.SECURE:
        yield bad("cookies travel without https", "unset TONGXIN_HTTPS, and serve by https")
    if "*" in settings.ALLOWED_HOSTS:
        yield bad("any host name is answered", "name yours in TONGXIN_HOSTS")
    if "localhost" in settings.PUBLIC_URL:
        mend = "set TONGXIN_URL=https://… and TONGXIN_HOSTS"
        yield bad(f"links in messages would point to {settings.PUBLIC_URL}", mend)
    many = int(os.environ.get("TONGXIN_PROCESSES", "1")) > 1
    if many and "locmem" in settings.CACHES["default"]["BACKEND"]:
        mend = "set TONGXIN_CACHE_URL=redis://…, or serve with one process"
        yield bad("several web processes share no cache: rate limits count apart", mend)


def people() -> Iterator[Finding]:
    """Somebody directs, the texts are published, the second step is set up."""
    from tongxin.people import health

    if not health.directors():
        mend = "run `tongxin create-person`, then `tongxin grant NAME director CITY`"
        yield hint("nobody directs the city yet", mend)
    if missing := health.missing_texts():
        yield hint(f"no consent text for {', '.join(missing)}", "run `tongxin publish-texts`")
    if settings.SECOND_FACTOR and (count := health.privileged_without_second_factor()):
        mend = "they are asked to set it up at their next login"
        yield hint(f"{count} privileged people have no second step yet", mend)


CHECKS: list[Check] = [database, keys, disk, processes, clock, files, safety, people]


def findings() -> Iterator[Finding]:
    """Yield all that is wrong; a check that cannot be made is itself a finding."""
    for check in CHECKS:
        try:
            yield from check()
        except (DatabaseError, OSError) as error:
            name = check.__name__
            yield bad(f"{name} cannot be checked: {str(error).strip()}", "mend the rest first")
