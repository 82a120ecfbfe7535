"""Make an account, for the first people of an installation.

examples:
  tongxin create-person xu --name 徐主任 --phone 138…      asks for the password
  echo "$SECRET" | tongxin create-person xu --name 徐主任 --password-stdin
  tongxin grant xu director 320282                         then say what they may do
"""

import argparse
import getpass
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("username")
    add("--name", required=True, help="as people call them")
    add("--phone", default="")
    add("--language", choices=["zh-hans", "en"], default="zh-hans")
    add("--password-stdin", action="store_true", help="read the password from standard input")


def run(options: argparse.Namespace) -> int:
    from . import refuse, wake

    wake()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from tongxin.errors import DomainError
    from tongxin.people.actions import create_person, robot

    password = sys.stdin.readline().strip() if options.password_stdin else getpass.getpass()
    try:
        validate_password(password)
        person = create_person(
            username=options.username,
            name=options.name,
            phone=options.phone,
            password=password,
            language=options.language,
            by=robot("installer"),
        )
    except (DomainError, ValidationError) as error:
        return refuse("; ".join(getattr(error, "messages", [str(error)])))
    print(f"{person.username} can log in now; `tongxin grant` says what they may do")
    return 0
