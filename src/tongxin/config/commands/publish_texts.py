"""Publish the consent texts that ship with the product, where the city has none. Twice is once.

examples:
  tongxin publish-texts      terms, privacy, asking for help, name, photo, guardian

The centre changes them later at the desk, under "Consent texts".
"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none: what is published is published."""


def run(options: argparse.Namespace) -> int:
    from . import wake

    wake()
    from tongxin.people.actions import publish_first_texts, robot

    print(f"{publish_first_texts(by=robot('installer'))} texts published")
    return 0
