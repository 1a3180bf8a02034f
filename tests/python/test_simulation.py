# SPDX-License-Identifier: Apache-2.0
"""Can a run be led from Python, and looked at, without becoming another run?

Goal: any steps, looks and threads give the digest of `wl.run`; what is seen is what is known by
hand; Ctrl-C, failures and misuse leave something that can be used or told.
Method: every scenario of the library in four ways; two_observers, where a parcel that leaves at 0
reaches Bob at 40 ms and Carol at 160 ms; an endless scenario that is stopped.
"""
import gc
import os
import signal
import subprocess
import sys
import threading
import time

import h5py
import numpy as np
import pytest
from test_run import ENDLESS

SCENARIOS = ("two_observers", "orbit-clock", "lossy-link", "flights")
NEW_YEAR = 1_356_998_400  # 2013-01-01T00:00:00Z


def write_flights(path):
    """Four hundred flights of three carriers: on time, late, cancelled, without arrival."""
    lines = ["carrier,dest,made_utc,due_utc,ended_utc,status"]
    for row in range(400):
        made = NEW_YEAR + row // 40 * 86_400
        due = made + 36_000 + row % 40 * 600
        status = "cancelled" if row % 37 == 0 else "no_arrival" if row % 41 == 0 else "flown"
        ended = due + row * 7_919 % 100 * 60 - 1_200 if status == "flown" else made + 86_400
        lines.append(f"{'EV UA HA'.split()[row % 3]},{'LAX MIA ORD BOS HNL'.split()[row % 5]},"
                     f"{made},{due},{ended},{status}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def parameters(tmp_path_factory):
    """Parameters by scenario: the trace of `flights` is a small one."""
    path = tmp_path_factory.mktemp("flights") / "flights.csv"
    write_flights(path)
    return {"flights": {"flights": path}}


def by_windows(sim):
    while sim.step():
        continue


def by_many_windows(sim):
    while sim.step(97):
        continue


def by_odd_times(sim):
    for share in (1e-5, 0.013, 0.0131, 1 / 3, 0.5001, 2**-0.5, 0.9999):
        assert sim.run_until(share * sim.until)
        assert sim.time == pytest.approx(share * sim.until, rel=1e-15, abs=sim.resolution)
    assert not sim.run_until(sim.until)


def mixed(sim):
    sim.run_until(0.1 * sim.until)
    sim.step(3)
    sim.run_until(max(0.4 * sim.until, sim.time))
    sim.run()


# One run.

@pytest.mark.parametrize("threads", (1, 2))
@pytest.mark.parametrize("lead", (by_windows, by_many_windows, by_odd_times, mixed))
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_run_that_is_led_is_the_run(wl, parameters, name, lead, threads):
    given = parameters.get(name, {})
    once = wl.run(name, record="summary", **given)
    sim = wl.Simulation(name, threads=threads, **given)
    lead(sim)
    assert sim.is_over and sim.share == 1 and sim.time == sim.until
    assert sim.until == pytest.approx(once.until, rel=1e-15)
    assert (sim.digest, sim.events) == (once.digest, once.events)
    assert sim.finish() is None and sim.ending["digest"] == once.digest
    assert sim.ending["expectations"] == once.outcome["expectations"]


@pytest.mark.parametrize("threads", (1, 2))
@pytest.mark.parametrize("name", SCENARIOS)
def test_looking_changes_nothing(wl, parameters, name, threads):
    given = parameters.get(name, {})
    once = wl.run(name, record="summary", **given)
    sim = wl.Simulation(name, threads=threads, **given)
    while sim.step(7):
        assert [sim.agents[name].name for name in sim.agents] == list(sim.agents)
        assert sim.digest == sim.digest
        assert sim.memory and sim.profile.size and 0 < sim.share and repr(sim) and repr(sim.agents)
    assert (sim.digest, sim.events) == (once.digest, once.events)


def test_a_run_that_is_led_in_whole_windows_leaves_the_same_record(wl, tmp_path):
    once = wl.run("two_observers")
    with wl.Simulation("two_observers", output=tmp_path / "led.h5") as sim:
        by_windows(sim)
    record = sim.finish()
    assert record.content_digest == once.content_digest and record.complete
    assert record.outcome == sim.ending and sim.ending["digest"] == record.digest
    assert record.path == str(tmp_path / "led.h5")


def test_windows_that_are_cut_leave_the_same_rows(wl, tmp_path):
    once = wl.run("lossy-link", until="100 s", output=tmp_path / "once.h5")
    sim = wl.Simulation("lossy-link", until="100 s", output=tmp_path / "led.h5")
    by_odd_times(sim)
    led = sim.finish()
    assert led.digest == once.digest
    with h5py.File(once.path) as a, h5py.File(led.path) as b:
        for table in ("transitions", "messages", "assessments"):
            columns = [name for name in a[table] if np.issubdtype(a[table][name].dtype, np.integer)]
            rows = [np.stack([file[table][name][:].astype(np.uint64) for name in columns])
                    for file in (a, b)]
            assert np.array_equal(*(some[:, np.lexsort(some)] for some in rows)), table


def test_a_run_that_was_interrupted_stands_where_one_that_was_not_stood(wl, tmp_path):
    for lead in (lambda sim: sim.run(), lambda sim: sim.step(10**12),
                 lambda sim: sim.run_until("99 d")):
        sim = wl.Simulation(ENDLESS)
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            lead(sim)
        timer.join()
        other = wl.Simulation(ENDLESS, threads=2)
        other.run_until(sim.time)
        assert 0 < sim.time < sim.until and other.time == sim.time
        assert other.digest == sim.digest and other.events == sim.events
        before = sim.events
        assert sim.step(100) and sim.events > before


# What is seen.

def test_events_before_a_time_are_run_and_none_at_it(wl):
    sim = wl.Simulation("two_observers")
    assert (sim.time, sim.until, sim.events, sim.share) == (0, 2, 0, 0) and not sim.is_over
    sim.run_until("40 ms")
    assert sim.time == pytest.approx(0.040) and sim.agents["bob"].interior_time == 1
    sim.run_until("40001 us")
    assert sim.agents["bob"].interior_time == 2 and sim.agents["carol"].interior_time == 1
    sim.run_until(0.160)
    assert sim.agents["carol"].interior_time == 1
    sim.run_until(0.160001)
    assert sim.agents["carol"].interior_time == 2


def test_a_number_of_seconds_is_the_tick_that_it_means(wl):
    sim = wl.Simulation("two_observers")  # a tick is 1 us
    for seconds, ticks in ((0.1 + 0.2, 300_000), (0.3000001, 300_001), (0.7 + 0.1, 800_000),
                           (np.float64(0.9), 900_000), (0.5, 900_000), (1, 1_000_000)):
        assert sim.run_until(seconds)
        assert round(sim.time / sim.resolution) == ticks
    assert not sim.run_until(1e300) and sim.time == 2


def test_an_agent_is_seen_as_it_is_and_the_view_stays(wl):
    sim = wl.Simulation("two_observers")
    sim.run_until("100 ms")
    carol = sim.agents["carol"]
    assert (carol.name, carol.number, carol.is_there) == ("carol", 2, True)
    assert carol.time == carol.reading == pytest.approx(0.1)
    assert carol.alarms == 1 and carol.next_alarm == pytest.approx(1.1)  # due 0.1 s, patience 1 s
    assert sim.agents["alice"].promises == 1
    sim.run()
    later = sim.agents["carol"]
    assert carol.interior_time == 1 and later.interior_time == 2
    assert carol.history != later.history and carol.content != later.content
    assert later.alarms == 0 and later.next_alarm is None
    assert carol.state["open"] != later.state["open"]
    assert "carol" in repr(carol) and "next at 1.1 s" in repr(carol) and "no alarm" in repr(later)
    with pytest.raises(AttributeError):
        carol.interior_time = 7


def test_the_fields_of_a_state_have_their_names(wl):
    agents = wl.Simulation("two_observers").agents
    assert list(agents["bob"].state) == ["plan", "open", "early", "early_until", "ahead", "trust",
                                         "silent", "heard_of"]
    assert list(agents["alice"].state) == ["observing", "plan", "ends"]
    assert isinstance(agents["alice"].state["plan"], int)
    assert len(agents["alice"].state["ends"]) == 32


def test_clocks_in_orbit_are_read_as_they_run(wl):
    sim = wl.Simulation("orbit-clock")
    sim.run_until("1 d")
    gained = sim.agents["carol"].reading - sim.agents["alice"].reading
    assert gained == pytest.approx(38.42e-6, abs=0.01e-6)  # first-order weak field, Ashby 2003


def test_agents_are_a_mapping_and_near_names_are_offered(wl):
    agents = wl.Simulation("two_observers").agents
    assert list(agents) == ["alice", "bob", "carol", "dave"] and len(agents) == 4
    assert "dave" in agents and "eve" not in agents and 3 in agents and 4 not in agents
    assert agents[2] == agents["carol"] == agents[np.int64(2)]
    assert {name: view.number for name, view in agents.items()}["dave"] == 3
    with pytest.raises(KeyError, match="there is no agent carl; did you mean carol?"):
        agents["carl"]
    with pytest.raises(KeyError, match="there are alice, bob, carol, dave"):
        agents["zzz"]
    for number in (4, -1):
        with pytest.raises(KeyError, match="there are 4, from 0"):
            agents[number]
    assert agents.get("eve") is None


def test_memory_and_profile_add_up(wl):
    sim = wl.Simulation("lossy-link", until="200 s")
    sim.step(50)
    memory, profile = sim.memory, sim.profile
    assert memory.pop("total") == sum(memory.values()) and memory["agents"] > 0
    assert profile["windows"].sum() == sim.windows == 50
    assert profile["events"].sum() == sim.events > 0
    assert (profile["begin"] < profile["end"]).all() and profile["end"][-1] == sim.time
    assert sim.pending > 0 and wl.Simulation("lossy-link").profile.shape == (0,)


# How it ends.

def test_a_finished_run_does_not_go_on_and_can_be_looked_at(wl):
    sim = wl.Simulation("two_observers")
    sim.step()
    assert sim.ending is None
    sim.finish()
    assert not sim.ending["complete"] and sim.ending["expectations"] == []
    for go_on in (sim.step, sim.run, lambda: sim.run_until("1 s")):
        with pytest.raises(RuntimeError, match="the run is finished"):
            go_on()
    assert sim.agents["bob"].interior_time == 1 and sim.events == sim.ending["events"]


def test_a_run_that_is_finished_early_leaves_a_record_that_says_so(wl, tmp_path):
    sim = wl.Simulation("two_observers", output=tmp_path / "run.h5", record="promises")
    sim.run_until("50 ms")
    with pytest.warns(UserWarning, match="stopped at 0.05 s"):
        record = sim.finish()
    assert not record.complete and record.digest == sim.digest and record.events == sim.events
    assert record.record_level == "promises" and sim.finish() is record


def test_a_block_that_raises_closes_the_record(wl, tmp_path):
    with pytest.raises(ZeroDivisionError):
        with wl.Simulation("two_observers", output=tmp_path / "run.h5") as sim:
            sim.run_until("50 ms")
            1 / 0
    with pytest.warns(UserWarning, match="stopped at"), wl.open(tmp_path / "run.h5") as record:
        assert record.ended == pytest.approx(0.05)


def test_without_an_end_nothing_is_left(wl, tmp_path):
    sim = wl.Simulation("two_observers", output=tmp_path / "run.h5")
    sim.step(2)
    del sim
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_time_between_steps_does_not_count(wl, tmp_path):
    with wl.Simulation("two_observers", output=tmp_path / "run.h5") as sim:
        sim.step()
        time.sleep(0.5)
        sim.run()
    assert 0 < sim.ending["seconds"] < 0.4


# What goes wrong.

def test_what_a_run_refuses_a_simulation_refuses(wl, tmp_path):
    text = wl.library()["two_observers"].read_text(encoding="utf-8")
    place = tmp_path / "no" / "run.h5"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    for given, kind in ((("no_such_scenario",), wl.ScenarioError),
                        ((text.replace("seed: 1", "sead: 1"),), wl.ScenarioError)):
        messages = set()
        for way in (wl.run, wl.Simulation):
            with pytest.raises(kind) as raised:
                way(*given)
            messages.add(str(raised.value))
        assert len(messages) == 1
    for way in (wl.run, wl.Simulation):
        with pytest.raises(wl.OutputError, match="no folder"):
            way("two_observers", output=place)
        with pytest.raises(wl.OutputError, match="it is the scenario"):
            way(tmp_path / "mine.yaml", output=tmp_path / "mine.yaml")
        with pytest.raises(wl.ScenarioError, match="parameter"):
            way("two_observers", no_such_parameter="3 s")
        with pytest.raises(ValueError, match="level is"):
            way("two_observers", record="everything")


def test_what_is_no_time_or_no_number_of_windows_is_told(wl):
    sim = wl.Simulation("two_observers")
    for time_, why in (("5", "needs a unit"), ("1 ly", "a time is due"), (float("nan"), "finite"),
                       ("0.5 ns", "not a whole number of ticks"), (float("inf"), "finite")):
        with pytest.raises(ValueError, match=why):
            sim.run_until(time_)
    for n in (0, -1):
        with pytest.raises(ValueError, match="at least one window"):
            sim.step(n)
    with pytest.raises(TypeError):
        sim.step(1.5)
    assert sim.run_until(-1.0) and sim.time == 0 and sim.windows == 0


def test_a_run_that_fails_can_be_looked_at_and_leaves_no_record(wl, tmp_path):
    (tmp_path / "out").mkdir()
    write_flights(tmp_path / "flights.csv")
    sim = wl.Simulation("flights", flights=tmp_path / "flights.csv",
                        output=tmp_path / "out" / "run.h5")
    (tmp_path / "flights.csv").write_text("carrier\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="no column `dest`"):
        sim.run()
    assert sim.agents["mild"].is_there and sim.ending is None
    with pytest.raises(RuntimeError, match="failed before: .*no column"):
        sim.step()
    with pytest.raises(wl.RunError, match="leaves no record: .*no column"):
        sim.finish()
    assert list((tmp_path / "out").iterdir()) == []
    with pytest.raises(RuntimeError, match="failed and was closed"):
        sim.time
    assert "failed and was closed" in repr(sim)


def test_a_block_in_which_the_run_fails_raises_what_the_run_raised(wl, tmp_path):
    write_flights(tmp_path / "flights.csv")
    with pytest.raises(RuntimeError, match="no column `dest`"):
        with wl.Simulation("flights", flights=tmp_path / "flights.csv") as sim:
            (tmp_path / "flights.csv").write_text("carrier\n", encoding="utf-8")
            sim.run()
    assert sim.agents["mild"].is_there  # nothing was recorded, so nothing had to go


def test_a_disk_that_is_full_ends_the_run_and_leaves_nothing(wl, tmp_path):
    code = ("import resource, signal, worldline as wl\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "sim = wl.Simulation('lossy-link', output='run.h5')\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
            "try:\n    sim.run()\n    sim.finish()\n"
            "except wl.OutputError as error:\n    print('OutputError', error)\n"
            "try:\n    sim.finish()\nexcept wl.RunError as error:\n    print('RunError', error)\n")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, text=True, timeout=100,
                          capture_output=True, check=False,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.stdout.startswith("OutputError ") and "\nRunError the run has failed" in done.stdout
    assert done.returncode == 0 and list(tmp_path.iterdir()) == [], done.stderr


def test_one_thread_at_a_time_leads_while_others_of_python_go_on(wl):
    sim = wl.Simulation(ENDLESS, until="4000 s")
    refused, thread = 0, threading.Thread(target=sim.run)
    thread.start()
    while thread.is_alive():
        try:
            sim.digest
        except RuntimeError as error:
            assert "another thread is running" in str(error)
            refused += 1
        time.sleep(0.001)
    thread.join()
    assert refused > 10 and sim.is_over
