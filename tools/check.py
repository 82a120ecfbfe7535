"""Everything a machine can say about the code without running it. `make check`."""

import os
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = str(BIN / "python")
CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "types": [str(BIN / "mypy")],
    "storeys": [str(BIN / "lint-imports")],
    "templates": [str(BIN / "djlint"), "src", "--lint", "--quiet"],
    "migrations made": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "migrations safe": [PYTHON, "tools/migrations.py"],
    "texts translated": [PYTHON, "tools/messages.py", "check"],
    "documentation": [str(BIN / "zensical"), "build", "--clean", "--strict"],
}


def main() -> int:
    wanted = sys.argv[1:] or list(CHECKS)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tongxin.config.settings",
        "TONGXIN_TESTING": "1",
    }
    failed = []
    for name in wanted:
        began = time.monotonic()
        done = subprocess.run(CHECKS[name], env=environment, capture_output=True, text=True)
        print(f"{'✗' if done.returncode else '✓'} {name} ({time.monotonic() - began:.1f} s)")
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
