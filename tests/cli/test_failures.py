# SPDX-License-Identifier: Apache-2.0
"""What happens when something is wrong with what the program is given?

Goal: each bad input is told in words a user can act on, with exit code 2, and no file is left.
Method: one case for each way to fail; a run that is long enough is stopped by signals.
"""
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from conftest import ENDLESS, LIBRARY, digest_in

TWO_OBSERVERS = LIBRARY / "two_observers.yaml"

def refused(done, *words):
    assert done.code == 2, (done.code, done.out, done.err)
    for word in words:
        assert word in done.err, (word, done.err)
    assert "digest:" not in done.out


def test_all_faults_of_a_file_are_told_at_once(call, tmp_path):
    text = TWO_OBSERVERS.read_text(encoding="utf-8")
    text = text.replace("delay: 40 ms", "delay: 40").replace("dave: {}", "dave: {behavior: x}")
    text = text.replace("promiser: alice", "promiser: alicia").replace("seed: 1", "sead: 1")
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    for command in ("run", "check"):
        done = call(command, "bad.yaml")
        refused(done, "bad.yaml:5:", "sead", "bad.yaml:11:", "alicia", "behavior", "^")
        assert done.files == ["bad.yaml"]
        assert sum(line.startswith("bad.yaml:") for line in done.err.splitlines()) >= 4


@pytest.mark.parametrize("text", ["", "a: [", "- 1\n- 2\n", "\x00\x01", "format: worldline/9\n"])
def test_what_is_no_scenario_is_refused(call, tmp_path, text):
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    done = call("run", "bad.yaml")
    refused(done, "bad.yaml")
    assert done.files == ["bad.yaml"]


def test_a_scenario_that_is_not_there_is_named(call):
    refused(call("run", "none.yaml"), "none.yaml")
    refused(call("run", "/"), "/")
    assert call("check", "none.yaml").code == 2


def test_an_override_that_fits_nothing_is_refused(call):
    refused(call("run", TWO_OBSERVERS, "--set", "colour=red"), "colour")
    refused(call("run", TWO_OBSERVERS, "--until", "2 kg"), "until", "kg")
    refused(call("run", TWO_OBSERVERS, "--until", "soon"), "soon")


def test_a_folder_that_is_not_there_is_named(call):
    done = call("run", TWO_OBSERVERS, "-o", "no/such/folder/run.h5")
    refused(done, "no/such/folder")
    assert done.files == []


def test_an_output_that_is_a_folder_is_refused(call, tmp_path):
    (tmp_path / "run.h5").mkdir()
    refused(call("run", TWO_OBSERVERS, "-o", "run.h5"), "run.h5")


def test_what_is_no_file_is_refused_and_stays(call, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        done = call("run", TWO_OBSERVERS, "-o", name)
        refused(done, name, "it is a pipe")
        assert done.files == ["link", "pipe"]
    assert (tmp_path / "pipe").is_fifo() and (tmp_path / "link").is_symlink()


def test_the_scenario_is_not_replaced_by_its_record(call, tmp_path):
    text = TWO_OBSERVERS.read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "link").symlink_to("mine.yaml")
    for name in ("mine.yaml", "./mine.yaml", tmp_path / "mine.yaml", "link"):
        done = call("run", "mine.yaml", "-o", name)
        refused(done, str(name), "it is the scenario mine.yaml")
        assert done.files == ["link", "mine.yaml"]
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == text
    assert call("run", "mine.yaml", "-o", "mine.yaml", "--record", "off").code == 0


@pytest.fixture
def open_folder():
    """A folder that everybody may enter and write to; pytest's own are closed to others."""
    folder = tempfile.mkdtemp(prefix="worldline-")
    os.chmod(folder, 0o777)
    yield Path(folder)
    shutil.rmtree(folder)


def test_a_place_that_cannot_be_written_is_named(call_bound, open_folder):
    (open_folder / "mine.yaml").write_bytes(TWO_OBSERVERS.read_bytes())
    (open_folder / "closed").mkdir(mode=0o555)
    done = call_bound("run", "mine.yaml", "-o", "closed/run.h5", folder=open_folder)
    refused(done, "closed/run.h5", "Permission denied")


def test_what_may_not_be_read_is_named(call_bound, open_folder):
    for name in ("locked.yaml", "closed/inside.yaml"):
        path = open_folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(TWO_OBSERVERS.read_bytes())
        path.chmod(0o000)
    (open_folder / "closed").chmod(0o000)
    try:
        done = call_bound("run", "locked.yaml", folder=open_folder)
        refused(done, "locked.yaml", "Permission denied")
        refused(call_bound("run", "closed/inside.yaml", folder=open_folder), "closed/inside.yaml")
        refused(call_bound("info", "locked.yaml", folder=open_folder), "Permission denied")
    finally:
        (open_folder / "closed").chmod(0o700)


def test_a_full_disk_ends_the_run_and_leaves_nothing(call, tmp_path, endless):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk],
                             capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("a full disk cannot be had here: mounting a tmpfs is not allowed")
    try:
        done = call("run", endless, "-o", disk / "run.h5", "--until", "1 d")
        refused(done, "run.h5")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_file_that_may_not_grow_ends_the_run_and_leaves_nothing(call, tmp_path, endless):
    def small_files_only():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    done = call("run", endless, "-o", "run.h5", "--until", "1 d", preexec_fn=small_files_only)
    refused(done, "run.h5")
    assert done.files == ["scenario"]


def test_a_record_that_is_none_is_refused(call, tmp_path):
    (tmp_path / "text.h5").write_text("no record", encoding="utf-8")
    refused(call("info", "text.h5"), "text.h5")
    refused(call("info", "none.h5"), "none.h5")


def test_progress_is_shown_on_a_terminal_and_only_there(program, tmp_path, endless):
    try:
        ours, theirs = os.openpty()
    except OSError as error:
        pytest.skip(f"there is no terminal to be had here: {error}")
    run = subprocess.Popen([program, "run", endless, "--record", "off"], cwd=tmp_path, text=True,
                           stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    time.sleep(1.0)
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=60)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    lines = [line for line in shown.split("\r") if "events/s" in line]
    assert 1 <= len(lines) <= 15
    for word in ("t = ", "%", "x real time", "MB", "left"):
        assert word in lines[-1], lines[-1]
    assert "events/s" in out and "\r" not in out


def test_a_limit_of_memory_ends_the_run_and_keeps_its_record(call, tmp_path, endless):
    done = call("run", endless, "-o", "run.h5", "--record", "full", "--memory-limit", "1 MB")
    assert done.code == 1 and "digest:" not in done.out, (done.out, done.err)
    for word in ("the run failed: memory: ", "over its limit of 1 MB", "for pending events",
                 "run.h5 holds everything until t = ", "complete = 0"):
        assert word in done.err, (word, done.err)
    about = call("info", "run.h5")
    assert about.code == 0 and "complete        no" in about.out and "transitions" in about.out

    limited = ENDLESS.replace("seed: 1", "seed: 1\nengine: {memory_limit: 1 MB}")
    (tmp_path / "limited.yaml").write_text(limited, encoding="utf-8")
    done = call("run", "limited.yaml", "--record", "off")
    assert done.code == 1 and "over its limit of 1 MB" in done.err
    assert "complete = 0" not in done.err
    assert call("run", "limited.yaml", "--until", "1 h", "--memory-limit", "4 GiB").code == 0


@pytest.mark.parametrize("limit", ["5", "much", "-1 GB", "2 parsec"])
def test_a_limit_of_memory_has_a_unit(call, endless, limit):
    refused(call("run", endless, "--memory-limit=" + limit), "--memory-limit", limit, "2 GB")


def test_any_number_of_threads_but_a_negative_one_will_do(call):
    digests = {digest_in(call("run", TWO_OBSERVERS, "--record", "off", "--threads", n).out)
               for n in (0, 1, 2, 64)}  # 0: as many as the machine has
    assert len(digests) == 1
    for number in ("-1", "1.5", "many", "1025"):
        assert call("run", TWO_OBSERVERS, "--threads", number).code == 2


def test_an_older_record_survives_a_run_that_fails(call, tmp_path, endless):
    assert call("run", TWO_OBSERVERS, "-o", "run.h5").code == 0
    before = (tmp_path / "run.h5").read_bytes()

    def small_files_only():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    refused(call("run", endless, "-o", "run.h5", "--until", "1 d", preexec_fn=small_files_only))
    assert (tmp_path / "run.h5").read_bytes() == before
