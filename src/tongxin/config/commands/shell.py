"""Open a Python prompt with the models loaded. Use actions, not models, to change anything."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-c", "--command", help="run this and end")


def run(options: argparse.Namespace) -> int:
    from . import wake

    wake()
    from django.core.management import call_command

    call_command("shell", command=options.command, verbosity=0)
    return 0
