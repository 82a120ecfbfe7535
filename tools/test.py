"""Run the suite on SQLite, then on PostgreSQL; say clearly what ran and what did not.

    make test                       all of it
    make test ARGS="tests/needs -x" some of it, on both
    TONGXIN_TEST_ON=sqlite make test   on one of them

With CI=true a database or browser that is missing is a failure, elsewhere it is said and skipped.
"""

import os
import subprocess
import sys
import time

from postgres import postgres

CI = os.environ.get("CI") == "true"
ONLY = os.environ.get("TONGXIN_TEST_ON", "")
WITHOUT = () if sys.argv[1:] else ("--ignore=tests/muster",)  # it has no database: once is enough
JOBS = os.environ.get("TONGXIN_TEST_JOBS", str(min(4, os.cpu_count() or 1)))


def main() -> int:
    ends = []
    if ONLY in {"", "sqlite"}:
        ends.append(suite("SQLite", {}))
    if ONLY in {"", "postgres"}:
        with postgres() as (address, what):
            if address:
                ends.append(suite(f"PostgreSQL ({what})", {"DATABASE_URL": address}, *WITHOUT))
            else:
                ends.append((f"PostgreSQL: NOT RUN: {what}", CI))
    print("\n" + "\n".join(line for line, _ in ends))
    return int(any(failed for _, failed in ends))


def suite(name: str, environment: dict[str, str], *options: str) -> tuple[str, bool]:
    """Run pytest; return the line that says how it went, and whether it failed."""
    print(f"\n=== the suite on {name} ===", flush=True)
    clean = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    words = sys.argv[1:]
    spread = [] if {"-x", "--pdb", "-s"} & set(words) else ["-n", JOBS, "--dist", "loadfile"]
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-rsR", *spread, *options, *words]
    code = subprocess.call(command, env={**clean, **environment, "TONGXIN_TESTING": "1"})
    verdict = "FAILED" if code else "passed"
    return f"{name}: {verdict} in {time.monotonic() - began:.0f} s", bool(code)


if __name__ == "__main__":
    sys.exit(main())
