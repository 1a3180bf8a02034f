# SPDX-License-Identifier: Apache-2.0
"""Is the cost of a record compared with its neighbours, and does the peer write the same columns?

Goal: a ratio is one of two figures of the same round, and nothing is compared that is not alike.
Method: rounds made by hand; the programs themselves, where they have been built.
"""
import copy
import sys
from pathlib import Path

import pytest
from programs import programs  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
import record  # noqa: E402


def line(level, seconds, **more):
    return {"name": "x", "parameters": {"agents": 3}, "events": 1_000_000, "digest": "d",
            "record": {"level": level, "seconds": seconds, "ratio": seconds / 2.0,
                       "rows": 10, "raw_bytes": 200, "file_bytes": 100, "bytes_per_row": 20.0,
                       "bytes_per_event": 94.0, **more}}


def a_round(full=4.0, ours=3.0, bare=2.0):
    levels = {1: [line(level, 2.0) for level in record.LEVELS[:3]] + [line("full", full)]}
    return (levels, line("full", 1.0, writer_ns_per_byte=ours),
            {"writer_ns_per_byte": bare, "file_bytes": 101})


def test_the_writer_is_held_against_its_peer_of_the_same_round():
    # The machine is half as fast in the second round; the ratio is the same.
    lines = record.report([a_round(), a_round(ours=6.0, bare=4.0)], [1], "same")
    assert lines[-2].startswith("  ratio      min 1.500  median 1.500  max 1.500")
    assert lines[-3] == "  bare HDF5  min 2.000 ns  median 3.000 ns  max 4.000 ns  (same)"
    assert lines[-1] == "  stored     100 and 101 bytes"


def test_a_level_shows_its_ratios_rate_and_bytes():
    lines = record.report([a_round(full=4.0), a_round(full=8.0)], [1], "same")
    full = next(text for text in lines if text.startswith("  full"))
    assert full.split() == ["full", "min", "2.000", "median", "3.000", "max", "4.000",
                            "0.188", "94.00", "20.00", "10.00"]


def test_files_that_were_written_otherwise_are_told():
    other = a_round()
    other[2]["file_bytes"] = 106
    assert "not the same way" in record.report([other], [1], "plain")[-1]


def test_runs_that_differ_are_not_compared():
    other = copy.deepcopy(a_round())
    other[0][1][2]["digest"] = "e"
    with pytest.raises(SystemExit, match="the runs differ: digests d, e"):
        record.report([a_round(), other], [1], "same")


@pytest.mark.parametrize("arguments", [[], ["--agents", "3"], ["phold", "--times", "0"],
                                       ["phold", "--threads", "0"],
                                       ["phold", "--bare", "/nowhere/bare_hdf5"]])
def test_what_cannot_be_measured_is_refused(arguments):
    with pytest.raises(SystemExit):
        record.parse(arguments)


@pytest.mark.parametrize("way", ["same", "packed", "plain"])
def test_the_peer_writes_the_same_columns(programs, tmp_path, way):
    h5py = pytest.importorskip("h5py")
    bench, bare = programs
    one, other = str(tmp_path / "one.h5"), str(tmp_path / "other.h5")
    # 70,000 promises: whole chunks and parts of one.
    record.lines_of([bench, "promise-ring", "--agents", "7000", "--record", "full",
                     "--output", one])
    found = record.lines_of([bare, one, other, way])[0]
    n_bytes = 0
    with h5py.File(one) as ours, h5py.File(other) as its:
        facts = [name for name in ours if ours[name].attrs.get("kind") == b"fact"
                 or ours[name].attrs.get("kind") == "fact"]
        with_rows = {name for name in facts if len(next(iter(ours[name].values())))}
        assert set(its) == with_rows
        for name in with_rows:
            for column in ours[name]:
                values = ours[name][column][:]
                assert values.tobytes() == its[name][column][:].tobytes()
                n_bytes += values.nbytes
    assert found["raw_bytes"] == n_bytes
    assert found["file_bytes"] == Path(other).stat().st_size


def test_all_is_measured_in_turn(programs, tmp_path, capsys):
    bench, bare = programs
    record.main(["promise-ring", "--agents", "100", "--times", "2", "--threads", "1,2",
                 "--bench", bench, "--bare", bare, "--folder", str(tmp_path)])
    text = capsys.readouterr().out
    assert text.count("  full  ") == 2 and "  ratio  " in text
    assert not list(tmp_path.iterdir())
