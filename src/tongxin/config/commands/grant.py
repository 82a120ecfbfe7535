"""Give a person a role at a place and everywhere below it.

examples:
  tongxin grant xu director 320282           the whole city
  tongxin grant lin steward 320282112226     one village
  tongxin grant --roles                      what each role may do
"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("username", nargs="?")
    add("role", nargs="?")
    add("place", nargs="?", help="code of the place")
    add("--roles", action="store_true", help="list the roles and their powers")


def run(options: argparse.Namespace) -> int:
    from . import refuse, wake

    wake()
    from tongxin.errors import DomainError
    from tongxin.people.actions import give_grant, robot
    from tongxin.people.models import Person
    from tongxin.people.powers import POWERS
    from tongxin.places.models import Place

    if options.roles:
        for role, powers in POWERS.items():
            print(f"{role}: {', '.join(sorted(powers))}")
        return 0
    if not options.place:
        return refuse("say who, which role, and the code of the place; see --help")
    try:
        person = Person.objects.get(username=options.username)
        place = Place.objects.get(code=options.place)
        give_grant(person, role=options.role, at=place, by=robot("installer"))
    except (Person.DoesNotExist, Place.DoesNotExist) as error:
        return refuse(f"{error} ({options.username}, {options.place})")
    except DomainError as error:
        return refuse(str(error))
    print(f"{person.username} is {options.role} at {place.name}")
    return 0
