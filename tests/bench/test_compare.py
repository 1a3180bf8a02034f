# SPDX-License-Identifier: Apache-2.0
"""Does the comparison read rates as programs print them, and compare like with like?

Goal: a ratio is one of two runs of the same round. Method: commands whose rates are known
beforehand, or change from round to round; the peer in SimPy in both idioms.
"""
import json
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path[:0] = [str(BENCH), str(BENCH / "peers")]
import compare  # noqa: E402

LINE = '{"name": "x", "events_per_second": 2000000, "seconds": 1.5}'


def test_a_rate_is_that_of_the_last_json_line():
    assert compare.rate_of(f"starts\n{LINE}\n", []) == 2e6
    assert compare.rate_of(f"{LINE}\n{LINE.replace('2000000', '3')}\n", []) == 3.0


def test_without_a_json_line_the_first_pattern_that_finds_something_counts():
    patterns = [(r"never (\d+)", 1.0), (r"rate=([0-9.]+)M/s", 1e6)]
    assert compare.rate_of("rate=1.0M/s\nrate=3.5M/s\n", patterns) == 3.5e6
    assert compare.rate_of("[1, 2]\nnothing\n", patterns) is None


def test_ratios_are_those_of_one_round():
    # The machine is half as fast in the second round; the ratio is the same.
    lines = compare.report(["a", "b"], [[2e6, 1e6, 2e6], [4e6, 2e6, 4e6]])
    assert lines[1] == "   rate   min 1.000 M/s  median 2.000 M/s  max 2.000 M/s"
    assert lines[-1] == "   ratio  min 2.000  median 2.000  max 2.000  (to 1, round by round)"
    assert lines[2] == "   all    2.000 1.000 2.000"


def test_commands_take_turns(tmp_path, capsys):
    log = tmp_path / "log"
    commands = [f"echo {name} >> {log}; echo '{LINE}'" for name in "ab"]
    compare.main([*commands, "--times", "3"])
    assert log.read_text().split() == ["a", "b"] * 3
    assert "ratio  min 1.000" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["true"], ["true", "true", "--times", "0"],
                                       ["true", "true", "--scale", "2"],
                                       ["true", "true", "--rate", "no group"]])
def test_what_cannot_be_compared_is_refused(arguments):
    with pytest.raises(SystemExit):
        compare.main(arguments)


def test_a_command_that_fails_or_says_no_rate_ends_the_comparison():
    with pytest.raises(SystemExit, match="left with 3"):
        compare.main(["exit 3", "true"])
    with pytest.raises(SystemExit, match="printed no rate"):
        compare.main(["true", "true"])


def test_both_idioms_of_the_peer_are_one_run_of_phold(capsys):
    pytest.importorskip("simpy")
    import phold_simpy
    lines = []
    for idiom in phold_simpy.IDIOMS:
        phold_simpy.main(["--idiom", idiom, "--agents", "500", "--events", "2"])
        lines.append(json.loads(capsys.readouterr().out))
    # 1,000 messages; steps of mean 1 and variance 0.81 over 10 units, so that each makes
    # 10 + (0.81 - 1)/2 of them, to a deviation of 90 in all.
    assert abs(lines[0]["events"] - 9_905) < 4 * 90
    assert lines[0]["digest"] == lines[1]["digest"]
    assert list(lines[0]) == ["name", "parameters", "threads", "events", "seconds",
                              "events_per_second", "peak_bytes", "digest"]
