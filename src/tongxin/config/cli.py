"""The `tongxin` command: one module of `commands/` per subcommand, loaded only when asked for.

Each module has a docstring (first line: what it does; the rest: examples), `add_arguments(parser)`
and `run(options) -> int`, the exit code. Nothing imports Django before `run`.
"""

import argparse
import importlib
import os
import sys
from types import ModuleType

from tongxin import __doc__ as ABOUT
from tongxin.errors import disk_trouble

GROUPS: dict[str, list[str]] = {
    "Run": ["up", "serve", "worker", "scheduler"],
    "Set up": ["demo", "migrate", "import-places", "publish-texts", "create-person", "grant"],
    "Work": ["import-needs", "triage"],
    "Care": ["doctor", "journal", "records", "backup", "restore"],
    "Look inside": ["manage", "shell"],
}
HINT = "`tongxin <command> --help` tells more, with examples. State lives in $TONGXIN_HOME."


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if words[0] in {"-V", "--version"}:
        from importlib.metadata import version

        print(f"tongxin {version('tongxin')}")
        return 0
    if words[0] not in {name for names in GROUPS.values() for name in names}:
        print(f"tongxin: there is no command {words[0]!r}\n\n{overview()}", file=sys.stderr)
        return 2
    try:
        return _run(words[0], words[1:])
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 141
    except Exception as error:  # named when it is the disk, else raised as it was
        if (said := trouble_with_the_disk(error)) is None:
            raise
        print(f"tongxin: {said}; nothing that was saved is lost.", file=sys.stderr)
        return 1


def trouble_with_the_disk(error: BaseException | None) -> str | None:
    """Say what is wrong with the place where state lives; None: it is something else."""
    home = os.environ.get("TONGXIN_HOME", "var")
    said = {
        "full": f"the disk of {home} is full: make room, or set TONGXIN_HOME elsewhere",
        "read-only": f"{home} cannot be written to: look at its owner, or set another TONGXIN_HOME",
    }
    return said.get(disk_trouble(error) or "")


def overview() -> str:
    """Return the list of commands, by what one wants to do."""
    lines = [(ABOUT or "").strip().splitlines()[0], "", "usage: tongxin <command> [options]"]
    for group, names in GROUPS.items():
        lines += ["", f"{group}:"]
        lines += [f"  {name:<15}{_summary(_module(name))}" for name in names]
    return "\n".join([*lines, "", HINT])


def _run(name: str, words: list[str]) -> int:
    module = _module(name)
    summary, _, rest = (module.__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        prog=f"tongxin {name}",
        description=summary,
        epilog=rest.strip("\n") or None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    if getattr(module, "PASSES_ON", False):  # the rest is another program's command line
        options = parser.parse_args([])
        options.words = words
        return int(module.run(options))
    return int(module.run(parser.parse_args(words)))


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"tongxin.config.commands.{name.replace('-', '_')}")


def _summary(module: ModuleType) -> str:
    return (module.__doc__ or "").partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
