# SPDX-License-Identifier: Apache-2.0
"""Does the program do what it is told, and say what it did?

Goal: every command, what a finished run prints, and other programs found by their names.
Method: the program is run in empty folders; what it prints is read by line.
"""
import os
import re
import stat

from conftest import LIBRARY, digest_in

TWO_OBSERVERS = LIBRARY / "two_observers.yaml"


def test_a_run_prints_its_figures_and_leaves_a_record(call):
    done = call("run", TWO_OBSERVERS)
    assert (done.code, done.files) == (0, ["two_observers.h5"])
    assert done.err.startswith("record: about ") and done.err.count("\n") == 1
    figures = dict(re.findall(r"^([a-z/]+) {2,}(.+)$", done.out, re.M))
    assert figures["scenario"].startswith("two_observers: One promise")
    assert figures["agents"] == "4" and figures["record"] == "two_observers.h5"
    assert int(figures["events"]) > 0 and float(figures["seconds"]) < 10
    assert re.fullmatch(r"[\d.]+ kB \([\d,]+ bytes\)", figures["size"])
    assert re.fullmatch(r"[0-9a-f]{32}", digest_in(done.out))
    holds = [line for line in done.out.splitlines() if line.startswith("holds  ")]
    assert len(holds) == 4 and "FAILS" not in done.out
    assert any("broken" in line and "carol" in line for line in holds)


def test_a_library_scenario_is_known_by_name(call):
    done = call("run", "two_observers", "-o", "x.h5", "--no-compress")
    assert done.code == 0 and done.files == ["x.h5"]


def test_no_record_is_written_where_none_is_wanted(call):
    done = call("run", TWO_OBSERVERS, "--record", "off")
    assert done.code == 0 and done.files == [] and "none, as asked" in done.out
    for level in ("summary", "promises", "full"):
        assert call("run", TWO_OBSERVERS, "--record", level).code == 0


def test_the_digest_is_the_same_for_every_record_level(call):
    runs = [call("run", TWO_OBSERVERS, "--record", level)
            for level in ("off", "summary", "promises", "full")]
    assert len({digest_in(run.out) for run in runs}) == 1


def test_what_is_not_as_expected_is_told_with_an_exit_code(call, tmp_path):
    text = TWO_OBSERVERS.read_text(encoding="utf-8")
    wrong = text.replace("by: bob, is: kept", "by: bob, is: broken")
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    done = call("run", "wrong.yaml")
    assert done.code == 3
    failing = [line for line in done.out.splitlines() if line.startswith("FAILS  ")]
    assert len(failing) == 1 and "bob" in failing[0] and "kept" in failing[0]
    assert call("check", "--run", "wrong.yaml").code == 3
    assert call("check", "wrong.yaml").code == 0


def test_check_says_ok_and_writes_nothing(call):
    done = call("check", TWO_OBSERVERS)
    assert done.code == 0 and done.out.startswith("ok\n") and done.files == []
    assert re.search(r"^agents +4$", done.out, re.M)
    done = call("check", "--run", TWO_OBSERVERS)
    assert done.code == 0 and done.files == [] and done.out.count("holds  ") == 4


def test_list_names_scenarios_and_parts(call):
    done = call("list")
    assert done.code == 0
    for word in ("two_observers", "observer", "steward", "drift", "graph", "deadline", "beta"):
        assert re.search(rf"^  {word} ", done.out, re.M), word


def test_describe_shows_parameters_and_pages(call):
    done = call("describe", "clock", "drift")
    assert done.code == 0 and "default" in done.out and done.out.startswith("clock drift: ")
    assert call("describe", "clock").out.count("clock ") >= 2
    assert "parcel" in call("describe", "language").out or call("describe", "language").code == 0
    page = call("describe", "record")
    assert page.code == 0 and "assessments" in page.out and page.out.startswith("#")


def test_describe_suggests_what_may_have_been_meant(call):
    done = call("describe", "clock", "drif")
    assert done.code == 2 and "did you mean drift?" in done.err
    done = call("describe", "clok")
    assert done.code == 2 and "did you mean clock?" in done.err


def test_info_tells_what_a_record_holds(call):
    call("run", TWO_OBSERVERS)
    done = call("info", "two_observers.h5")
    assert done.code == 0 and "two_observers" in done.out and "assessments" in done.out


def test_version_and_help(call):
    assert re.fullmatch(r"worldline \d+\.\d+\.\d+\n", call("--version").out)
    for arguments in (["--help"], ["run", "--help"], ["describe", "--help"]):
        done = call(*arguments)
        assert done.code == 0 and "Usage" in done.out and done.err == ""


def test_any_other_word_runs_the_program_of_that_name(call, tmp_path):
    other = tmp_path / "bin" / "worldline-greet"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\necho greet $#: \"$@\"\nexit 7\n", encoding="utf-8")
    other.chmod(other.stat().st_mode | stat.S_IXUSR)
    path = f"{other.parent}:{os.environ['PATH']}"
    done = call("greet", "a b", "--help", env={**os.environ, "PATH": path})
    assert (done.code, done.out) == (7, "greet 2: a b --help\n")
    done = call("gret", env={**os.environ, "PATH": path})
    assert done.code == 2 and "did you mean 'greet'?" in done.err


def test_usage_errors_have_their_code(call):
    for arguments in ([], ["run"], ["rum"], ["run", TWO_OBSERVERS, "--seed", "many"],
                      ["run", TWO_OBSERVERS, "--threads", "-1"], ["run", TWO_OBSERVERS, "--what"],
                      ["run", TWO_OBSERVERS, "--record", "everything"],
                      ["run", TWO_OBSERVERS, "--set", "nothing"]):
        done = call(*arguments)
        assert done.code == 2 and done.err and done.files == [], arguments
