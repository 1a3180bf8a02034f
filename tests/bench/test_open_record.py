# SPDX-License-Identifier: Apache-2.0
"""Are large records asked what they can be asked, and is the rest skipped aloud?

Goal: each question is one process with its own time and memory. Method: small records.
"""
import json
import subprocess
import sys
from pathlib import Path

import pytest
from programs import programs  # noqa: F401

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
import open_record  # noqa: E402

pytest.importorskip("worldline")
pytest.importorskip("pandas")


def made(programs, folder, benchmark):
    path = str(folder / "made.h5")
    subprocess.run([programs[0], benchmark, "--agents", "100", "--record", "full",
                    "--output", path], check=True, stdout=subprocess.DEVNULL)
    return path


def lines_of(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_question_is_asked_twice_or_skipped_with_a_reason(programs, tmp_path, capsys):
    open_record.main([made(programs, tmp_path, "promise-ring"), "--rows", "10"])
    lines = lines_of(capsys)
    assert list(dict.fromkeys(line["question"] for line in lines)) == list(open_record.QUESTIONS)
    for question in open_record.QUESTIONS:
        own = [line for line in lines if line["question"] == question]
        if "skipped" in own[0]:
            assert len(own) == 1 and own[0]["skipped"]
            continue
        assert [line["cache"] for line in own] == ["cold", "warm"]
        assert all(line["seconds"] > 0 for line in own)
        assert all(line["peak_bytes"] >= line["before_bytes"] > 0 for line in own)
    assert {"open", "worldline", "promises_column"} <= {
        line["question"] for line in lines if "seconds" in line}


def test_a_record_without_promises_is_not_asked_for_them(programs, tmp_path, capsys):
    open_record.main([made(programs, tmp_path, "phold"), "--ask", "promises_column"])
    assert lines_of(capsys) == [{"question": "promises_column",
                                 "skipped": "the record has no promises"}]


def test_a_question_that_takes_too_long_is_given_up(programs, tmp_path, capsys):
    open_record.main([made(programs, tmp_path, "phold"), "--limit", "0.001"])
    assert {"question": "open", "cache": "cold", "stopped_after": 0.001} in lines_of(capsys)


def test_a_question_that_fails_ends_the_measurement(tmp_path):
    path = tmp_path / "no.h5"
    path.write_text("no record")
    with pytest.raises(SystemExit, match="open left with 1"):
        open_record.main([str(path)])


@pytest.mark.parametrize("more", [["--rows", "0"], ["--limit", "0"], ["--ask", "why"]])
def test_what_makes_no_sense_is_refused(tmp_path, more):
    path = tmp_path / "no.h5"
    path.write_text("")
    with pytest.raises(SystemExit):
        open_record.main([str(path), *more])
    with pytest.raises(SystemExit):
        open_record.main([str(tmp_path / "nowhere.h5")])
