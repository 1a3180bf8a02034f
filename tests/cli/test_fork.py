# SPDX-License-Identifier: Apache-2.0
"""Other futures of a recorded run.

Goal: a fork shares its parent's past to the last row, stores only what the parent has not, and says
no to whatever cannot be changed or is not there.
Method: lossy-link with other losses from a moment on; forks that change nothing; forks of forks.
"""
import signal
import subprocess
import time

import pytest
from conftest import LIBRARY, digest_in

h5py = pytest.importorskip("h5py")

AT = 6_000_000_000  # microseconds


@pytest.fixture
def parent(call):
    done = call("run", LIBRARY / "lossy-link.yaml", "-o", "parent.h5")
    assert done.code == 0
    return digest_in(done.out)


def attribute(path, name):
    with h5py.File(path) as file:
        value = file.attrs[name]
    return value.decode() if isinstance(value, bytes) else value


def test_a_fork_that_changes_nothing_is_its_parent(call, parent, tmp_path):
    for threads in ("1", "2"):
        done = call("fork", "parent.h5", "--at", "6000 s", "-o", "same.h5", "--threads", threads)
        assert done.code == 0 and digest_in(done.out) == parent, done.err
        same, whole = tmp_path / "same.h5", tmp_path / "parent.h5"
        assert attribute(same, "content_digest") == attribute(whole, "content_digest")
        assert attribute(same, "parent") == "parent.h5" and attribute(same, "fork_time") == AT
        assert attribute(same, "parent_digest") == attribute(whole, "content_digest")
        same.unlink()


def test_a_fork_has_its_parents_past_and_a_future_of_its_own(call, parent, tmp_path):
    done = call("fork", "parent.h5", "--at", "6000 s", "--set", "loss=60 %", "-o", "child.h5")
    assert done.code == 0 and digest_in(done.out) != parent, done.err
    assert "the past is that of parent.h5" in done.err
    with h5py.File(tmp_path / "parent.h5") as old, h5py.File(tmp_path / "child.h5") as new:
        first = {name: int(new[name].attrs.get("first_row", 0)) for name in new if name in old
                 and "columns" in new[name].attrs}
        assert first["contents_bytes"] > 0 and first["contents_bytes"] % 65_536 == 0
        assert len(new["contents_bytes/byte"]) < len(old["contents_bytes/byte"])
        time = old["transitions/time"][:]
        before = time < AT
        assert before.sum() > 1_000
        for column in ("agent", "time", "history_low", "cause"):
            assert (new["transitions"][column][:before.sum()]
                    == old["transitions"][column][:][before]).all()
        lost = [(rows["assessments/verdict"][:][rows["assessments/time"][:] > AT] == 2).mean()
                for rows in (old, new)]
        assert lost[0] < 0.2 < 0.5 < lost[1]


def test_a_fork_can_be_forked(call, parent, tmp_path):
    assert call("fork", "parent.h5", "--at", "4000 s", "--set", "loss=50 %",
                "-o", "child.h5").code == 0
    again = call("fork", "child.h5", "--at", "8000 s", "--set", "loss=0 %", "-o", "grand.h5")
    assert again.code == 0, again.err
    about = call("info", "grand.h5")
    assert about.code == 0 and "child.h5" in about.out, about.out


def test_what_cannot_be_forked_is_said(call, parent, tmp_path):
    late = call("fork", "parent.h5", "--at", "20000 s")
    assert late.code == 2 and "lies outside the run, which went from 0 s to" in late.err
    for at in ("0 s", "-3 s", "soon"):
        assert call("fork", "parent.h5", f"--at={at}").code == 2
    unknown = call("fork", "parent.h5", "--at", "10 s", "--set", "losses=1 %")
    assert unknown.code == 2 and "there is no parameter `losses`" in unknown.err
    assert call("fork", "none.h5", "--at", "10 s").code == 2
    itself = call("fork", "parent.h5", "--at", "10 s", "-o", "parent.h5")
    assert itself.code == 2, itself.err
    text = (LIBRARY / "lossy-link.yaml").read_text(encoding="utf-8")
    fixed = text.replace("parameters: {", "parameters: {way: 40 ms, ").replace(
        "between: [alice, bob], delay: 40 ms", "between: [alice, bob], delay: way")
    assert fixed != text
    (tmp_path / "fixed.yaml").write_text(fixed, encoding="utf-8")
    assert call("run", "fixed.yaml", "-o", "fixed.h5").code == 0
    refused = call("fork", "fixed.h5", "--at", "10 s", "--set", "way=50 ms")
    assert refused.code == 2 and "may not change while a run lasts" in refused.err, refused.err


def test_a_fork_says_when_its_parent_is_gone_or_another(call, parent, tmp_path):
    assert call("fork", "parent.h5", "--at", "6000 s", "--set", "loss=60 %",
                "-o", "child.h5").code == 0
    (tmp_path / "parent.h5").rename(tmp_path / "away.h5")
    gone = call("fork", "child.h5", "--at", "100 s", "-o", "grand.h5")
    assert gone.code == 2 and "parent.h5" in gone.err, gone.err
    assert call("run", LIBRARY / "lossy-link.yaml", "--seed", "9", "-o", "parent.h5").code in (0, 3)
    other = call("fork", "child.h5", "--at", "100 s", "-o", "grand.h5")
    assert other.code == 2 and "no longer the record that it was" in other.err, other.err


def test_a_fork_that_stops_in_its_past_does_not_go_on(call, program, parent, tmp_path):
    """From there on it would have the future's values."""
    text = (LIBRARY / "lossy-link.yaml").read_text(encoding="utf-8")
    long = text.replace("until: 10002 s", "until: 400000 s")
    assert long != text
    (tmp_path / "long.yaml").write_text(long.split("expect:")[0], encoding="utf-8")
    assert call("run", "long.yaml", "-o", "long.h5").code == 0
    run = subprocess.Popen([program, "fork", "long.h5", "--at", "399000 s", "--set", "loss=50 %",
                            "-o", "child.h5"], cwd=tmp_path, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
    while not (tmp_path / "child.h5.checkpoint").exists():
        time.sleep(0.005)
    time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert not (tmp_path / "child.h5").exists()
    refused = call("resume", "child.h5")
    assert refused.code == 2 and "before it had parted" in refused.err, refused.err
    again = call("fork", "long.h5", "--at", "399000 s", "--set", "loss=50 %", "-o", "child.h5")
    assert again.code == 0, again.err


def test_the_values_of_judges_may_change(call, tmp_path):
    text = (LIBRARY / "lossy-link.yaml").read_text(encoding="utf-8")
    changed = text.replace("parameters: {", "parameters: {slack: 100 ms, ")
    changed = changed.replace("tolerance: 100 ms", "tolerance: slack", 1)
    assert changed.count("slack") == 2
    (tmp_path / "slack.yaml").write_text(changed.split("expect:")[0], encoding="utf-8")
    assert call("run", "slack.yaml", "-o", "slack.h5").code == 0
    done = call("fork", "slack.h5", "--at", "5000 s", "--set", "slack=500 ms", "-o", "mild.h5")
    assert done.code == 0, done.err
