"""All the comparisons again, with every index of every kernel checked."""

import os
import subprocess
import sys

CHECKED = {**os.environ, "NUMBA_BOUNDSCHECK": "1"}
OUTSIDE = """
import numpy, muster.compiled
@muster.compiled.kernel
def beyond(column):
    return column[column.size]
try:
    beyond(numpy.zeros(3))
except IndexError:
    print("checked")
"""


def test_bounds_checking_is_really_on(tmp_path):
    script = tmp_path / "outside.py"
    script.write_text(OUTSIDE)
    said = subprocess.check_output([sys.executable, str(script)], env=CHECKED, text=True)
    assert said.strip() == "checked"


def test_no_kernel_reads_or_writes_outside_its_arrays():
    suite = [f"tests/muster/test_{name}.py" for name in ("equals_or_tools", "invariants", "repair")]
    without_django = ["-p", "no:django", "--noconftest", "-W", "ignore:Unknown config option"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *without_django, *suite],
        env=CHECKED,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
