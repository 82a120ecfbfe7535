"""Import the tree of places from official code lists. Twice is once.

examples:
  tongxin import-places                       Yixing: 18 towns, 309 villages, platforms, classes
  tongxin import-places --towns towns.csv --villages villages.csv \\
      --city 320281 --name 江阴市 --name-en Jiangyin

towns:    code9,name,lat,lon[,name_en,located]
villages: code12,township_code9,name,kind
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--towns", type=Path, help="CSV of towns and streets")
    add("--villages", type=Path, help="CSV of villages and communities")
    add("--city", help="the city's code, GB/T 2260")
    add("--name", help="the city's name")
    add("--name-en", default="", help="… in English")


def run(options: argparse.Namespace) -> int:
    from . import refuse, wake

    given = [options.towns, options.villages, options.city, options.name]
    if any(given) and not all(given):
        return refuse("give all of --towns, --villages, --city and --name, or none")
    wake()
    from tongxin.errors import DomainError
    from tongxin.people.actions import robot
    from tongxin.places.actions import import_places, set_up_yixing

    try:
        if not any(given):
            counts = set_up_yixing(by=robot("installer"))
        else:
            counts = import_places(
                options.towns,
                options.villages,
                city=options.city,
                city_name=options.name,
                city_name_en=options.name_en,
                by=robot("installer"),
            )
    except (DomainError, OSError) as error:
        return refuse(str(error))
    print(", ".join(f"{level}: {count}" for level, count in counts.items()))
    return 0
