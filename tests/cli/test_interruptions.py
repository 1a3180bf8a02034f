# SPDX-License-Identifier: Apache-2.0
"""Runs that are killed, stopped or cut off, and go on.

Goal: whatever happens to a run, its record opens, holds all up to the last checkpoint, and goes on
to the digests of a run that nothing happened to, with any number of threads.
Method: SIGKILL at random moments over several scenarios; SIGKILL just before each single write of a
small run (a library loaded before the program counts them); a small disk that is full; signals.
`WORLDLINE_KILLS` says how many random kills there are (default 12), `WORLDLINE_STOPS` at how many
of the writes a run is stopped (default 40; `all`: at each).
"""
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import LIBRARY, digest_in

h5py = pytest.importorskip("h5py")
numpy = pytest.importorskip("numpy")

KILLS = int(os.environ.get("WORLDLINE_KILLS", "12"))
STOPS = os.environ.get("WORLDLINE_STOPS", "40")

#: Some hundred thousand facts of two observers, one of whom loses some; a second or so.
PULSES = """format: worldline/1
scenario: pulses
summary: Pulses over a link that loses and delays some, judged by two.
seed: 5
time: {resolution: 1 us, until: 40000 s}
space: {metric: graph}
types: {pulse: {domain: event}}
network:
  links: [{between: [alice, bob], delay: 1 ms, loss: 5 %},
          {between: [alice, carol], delay: 40 ms, jitter: 20 ms}]
judges: {on_time: {rule: schedule, time_of: arrival, tolerance: 50 ms, patience: 1 s}}
promises:
  beat: {promiser: alice, promisees: [bob, carol], give: {type: pulse}, schedule: {period: 1 s}}
agents:
  alice: {behaviour: steward, keeps: {beat: {at: 0 s}}}
  bob: {judges: {beat: on_time}}
  carol: {judges: {beat: on_time}}
expect:
  - {measure: count, by: carol, verdict: not_kept, is: 0}
"""


def content_of(path):
    with h5py.File(path) as file:
        assert file.attrs["complete"] == 1
        digest = file.attrs["content_digest"]
    return digest.decode() if isinstance(digest, bytes) else str(digest)


def files_in(folder):
    return sorted(path.name for path in Path(folder).iterdir() if path.name.startswith("run.h5"))


def is_resumable(folder):
    return any(name.startswith("run.h5.checkpoint") and not name.endswith(".new")
               for name in files_in(folder))


def clear(folder):
    for name in files_in(folder):
        (folder / name).unlink()


@pytest.fixture
def pulses(tmp_path):
    path = tmp_path / "pulses.yaml"
    path.write_text(PULSES, encoding="utf-8")
    return path


def scenarios(pulses):
    return [pulses, LIBRARY / "lossy-link.yaml", LIBRARY / "two_observers.yaml"]


@pytest.mark.parametrize("which", range(3), ids=["pulses", "lossy-link", "two_observers"])
def test_a_run_that_is_killed_goes_on_to_the_same_digests(call, program, pulses, tmp_path, which):
    chance = random.Random(which)
    ask = [str(scenarios(pulses)[which]), "-o", "run.h5", "--checkpoint-every", "0.02"]
    begin = time.monotonic()
    whole = call("run", *ask)
    assert whole.code == 0, whole.err
    seconds = time.monotonic() - begin
    expected = digest_in(whole.out), content_of(tmp_path / "run.h5")
    clear(tmp_path)
    kills = finished = 0
    command = ["run", *ask]
    while kills < -(-KILLS // 3) or not finished:
        is_over = kills >= -(-KILLS // 3)
        run = subprocess.Popen([program, *command, "--threads", chance.choice("12")], cwd=tmp_path,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            out, err = run.communicate(timeout=60 if is_over else chance.uniform(0, 0.8 * seconds))
        except subprocess.TimeoutExpired:
            run.kill()
            out, err = run.communicate()
            kills += 1
        if run.returncode == 0:
            assert (digest_in(out), content_of(tmp_path / "run.h5")) == expected, command
            assert files_in(tmp_path) == ["run.h5"]
            finished += 1
            clear(tmp_path)
            command = ["run", *ask]
        elif is_resumable(tmp_path) and not (tmp_path / "run.h5").exists():
            assert run.returncode == -signal.SIGKILL, (run.returncode, err)
            about = call("info", "run.h5")
            assert about.code == 0 and "complete        no" in about.out, about.err
            command = ["resume", "run.h5", "--checkpoint-every", "0.02"]
        else:
            if (tmp_path / "run.h5").exists():  # it was killed when the record had its name
                assert content_of(tmp_path / "run.h5") == expected[1]
            clear(tmp_path)
            command = ["run", *ask]


@pytest.fixture(scope="session")
def stopper(tmp_path_factory):
    """The library that stops a program at a write."""
    compiler = shutil.which("c++") or shutil.which("g++")
    if not compiler:
        pytest.skip("NOT TESTED: stops at each write need a C++ compiler")
    library = tmp_path_factory.mktemp("stopper") / "stop_at_write.so"
    subprocess.run([compiler, "-std=c++20", "-O1", "-shared", "-fPIC", "-o", library,
                    Path(__file__).with_name("stop_at_write.cpp"), "-ldl"], check=True)
    return library


def test_a_run_that_stops_before_any_of_its_writes_goes_on(call, tmp_path, stopper):
    ask = ["run", LIBRARY / "two_observers.yaml", "-o", "run.h5", "--checkpoint-every", "0",
           "--threads", "1"]
    loaded = {**os.environ, "LD_PRELOAD": str(stopper)}
    whole = call(*ask, env={**loaded, "COUNT_WRITES": str(tmp_path / "writes")})
    expected = digest_in(whole.out), content_of(tmp_path / "run.h5")
    n_writes = int((tmp_path / "writes").read_text())
    assert n_writes > 100  # it sees them
    clear(tmp_path)
    every = 1 if STOPS == "all" else max(1, n_writes // int(STOPS))
    goes_on = 0
    for n in range(1, n_writes + 1, every):
        stopped = call(*ask, env={**loaded, "STOP_AT_WRITE": str(n)})
        assert stopped.code == -signal.SIGKILL, (n, stopped.err)
        if is_resumable(tmp_path) and (tmp_path / "run.h5.partial").exists():
            about = call("info", "run.h5")
            assert about.code == 0, (n, about.err)
            on = call("resume", "run.h5", "--threads", str(1 + n % 2))
            assert on.code == 0, (n, on.err)
            assert digest_in(on.out) == expected[0], n
            goes_on += 1
        elif not (tmp_path / "run.h5").exists():  # nothing had been written down yet
            again = call("run", LIBRARY / "two_observers.yaml", "-o", "run.h5", "--overwrite")
            assert again.code == 0, (n, again.err)
        assert content_of(tmp_path / "run.h5") == expected[1], n
        clear(tmp_path)
    assert goes_on > 0.5 * len(range(1, n_writes + 1, every))


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = "size=8m"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", disk], capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"NOT TESTED: a full disk, since none can be mounted: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_stops_a_run_which_goes_on_when_there_is_room(call, small_disk, pulses,
                                                                  tmp_path):
    whole = call("run", pulses, "-o", tmp_path / "run.h5")
    expected = digest_in(whole.out), content_of(tmp_path / "run.h5")
    n_went_on = 0
    for filler in (2_000_000, 3_000_000, 4_000_000):
        (small_disk / "filler").write_bytes(bytes(filler))
        record = small_disk / "run.h5"
        cut = call("run", pulses, "-o", record, "--checkpoint-every", "0.02")
        assert "No space left on device" in cut.err, (filler, cut.code, cut.err)
        if cut.code == 2:  # it was full before the first checkpoint: then nothing is left
            assert [path.name for path in small_disk.iterdir()] == ["filler"]
            continue
        assert cut.code == 75 and "worldline resume" in cut.err, (filler, cut.code, cut.err)
        about = call("info", record)
        assert about.code == 0 and "complete        no" in about.out, about.err
        (small_disk / "filler").unlink()
        subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
        on = call("resume", record)
        assert on.code == 0, on.err
        assert (digest_in(on.out), content_of(record)) == expected
        n_went_on += 1
        record.unlink()
        subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    assert n_went_on > 0


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_a_checkpoint(program, call, tmp_path, pulses, asked):
    long = ["run", pulses, "-o", "run.h5", "--until", "300000 s"]
    whole = call(*long)
    expected = digest_in(whole.out), content_of(tmp_path / "run.h5")
    clear(tmp_path)
    run = subprocess.Popen([program, *long], cwd=tmp_path, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    while not is_resumable(tmp_path):
        time.sleep(0.01)
    time.sleep(0.1)
    run.send_signal(asked)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 75, (out, err)
    assert "stopped at t = " in err and "`worldline resume run.h5` goes on from there" in err
    assert len(digest_in(out)) == 32 and "holds" not in out
    on = call("resume", "run.h5")
    assert on.code == 0 and "holds  count" in on.out, on.err
    assert (digest_in(on.out), content_of(tmp_path / "run.h5")) == expected
    assert files_in(tmp_path) == ["run.h5"]


def test_a_run_goes_on_only_with_its_own_scenario_and_version(call, program, tmp_path, endless):
    run = subprocess.Popen([program, "run", endless, "-o", "run.h5", "--record", "full"],
                           cwd=tmp_path, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    time.sleep(0.5)
    other = call("run", endless, "-o", "run.h5")
    assert other.code == 2 and "another run is writing it" in other.err
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    again = call("run", endless, "-o", "run.h5")
    assert again.code == 2 and "`worldline resume run.h5`" in again.err
    changed = tmp_path / "changed.yaml"
    changed.write_text(endless.read_text().replace("delay: 1 ms", "delay: 2 ms"), encoding="utf-8")
    refused = call("resume", "run.h5", changed)
    assert refused.code == 2, refused.err
    assert "began with another scenario" in refused.err
    assert "delay: 2 ms}]' here" in refused.err and "delay: 1 ms}]' in the record" in refused.err
    for name in ("run.h5.checkpoint", "run.h5.checkpoint.previous"):
        with h5py.File(tmp_path / name, "r+") as file:
            file.attrs["program_version"] = numpy.bytes_("0.0.9")
    refused = call("resume", "run.h5")
    assert refused.code == 2 and "written by worldline 0.0.9" in refused.err, refused.err


def test_after_a_power_loss_what_the_disk_lost_is_named(call, program, tmp_path, endless):
    """The machine seems to have been started anew, and a block never came to the disk."""
    run = subprocess.Popen([program, "run", endless, "-o", "run.h5", "--record", "full"],
                           cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (tmp_path / "run.h5.partial").exists() or (
            (tmp_path / "run.h5.partial").stat().st_size < 8_000_000):
        time.sleep(0.02)
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=60)
    with h5py.File(tmp_path / "run.h5.partial") as file:
        chunk = file["transitions/history_low"].id.get_chunk_info(0)
    with open(tmp_path / "run.h5.partial", "r+b") as file:
        file.seek(chunk.byte_offset)
        file.write(bytes(chunk.size))
    refused = call("resume", "run.h5", "--verify")
    assert refused.code == 2 and "/transitions/history_low, block 0" in refused.err, refused.err
    seen = call("verify", "run.h5")
    assert seen.code == 3 and "/transitions/history_low, block 0" in seen.out, (seen.out, seen.err)


def test_there_is_nothing_to_go_on_with(call):
    none = call("resume", "none.h5")
    assert none.code == 2 and "there is no none.h5" in none.err
    assert call("run", LIBRARY / "two_observers.yaml", "-o", "run.h5").code == 0
    over = call("resume", "run.h5")
    assert over.code == 2 and "is complete" in over.err
