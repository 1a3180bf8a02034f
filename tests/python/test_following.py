# SPDX-License-Identifier: Apache-2.0
"""Can a run be watched from another process while it is recorded?

Goal: progress follows the checkpoints, and the last one says how the run ended.
Method: files as a run leaves them, changed between two steps of the iterator; a real run.
"""
import fcntl
import itertools
import os
import shutil
import subprocess
import warnings

import numpy as np
import pytest
import synthetic
import worldline.following
from test_run import ENDLESS
from unfinished import unfinish, write_checkpoint
from worldline.errors import RecordError
from worldline.following import follow, is_being_written
from worldline.record import Record


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(worldline.following, "_CLOSING", 0.05)


class Run:
    """A run that writes a record, as far as others can see."""

    def __init__(self, path, by_hand):
        self.path, self._by_hand = path, by_hand
        unfinish(by_hand, path, time=np.int64(0), seconds=0.0, events=np.uint64(0))
        self._file = open(f"{path}.partial", "rb")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def saves(self, time, seconds, events):
        os.replace(f"{self.path}.checkpoint", f"{self.path}.checkpoint.previous")
        write_checkpoint(self._by_hand, f"{self.path}.checkpoint", time=np.int64(time),
                         seconds=float(seconds), events=np.uint64(events))

    def dies(self):
        self._file.close()

    def leaves_nothing(self):
        self.dies()
        for file in ("partial", "checkpoint", "checkpoint.previous"):
            if os.path.exists(f"{self.path}.{file}"):
                os.remove(f"{self.path}.{file}")

    def finishes(self, **attributes):
        synthetic.two_observers(self.path, events=np.uint64(12), **attributes)
        self.leaves_nothing()


@pytest.fixture
def run(by_hand, tmp_path):
    run = Run(tmp_path / "run.h5", by_hand)
    yield run
    run.dies()


def test_progress_follows_the_checkpoints(run):
    steps = follow(run.path, every=0.01)
    first = next(steps)
    assert (first.state, first.time, first.fraction, first.events) == ("running", 0.0, 0.0, 0)
    assert np.isnan(first.rate) and first.agent_names == ["alice", "bob", "carol", "dave"]
    run.saves(500_000, seconds=2, events=4)
    second = next(steps)
    assert (second.time, second.until, second.fraction) == (0.5, 2.0, 0.25)
    assert (second.rate, second.seconds) == (2.0, 2.0)
    run.saves(1_000_000, seconds=4, events=12)
    third = next(steps)
    assert third.rate == 4.0 and third.fraction == 0.5
    assert third.totals == {"undecided": 0, "kept": 1, "not_kept": 0, "broken": 1, "invalidated": 0}
    assert third.trust.tolist() == list(range(10))
    assert str(third) == ("two_observers: running, t = 1 s of 2 s (50.0 %), 12 events, "
                          "4e-06 M events/s")


def test_verdicts_are_told_by_agent(run):
    pytest.importorskip("pandas")
    counts = next(follow(run.path, every=0.01)).verdict_counts()
    assert counts.index.tolist() == ["alice", "bob", "carol"]
    assert counts.loc["bob", "kept"] == counts.loc["carol", "broken"] == 1
    assert counts.to_numpy().sum() == 2


def test_a_finished_run_says_what_its_record_holds(run):
    steps = follow(run.path, every=0.01)
    next(steps)
    run.finishes()
    (last,) = steps
    assert (last.state, last.fraction, last.events, last.time) == ("finished", 1.0, 12, 2.0)
    assert last.totals["kept"] == last.totals["broken"] == 2
    assert last.trust.tolist() == [0, 0, 0, 2, 0, 0, 2, 0, 0, 0]
    assert [step.state for step in follow(run.path)] == ["finished"]


def test_a_stopped_run_is_told_from_a_finished_one(run):
    steps = follow(run.path, every=0.01)
    next(steps)
    run.finishes(complete=np.uint8(0), ended=np.int64(500_000))
    (last,) = steps
    assert (last.state, last.fraction) == ("stopped", 0.25)


def test_an_interrupted_run_ends_with_what_it_saved(run):
    run.saves(500_000, seconds=2, events=4)
    steps = follow(run.path, every=0.01)
    assert next(steps).state == "running" and is_being_written(run.path)
    run.dies()
    assert not is_being_written(run.path)
    (last,) = steps
    assert (last.state, last.time, last.events) == ("interrupted", 0.5, 4)


def test_a_run_that_leaves_nothing_is_gone(run):
    steps = follow(run.path, every=0.01)
    next(steps)
    run.leaves_nothing()
    assert [step.state for step in steps] == ["gone"]


def test_only_the_last_checkpoint_that_can_be_read_counts(run):
    steps = follow(run.path, every=0.01)
    next(steps)
    run.saves(500_000, seconds=2, events=4)
    run.saves(600_000, seconds=3, events=5)
    assert next(steps).events == 5  # the last counts, not each
    os.remove(f"{run.path}.checkpoint")  # as between two renames
    assert next(steps).events == 4


def test_an_earlier_record_does_not_hide_the_run(run, by_hand):
    shutil.copy(by_hand, run.path)
    assert next(follow(run.path, every=0.01)).state == "running"


def test_what_cannot_be_followed_is_named(run, tmp_path):
    with pytest.raises(FileNotFoundError, match="neither a record nor a run"):
        next(follow(tmp_path / "none.h5", every=0.01, patience=0.05))
    with pytest.raises(ValueError, match="some time apart"):
        next(follow(run.path, every=0))
    with open(f"{run.path}.checkpoint", "wb") as file:
        file.write(b"no")
    with pytest.raises(RecordError, match="no checkpoint that can be read"):
        next(follow(run.path, every=0.01))


def test_a_real_run_is_followed_from_checkpoint_to_checkpoint(program, tmp_path):
    (tmp_path / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    process = subprocess.Popen([program, "run", tmp_path / "endless.yaml", "--record", "full",
                                "--checkpoint-every", "0.02", "-o", tmp_path / "run.h5"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        steps = list(itertools.islice(follow(tmp_path / "run.h5", every=0.02), 3))
        assert [step.state for step in steps] == ["running"] * 3
        times, events = [step.time for step in steps], [step.events for step in steps]
        assert times == sorted(set(times)) and events == sorted(set(events))
        assert steps[-1].rate > 1000 and 0 < steps[-1].fraction < 1
        assert steps[-1].agent_names == ["alice", "bob"]
        assert steps[-1].verdicts[1].sum() == steps[-1].totals["kept"] > 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            record = Record(tmp_path / "run.h5")
        with record:  # a pulse every 10 ms, and one may be on its way
            n_pulses = int(np.ceil(record.ended * 100))
            assert abs(len(record.assessments) - n_pulses) <= 2 and record.ended >= times[-1]
            rows = record.assessments.rows({"time": slice(record.ticks(0.5), record.ticks(1.0))})
            assert len(rows) == 50
    finally:
        process.kill()
        process.wait(timeout=30)


def test_a_real_run_is_followed_until_it_is_killed(program, tmp_path):
    (tmp_path / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    process = subprocess.Popen([program, "run", tmp_path / "endless.yaml", "-o",
                                tmp_path / "run.h5"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        states = []
        for step in itertools.islice(follow(tmp_path / "run.h5", every=0.05), 100):
            states.append(step.state)
            assert step.scenario == "endless" and step.until == pytest.approx(8_640_000)
            process.kill()
            process.wait(timeout=30)
        assert states[0] == "running" and states[-1] == "interrupted"
    finally:
        process.kill()
        process.wait(timeout=30)
