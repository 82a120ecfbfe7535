"""`python -m muster`: anyone can try the engine without the platform."""

import subprocess
import sys

import numpy as np
import pytest

from muster import solving
from muster.__main__ import main


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A small problem and its plan, made by the commands themselves."""
    folder = tmp_path_factory.mktemp("muster")
    problem, plan = str(folder / "problem.npz"), str(folder / "plan.npz")
    words = ["--volunteers", "300", "--demands", "100", "--seed", "7", "--tightness", "1.2"]
    assert main(["generate", *words, problem]) == 0
    assert main(["solve", problem, "--out", plan]) == 0
    return problem, plan


def test_a_plan_is_generated_solved_and_verified(files, capsys):
    assert main(["verify", *files]) == 0
    said = capsys.readouterr().out
    assert said.startswith("sound:")
    assert "gap 0.000000%, certified" in said


def test_the_files_hold_exactly_the_arrays_of_the_format(files):
    with np.load(files[0]) as problem, np.load(files[1]) as plan:
        assert len(problem.files) == 19
        assert sorted(plan.files) == ["bound", "demand", "objective", "price", "volunteer"]
        assert {plan[name].dtype for name in plan.files} == {np.dtype(np.int64)}
        assert plan["objective"].shape == plan["bound"].shape == ()
        assert plan["price"].shape == problem["seats"].shape


def test_a_plan_somebody_improved_by_hand_is_not_sound(files, tmp_path, capsys):
    with np.load(files[1]) as plan:
        arrays = dict(plan)
    arrays["objective"] = arrays["objective"] - 1
    forged = str(tmp_path / "forged.npz")
    np.savez(forged, **arrays)
    assert main(["verify", files[0], forged]) == 1
    assert "fault: objective" in capsys.readouterr().out


def test_a_plan_without_proof_is_said_to_have_none(files, tmp_path, capsys):
    with np.load(files[1]) as plan:
        arrays = dict(plan) | {"price": plan["price"] * 0, "bound": np.int64(0)}
    unproven = str(tmp_path / "unproven.npz")
    np.savez(unproven, **arrays)
    assert main(["verify", files[0], unproven]) == 0
    assert "NOT CERTIFIED" in capsys.readouterr().out


def test_a_deadline_gives_a_sound_plan_with_an_honest_gap(files, tmp_path, capsys):
    plan = str(tmp_path / "plan.npz")
    assert main(["solve", files[0], "--out", plan, "--deadline", "0"]) == 0
    assert "CERTIFIED" in capsys.readouterr().out.upper()
    assert main(["verify", files[0], plan]) == 0


def test_a_bad_file_is_refused_with_its_array_and_row(files, tmp_path, capsys):
    with np.load(files[0]) as problem:
        arrays = dict(problem)
    arrays["seats"][3] = -1
    bad = str(tmp_path / "bad.npz")
    np.savez(bad, **arrays)
    assert main(["solve", bad, "--out", str(tmp_path / "plan.npz")]) == 2
    assert "seats[3]: -1" in capsys.readouterr().err
    assert main(["verify", files[0], files[0]]) == 2
    assert main(["verify", files[0], str(tmp_path / "nowhere.npz")]) == 2
    for word in ("--volunteers", "--demands", "--tightness"):
        with pytest.raises(SystemExit, match="2"):
            main(["generate", word, "0", str(tmp_path / "none.npz")])


def test_the_bench_says_its_table(capsys):
    words = ["--volunteers", "300", "--demands", "100", "--tightness", "1.0", "--repairs", "5"]
    assert main(["bench", *words]) == 0
    said = capsys.readouterr().out
    assert "| county | 1 | 1.0 |" in said
    assert "0.0000%" in said
    assert said.count("| yes |") == 7


def test_it_runs_as_a_module_without_the_platform(files):
    script = (
        "import sys, runpy\n"
        f"sys.argv = ['muster', 'verify', {files[0]!r}, {files[1]!r}]\n"
        "try:\n    runpy.run_module('muster', run_name='__main__')\n"
        "except SystemExit as end:\n    assert end.code == 0\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "assert not {'django', 'tongxin', 'ortools'} & loaded\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def test_who_waits_for_the_compiler_is_told_so(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("muster.compiled.FOLDER", tmp_path)
    solving.say_if_compiling()
    assert "compiling the engine" in caplog.text
    caplog.clear()
    (tmp_path / "kernel.nbc").touch()
    solving.say_if_compiling()
    assert caplog.text == ""
