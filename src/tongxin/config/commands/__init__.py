"""Subcommands of `tongxin`, and what they share."""

import os
import sys


def wake() -> None:
    """Load Django, and log to the console."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    import django

    django.setup()


def be_demo() -> None:
    """Choose the demo's settings where nothing else was chosen."""
    os.environ.setdefault("TONGXIN_MODE", "demo")
    if os.environ["TONGXIN_MODE"] == "demo":
        os.environ.setdefault("TONGXIN_HOME", os.path.join("var", "demo"))
        os.environ.setdefault("TONGXIN_SECOND_FACTOR", "off")  # demo people have no phones


def unready() -> str:
    """Return why this process cannot begin, or ""."""
    from ..health import database

    wrong = [f"{found.what}: {found.mend}" for found in database() if found.level == "bad"]
    return "; ".join(wrong)


def refuse(sentence: str) -> int:
    """Say why not, and return the exit code for it."""
    print(f"tongxin: {sentence}", file=sys.stderr)
    return 1
