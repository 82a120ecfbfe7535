"""What is committed belongs to everybody: no registry, no path of one machine."""

import re
import subprocess

from tests.architecture.city import ROOT

PATTERNS = {
    "a registry": re.compile(r"pypi\.(?:org|python)|python" + r"hosted|simple/\s*--hash"),
    "a path of one machine": re.compile(
        r"/(?:wo" + r"rk|ro" + r"ot|opt/wh" + r"eels|opt/py" + r"pi)/"
    ),
}
LOCK = re.compile(r"^(?:--|-[a-z] )|https?://|file:", re.MULTILINE)


def tracked():
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 2_000_000:
            try:
                yield name, path.read_text()
            except UnicodeDecodeError:
                continue


def test_no_tracked_file_names_a_registry_or_one_machine():
    here = "tests/architecture/test_nothing_local.py"
    wrong = [
        f"{name}: {what}: {hit[0]}"
        for name, text in tracked()
        if name != here
        for what, pattern in PATTERNS.items()
        if (hit := pattern.search(text))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_locks_hold_names_versions_and_hashes_only():
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert not LOCK.search(lock.read_text()), lock.name
        assert "--hash=sha256:" in lock.read_text()
