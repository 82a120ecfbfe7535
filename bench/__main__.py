"""Measure the house. Results of note are dated in docs/performance.md.

    python -m bench                     pages against a bare view, at full scale (make bench)
    python -m bench web --seconds 2     … a quicker look
    python -m bench queries             queries of each page, in a tiny and in the full city
    python -m bench seats               2,000 people press at once for 200 places (PostgreSQL)
    python -m bench import-needs 50000  a large message board comes in, and comes in again
    python -m bench register            the register's pages at 120,000 volunteers
    python -m bench import-volunteers   a list of 120,000 comes in, killed and taken again
    python -m bench clearance 120000    who may stand in a week's shifts, and why one may not
    python -m bench muster              the engine against OR-Tools, network simplex and greedy
    python -m bench public              the engine on public problems with a known optimum
    python -m bench map                 a plan on the map, for the documentation
    python -m bench plan                a week of the whole city, from database to draft
    python -m bench doors               30,000 come on duty in ten minutes; workers, database killed
    python -m bench month               a month of duty, then every total counted again
    python -m bench triage              a file of messages, and one against 100,000 open ones

The platform's city is made once, in var/bench (`--home`), by
`tongxin demo --scale full --build-only`.
"""

import argparse
import sys

from . import doors, hands, home, month, plan, queries, seats, triage, web

ENGINE = ("muster", "public", "map")
COMMANDS = {"web": web, "register": hands, "queries": queries, "seats": seats, "triage": triage,
            "plan": plan, "doors": doors, "month": month}  # fmt: skip


def main(words: list[str]) -> int:
    if words[:1] == ["import-needs"]:
        sys.argv = ["import_needs", *words[1:]]
        from . import import_needs

        import_needs.main()
        return 0
    if words[:1] == ["import-volunteers"]:
        from . import import_volunteers

        return import_volunteers.main(words[1:])
    if words[:1] == ["clearance"]:
        from . import clearance

        return clearance.main(words[1:])
    if words[:1] and words[0] in ENGINE:
        return measure_engine(*words)
    if not words or (words[0].startswith("-") and words[0] not in {"-h", "--help"}):
        words = ["web", *words]
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    below = parser.add_subparsers(required=True)
    for name, command in COMMANDS.items():
        sub = below.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
        home.add_arguments(sub)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    options = parser.parse_args(words)
    return int(options.run(options))


def measure_engine(name: str, *words: str) -> int:
    """Run what concerns the engine alone: no city of the platform's is needed."""
    if name == "muster":
        from muster.__main__ import main as muster_main

        return muster_main(["bench", *words])
    from . import plan_map, public

    command = {"public": public, "map": plan_map}[name]
    parser = argparse.ArgumentParser(prog=f"python -m bench {name}", description=command.__doc__)
    command.add_arguments(parser)
    return int(command.run(parser.parse_args(words)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
