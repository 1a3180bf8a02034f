# SPDX-License-Identifier: Apache-2.0
"""Can a scenario be run from Python, and its record opened?

Goal: run, open, progress, errors and Ctrl-C, with the real simulator.
Method: two_observers, whose numbers are known by hand; an endless scenario that is stopped.
"""
import gc
import os
import signal
import subprocess
import sys
import time

import pytest

ENDLESS = """format: worldline/1
scenario: endless
summary: A pulse every ten milliseconds for a hundred days.
seed: 1
time: {resolution: 1 us, until: 100 d}
space: {metric: graph}
types: {pulse: {domain: event}}
network: {links: [{between: [alice, bob], delay: 1 ms}]}
judges: {on_time: {rule: schedule, time_of: arrival, tolerance: 1 s, patience: 1 s}}
promises:
  beat: {promiser: alice, promisees: [bob], give: {type: pulse}, schedule: {period: 10 ms}}
agents:
  alice: {behaviour: steward, keeps: {beat: {at: 0 s}}}
  bob: {judges: {beat: on_time}}
"""


def test_a_library_scenario_runs_and_its_record_opens(wl):
    record = wl.run("two_observers", seed=7)
    assert record.seed == 7 and record.complete and len(record.digest) == 32
    assert record.agent_names == ["alice", "bob", "carol", "dave"]
    assert all(one["holds"] for one in record.outcome["expectations"])
    assert record.outcome["digest"] == record.digest
    assert record.events == record.outcome["events"] > 0
    beside = record.verdicts(promise="parcel", by="observer").loc[("parcel", 0)]
    assert beside["bob"] == "kept" and beside["carol"] == "broken"


def test_a_text_runs_as_its_file_does(wl, tmp_path):
    path = wl.library()["two_observers"]
    by_text = wl.run(path.read_text(encoding="utf-8"), output=tmp_path / "t.h5")
    by_path = wl.run(path, output=tmp_path / "p.h5", threads=2)
    assert by_text.digest == by_path.digest
    assert by_text.source() == path.read_text(encoding="utf-8")


def test_a_record_without_a_place_goes_when_it_is_let_go(wl):
    record = wl.run("two_observers")
    folder = os.path.dirname(record.path)
    assert os.path.exists(record.path)
    del record
    gc.collect()
    assert not os.path.exists(folder)


def test_runs_do_not_depend_on_threads_or_order(wl):
    digests = {wl.run("two_observers", **way).digest for way in
               ({"threads": 1}, {"threads": 2}, {"shuffle": 3}, {"record": "promises"})}
    assert len(digests) == 1


def test_the_file_of_a_run_agrees_with_its_description(wl, tmp_path):
    record = wl.run("two_observers", output=tmp_path / "r.h5")
    import synthetic
    tables, enums = synthetic.schema()
    assert sorted(record.tables) == sorted(tables)
    for name, columns in tables.items():
        table = getattr(record, name)
        assert table.columns == tuple(columns)
        for column, (kind, unit, _) in columns.items():
            assert table[column].dtype == kind, (name, column)
    for name, labels in enums.items():
        assert list(record.labels(name)) == labels
    assert record.hypergraph().n_edges == len(record.transitions) > 0


def test_all_faults_of_a_scenario_are_raised_together(wl):
    text = wl.library()["two_observers"].read_text(encoding="utf-8")
    text = text.replace("seed: 1", "sead: 1").replace("delay: 40 ms", "delay: 40")
    with pytest.raises(wl.ScenarioError) as raised:
        wl.run(text)
    assert isinstance(raised.value, ValueError)
    faults = raised.value.diagnostics
    assert len(faults) >= 2 and {fault["line"] for fault in faults} >= {5, 11}
    assert "sead" in str(raised.value) and "^" in str(raised.value)


def test_a_place_that_cannot_be_written_is_an_os_error(wl, tmp_path):
    with pytest.raises(wl.OutputError, match="no folder"):
        wl.run("two_observers", output=tmp_path / "no" / "run.h5")
    assert issubclass(wl.OutputError, OSError)


def test_the_scenario_is_not_replaced_by_its_record(wl, tmp_path):
    text = wl.library()["two_observers"].read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(wl.OutputError, match="it is the scenario"):
        wl.run(tmp_path / "mine.yaml", output=tmp_path / "mine.yaml")
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == text


def test_a_pipe_is_no_place_for_a_record(wl, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(wl.OutputError, match="it is a pipe"):
        wl.run("two_observers", output=tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()


def test_describe_and_library_know_what_there_is(wl):
    assert "two_observers" in wl.library()
    assert {"behaviour", "clock", "motion", "metric", "judge", "trust"} <= set(wl.describe())
    drift = wl.describe("clock", "drift")
    assert drift["summary"] and drift["parameters"][0]["meaning"]
    with pytest.raises(KeyError, match="there are"):
        wl.describe("clock", "cuckoo")


def test_progress_is_told_at_most_twenty_times_a_second(wl, tmp_path):
    calls, start = [], time.monotonic()
    wl.run(ENDLESS, until="20000 s", record="summary",
           progress=lambda *how_far: calls.append(how_far))
    seconds = time.monotonic() - start
    assert 1 <= len(calls) <= 20 * seconds + 1
    times = [now for now, _, _ in calls]
    assert times == sorted(times) and all(until == pytest.approx(20_000) for _, until, _ in calls)


@pytest.mark.parametrize("level", ["off", "everything"])
def test_a_level_that_leaves_no_record_is_refused(wl, level):
    with pytest.raises(ValueError, match="off"):
        wl.run("two_observers", record=level)


def test_a_callback_stops_a_run_by_raising(wl, tmp_path):
    def enough(now, until, events):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        wl.run(ENDLESS, output=tmp_path / "run.h5", progress=enough)
    with pytest.warns(UserWarning, match="unfinished"), wl.open(tmp_path / "run.h5") as record:
        assert not record.complete and record.checkpoint.events == record.events > 0


def test_ctrl_c_stops_a_run_and_leaves_a_record_that_can_be_read(wl, tmp_path):
    (tmp_path / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    code = ("import worldline as wl\nprint('start', flush=True)\n"
            "try:\n    wl.run('endless.yaml', output='run.h5')\n"
            "except KeyboardInterrupt:\n    raise SystemExit(130)\n")
    run = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert run.stdout.readline() == "start\n"
    time.sleep(1.5)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130, (out, err)
    with pytest.warns(UserWarning, match="unfinished"), wl.open(tmp_path / "run.h5") as record:
        assert not record.complete and 0 < record.ended < record.until
        assert len(record.transitions) > 1_000
        assert (record.verdict_counts("observer").loc["bob", "kept"]) > 100


def test_a_run_that_fails_raises_and_leaves_its_record(wl, tmp_path):
    limited = ENDLESS.replace("seed: 1", "seed: 1\nengine: {memory_limit: 1 MB}")
    with pytest.raises(wl.RunError, match="over its limit of 1 MB"):
        wl.run(limited, output=tmp_path / "run.h5")
    with pytest.warns(UserWarning, match="stopped at"), wl.open(tmp_path / "run.h5") as record:
        assert not record.complete and 0 < record.ended < record.until
        assert record.profile.events[:].sum() == record.events > 0
        assert record.profile.end[-1] == round(record.ended / record.resolution)
