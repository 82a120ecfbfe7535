"""Run one of Django's own management commands.

examples:
  tongxin manage help
  tongxin manage showmigrations
"""

import argparse

PASSES_ON = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Leave all words to Django."""


def run(options: argparse.Namespace) -> int:
    from . import wake

    wake()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tongxin manage", *(options.words or ["help"])])
    return 0
