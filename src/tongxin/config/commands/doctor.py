"""Say what is wrong with this installation, and how to mend it.

examples:
  tongxin doctor           exit code 1 when something is wrong
  tongxin doctor --json    for a monitor
"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print a JSON list of findings")


def run(options: argparse.Namespace) -> int:
    from . import wake

    wake()
    from ..health import findings

    found = list(findings())
    if options.json:
        import json
        from dataclasses import asdict

        print(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    else:
        for finding in found:
            print(f"{'✗' if finding.level == 'bad' else '·'} {finding.what}\n  → {finding.mend}")
        if not found:
            print("all is well")
    return 1 if any(finding.level == "bad" for finding in found) else 0
