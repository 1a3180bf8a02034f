# SPDX-License-Identifier: Apache-2.0
"""Does a run say what it will write down, and write down only what is selected?

Goal: the size is told before the run, and held against the size that comes; what would be huge is
a summary unless it is asked for; a selection leaves the run as it is.
Method: the library; a scenario of 8.64e8 pulses, which is stopped as soon as it has spoken.
"""
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import LIBRARY, digest_in

UNITS = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}


def estimate_in(text):
    """Level and bytes of the line that announces a record."""
    found = re.findall(r"^record: about (\S+) (\S+) \((\w+)(?:, of what is selected)?\), by the "
                       r"promises, schedules and traces of the scenario$", text, re.M)
    assert len(found) == 1, text
    number, unit, level = found[0]
    return level, float(number) * UNITS[unit]


def first_words(program, folder, *arguments):
    """What a run says on standard error, if it is stopped at once."""
    with open(folder / "said", "w+", encoding="utf-8") as said, \
            subprocess.Popen([program, "run", "--overwrite", *map(str, arguments)], cwd=folder,
                             stdout=subprocess.DEVNULL, stderr=said) as run:
        while "record: about" not in (folder / "said").read_text(encoding="utf-8"):
            assert run.poll() is None, (folder / "said").read_text(encoding="utf-8")
            time.sleep(0.01)
        time.sleep(0.3)
        if run.poll() is None:
            run.send_signal(signal.SIGINT)
            run.wait(timeout=60)
            assert run.returncode == 75, (folder / "said").read_text(encoding="utf-8")
    return (folder / "said").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["two_observers", "lossy-link", "orbit-clock"])
@pytest.mark.parametrize("level", ["summary", "promises", "full"])
def test_a_record_is_about_as_large_as_was_said(call, name, level):
    done = call("run", LIBRARY / f"{name}.yaml", "-o", "run.h5", "--record", level)
    said, estimated = estimate_in(done.err)
    assert said == level
    size = (Path(call.folder) / "run.h5").stat().st_size
    assert size / 3 < estimated < 3 * size


def test_without_a_record_nothing_is_said(call):
    done = call("run", LIBRARY / "two_observers.yaml", "--record", "off")
    assert (done.code, done.err, done.files) == (0, "", [])


def test_what_would_be_huge_is_a_summary_unless_it_is_asked_for(program, endless, tmp_path):
    said = first_words(program, tmp_path, endless, "-o", "run.h5")
    assert re.search(r"^record: in full it may take [\d.]+ GB, over 16 GB, so only a summary is "
                     r"written; --record full asks for all of it$", said, re.M), said
    level, size = estimate_in(said)
    assert level == "summary" and size < 1e6
    said = first_words(program, tmp_path, endless, "-o", "run.h5", "--record", "full")
    assert "in full it may take" not in said
    level, size = estimate_in(said)
    assert level == "full" and size > 16e9


def test_a_place_without_room_is_told_before_the_run(program, endless, tmp_path):
    shared = Path("/dev/shm")
    if not shared.is_dir():
        pytest.skip("there is no /dev/shm")
    output = shared / f"worldline-{tmp_path.name}.h5"
    try:
        said = first_words(program, tmp_path, endless, "-o", output, "--record", "full")
    finally:
        for left in shared.glob(output.name + "*"):
            left.unlink()
    size = estimate_in(said)[1]
    is_told = re.search(r"^warning: .+ are free in /dev/shm, and the record may take more$", said,
                        re.M) is not None
    assert is_told == (size > shutil.disk_usage(shared).free)
    said = first_words(program, tmp_path, endless, "-o", "run.h5", "--record", "summary")
    assert "are free in" not in said


def test_a_selection_leaves_the_run_as_it_is(call, tmp_path):
    h5py = pytest.importorskip("h5py")
    text = (LIBRARY / "lossy-link.yaml").read_text(encoding="utf-8")
    whole = call("run", LIBRARY / "lossy-link.yaml", "-o", "whole.h5")
    (tmp_path / "carol.yaml").write_text(
        text + "record: {agents: [carol], from: 10 s, until: 20 s}\n", encoding="utf-8")
    part = call("run", "carol.yaml", "-o", "part.h5")
    assert part.code == 0 and ", of what is selected)" in part.err
    assert digest_in(part.out) == digest_in(whole.out)
    with h5py.File(tmp_path / "whole.h5") as all_of_it, h5py.File(tmp_path / "part.h5") as record:
        time, agent = all_of_it["transitions/time"][:], all_of_it["transitions/agent"][:]
        is_kept = (agent == 2) & (time >= 10_000_000) & (time < 20_000_000)
        assert 0 < is_kept.sum() == len(record["transitions/time"])
        assert (all_of_it["transitions/history_low"][:][is_kept]
                == record["transitions/history_low"][:]).all()
        assert len(record["promises/promiser"]) == 1  # she knows of it
