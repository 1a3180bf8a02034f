# SPDX-License-Identifier: Apache-2.0
"""Do behaviours written in Python live in a run as those in C++ do?

Goal: the same agents give the same verdicts and the same digest whoever wrote them, for any threads
and any order of service; what a class declares is checked before a run; and what goes wrong in
Python ends the run with its traceback and the agent's name, and leaves a valid record.
Method: a scenario of the library, with its agents written again in Python; chatter among a hundred
agents with chance, alarms, messages to oneself; and one mistake of each kind.
"""
import subprocess

import numpy as np
import pytest

#: two_observers, with room for whoever plays its parts.
PARCEL = """format: worldline/1
scenario: two_observers
seed: 1
time: {resolution: 1 us, until: 2 s}
space: {metric: graph}
types: {deliver: {domain: event}}
network:
  links:
    - {between: [alice, bob], delay: 40 ms}
    - {between: [alice, carol], delay: 160 ms}
judges: {at_my_door: {rule: deadline, time_of: arrival, tolerance: 0 s, patience: 1 s}}
promises:
  parcel: {promiser: alice, promisees: [bob, carol], give: {type: deliver}, due: 100 ms}
agents:
  alice: ALICE
  bob: {OBSERVER}
  carol: {OBSERVER}
"""
IN_CPP = {"ALICE": "{behaviour: steward, keeps: {parcel: {at: 0 s}}}",
          "OBSERVER": "judges: {parcel: at_my_door}"}
IN_PYTHON = {"ALICE": "{behaviour: giver}", "OBSERVER": "behaviour: watcher, patience: 1 s"}

CHATTER = """format: worldline/1
scenario: chatter
seed: SEED
time: {resolution: 1 us, until: 40 ms}
space: {metric: graph}
network: {delay: 1 ms}
groups: {crowd: {count: 100, behaviour: chatter, shy: 0.5}}
"""


def parcel(parts):
    text = PARCEL
    for name, part in parts.items():
        text = text.replace(name, part)
    return text


@pytest.fixture(scope="module")
def classes(wl):
    """The parts of `two_observers`, and a crowd."""
    class Giver(wl.Behaviour):
        """Keeps at once what it has promised."""

        state = np.dtype([("given", "u4")])

        def react(self, states, percepts, actions):
            actions.keep(percepts.where("start"), "parcel")
            states["given"] += 1

    class Watcher(wl.Behaviour):
        """Judges a parcel by when it comes; silence, when its patience ends."""

        state = np.dtype([("promise", "u8"), ("due", "f8"), ("is_judged", "?")])
        parameters = {"patience": wl.Parameter("duration", unit="s", required=True)}

        def react(self, states, percepts, actions):
            starts = percepts.where("start")
            notices = [known[0] for known in percepts.known[starts]]
            states["promise"][starts] = [notice["promise"] for notice in notices]
            states["due"][starts] = [notice["due"]["ticks"] * 1e-6 for notice in notices]
            patience = percepts.parameter("patience")
            actions.wake(starts, states["due"][starts] + patience[starts])
            came = percepts.where("outcome")
            margin = states["due"] - percepts.now
            for verdict, at in (("kept", came[margin[came] >= 0]),
                                ("broken", came[margin[came] < 0])):
                actions.assess(at, states["promise"][at], verdict, margin=margin[at],
                               degree=float(verdict == "kept"))
            silent = [at for at in percepts.where("alarm") if not states["is_judged"][at]]
            actions.assess(silent, states["promise"][silent], "not_kept", "silence", degree=0.0)
            states["is_judged"][came] = True

    class Chatter(wl.Behaviour):
        """Says a number to somebody, to itself or to its own later self, as chance has it."""

        state = np.dtype([("heard", "i4"), ("sum", "f8"), ("last", "u2", 3)])
        parameters = {"shy": wl.Parameter("number", minimum=0, maximum=1, default="0.1")}
        messages = {"number": np.dtype([("value", "f8"), ("turn", "u2")]), "nudge": np.dtype([])}

        def react(self, states, percepts, actions):
            spoken = percepts.where("number")
            said = percepts.read("number")
            states["sum"][spoken] += said["value"]
            states["last"][spoken, said["turn"] % 3] = said["turn"]
            states["heard"] += 1
            choice = percepts.random.uniform()
            value = percepts.random.normal()
            to = percepts.random.below(100)
            talk = np.flatnonzero((choice < 0.6) & (states["heard"] < 40))
            words = np.zeros(len(talk), self.messages["number"])
            words["value"], words["turn"] = value[talk], states["heard"][talk]
            actions.tell(talk, to[talk], "number", words)
            shy = choice > percepts.parameter("shy")
            actions.tell(shy & (choice < 0.7), percepts.agent[shy & (choice < 0.7)], "nudge",
                         after=2e-6)
            actions.wake(choice >= 0.7, 300e-6, note=7)
            assert set(percepts.note) <= {0, 7}

    return {"giver": Giver, "watcher": Watcher, "chatter": Chatter}


def verdicts_of(record):
    """Who found what, by how much."""
    found = []
    for name in record.agent_names:
        verdicts = record.verdicts(by=name)
        found += [(name, str(verdict), round(float(margin), 9), float(degree)) for verdict, margin,
                  degree in zip(verdicts.verdict, verdicts.margin, verdicts.degree)]
    return found


def test_agents_in_python_find_what_agents_in_cpp_find(wl, classes):
    cpp, python = wl.run(parcel(IN_CPP)), wl.run(parcel(IN_PYTHON), behaviours=classes)
    assert verdicts_of(cpp) == verdicts_of(python)
    assert [row[:3] for row in verdicts_of(python)] == [("bob", "kept", 0.06),
                                                        ("carol", "broken", -0.06)]


def test_each_may_take_the_others_place(wl, classes):
    for parts in ({**IN_CPP, "ALICE": IN_PYTHON["ALICE"]},
                  {**IN_CPP, "OBSERVER": IN_PYTHON["OBSERVER"]}):
        record = wl.run(parcel(parts), behaviours=classes)
        assert verdicts_of(record) == verdicts_of(wl.run(parcel(IN_CPP)))


def test_silence_is_judged_when_patience_ends(wl, classes):
    text = parcel({**IN_PYTHON, "ALICE": "{}"})
    with wl.run(text, behaviours=classes) as record:
        assert [row[:2] for row in verdicts_of(record)] == [("bob", "not_kept"),
                                                            ("carol", "not_kept")]
        assert list(record.assessments["reading"][:]) == [1_100_000, 1_100_000]  # ticks


@pytest.mark.parametrize("seed", [1, 2])
def test_one_digest_for_any_threads_order_and_record(wl, classes, seed):
    text = CHATTER.replace("SEED", str(seed))
    ways = [{"threads": 1}, {"threads": 2}, {"record": "summary"}]
    ways += [{"shuffle": shuffle} for shuffle in range(1, 6)]
    records = [wl.run(text, behaviours=classes, **way) for way in ways]
    assert len({record.digest for record in records}) == 1
    assert records[0].outcome["events"] > 3_000
    assert wl.run(CHATTER.replace("SEED", "9"), behaviours=classes).digest != records[0].digest


def test_a_record_of_agents_in_python_is_valid_and_causal(wl, classes, program, tmp_path):
    path = tmp_path / "chatter.h5"
    record = wl.run(CHATTER.replace("SEED", "1"), output=path, behaviours=classes)
    assert len(record.messages) > 1_000
    done = subprocess.run([program, "verify", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_stepping_shows_the_fields_of_the_state(wl, classes):
    sim = wl.Simulation(CHATTER.replace("SEED", "1"), behaviours=classes)
    sim.run_until("20 ms")
    states = [view.state for view in sim.agents.values()]
    assert {tuple(state) for state in states} == {("heard", "sum", "last_0", "last_1", "last_2")}
    assert sum(state["heard"] for state in states) == sim.events
    sim.run()
    assert sim.digest == wl.run(CHATTER.replace("SEED", "1"), behaviours=classes).digest


def test_equal_numbers_have_equal_digests(wl):
    """-0 is 0 and every NaN is one NaN, as in C++."""
    def content(zero, nan):
        class Holder(wl.Behaviour):
            state = np.dtype([("zero", "f8"), ("nan", "f4")])

            def react(self, states, percepts, actions):
                states["zero"], states["nan"] = zero, nan

        sim = wl.Simulation(ONE, behaviours={"one": Holder})
        sim.run()
        return sim.agents["a"].content

    other = np.array([0xFFC00001], "u4").view("f4")[0]
    assert content(0.0, np.nan) == content(-0.0, other) != content(1.0, np.nan)


def test_chance_is_that_of_cpp(wl):
    """Philox4x64-10, key (seed, purpose), counter (agent, event, block): as `Random` draws it."""
    drawn = {}

    class Dice(wl.Behaviour):
        state = np.dtype([("rolls", "u8")])

        def react(self, states, percepts, actions):
            drawn["uniform"] = percepts.random.uniform()
            drawn["again"] = percepts.random.uniform(0)

    wl.Simulation(ONE, behaviours={"one": Dice}).run()
    counter = (1 << 256) - 1  # NumPy counts up first
    stream = np.random.Generator(np.random.Philox(key=3, counter=counter))
    np.testing.assert_array_equal(stream.random(2), [drawn["uniform"][0], drawn["again"][0]])


ONE = """format: worldline/1
scenario: one
seed: 3
time: {resolution: 1 us, until: 1 s}
space: {metric: graph}
agents: {a: {behaviour: one}}
"""


def failing(wl, body, **attributes):
    """What a run says of a reaction that does this."""
    given = {"state": np.dtype([("n", "u8")]), "react": body, **attributes}
    broken = type("Broken", (wl.Behaviour,), given)
    with pytest.raises(wl.RunError) as raised:
        wl.run(ONE, behaviours={"one": broken})
    assert "agent a at t = 0 s" in str(raised.value)
    return str(raised.value)


def out_of_range(self, states, percepts, actions):
    states["n"][len(percepts)] = 1


def garbage(self, states, percepts, actions):
    return states


def unknown_field(self, states, percepts, actions):
    states["m"] = 1


def hidden_state(self, states, percepts, actions):
    self.count = 1


def unknown_agent(self, states, percepts, actions):
    actions.tell(0, 77, "verdict", np.zeros(1, percepts.read("verdict", []).dtype))


def no_agent(self, states, percepts, actions):
    actions.tell(0, -1, "nudge")


def foreign_contents(self, states, percepts, actions):
    actions.tell(0, 0, "outcome", np.zeros(1, "f8"))


def unknown_word(self, states, percepts, actions):
    actions.tell(0, 0, "hello")


def place_that_is_none(self, states, percepts, actions):
    actions.wake(3, 1.0)


def place_that_is_no_number(self, states, percepts, actions):
    actions.wake(0.5, 1.0)


def too_many(self, states, percepts, actions):
    actions.wake(0, np.ones(2))


def endless_time(self, states, percepts, actions):
    actions.wake(0, float("inf"))


def somebody_elses_promise(self, states, percepts, actions):
    actions.keep(0, "parcel")


def unknown_verdict(self, states, percepts, actions):
    actions.assess(0, 5, "maybe")


@pytest.mark.parametrize("body, words", [
    (out_of_range, "IndexError"), (garbage, "behaviour one has returned <class 'numpy.ndarray'>"),
    (unknown_field, "no field of name"), (hidden_state, "remembers nothing itself"),
    (unknown_agent, "an agent that never was"),
    (no_agent, "-1 is no agent's number"), (foreign_contents, "`outcome` contains rows of"),
    (unknown_word, "no message is called hello"), (place_that_is_none, "there is no place 3"),
    (place_that_is_no_number, "places are whole numbers"), (too_many, "one number is due, or 1"),
    (endless_time, "too long"), (somebody_elses_promise, "writes no promise parcel"),
    (unknown_verdict, "one of undecided, kept"),
], ids=lambda value: getattr(value, "__name__", ""))
def test_a_mistake_ends_the_run_and_says_whose_it_was(wl, body, words):
    said = failing(wl, body, messages={"nudge": np.dtype([])})
    assert words in said
    assert f"in {body.__name__}" in said or body is garbage  # the traceback


def test_what_is_kept_of_a_call_is_of_no_use_later(wl):
    held = []

    class Keeper(wl.Behaviour):
        state = np.dtype([("n", "u8")])

        def react(self, states, percepts, actions):
            held.extend([states, percepts, actions])

    record = wl.run(ONE, behaviours={"one": Keeper})
    held[0]["n"] = 5  # a copy: changes nothing
    assert wl.run(ONE, behaviours={"one": Keeper}).digest == record.digest
    with pytest.raises(ValueError, match="end with the call"):
        len(held[1])
    with pytest.raises(ValueError, match="end with the call"):
        held[2].stop(0)


def test_a_run_that_fails_leaves_a_valid_record(wl, program, tmp_path):
    class Late(wl.Behaviour):
        state = np.dtype([("n", "u8")])

        def react(self, states, percepts, actions):
            actions.wake(percepts.where("start"), "500 ms")
            if len(percepts.where("alarm")):
                raise LookupError("lost my keys")

    path = tmp_path / "late.h5"
    with pytest.raises(wl.RunError, match="(?s)agent a at t = 0.5 s.*lost my keys"):
        wl.run(ONE, behaviours={"one": Late}, output=path)
    with pytest.warns(UserWarning):
        assert len(wl.open(path).transitions) == 1
    done = subprocess.run([program, "verify", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("state, words", [
    (np.dtype("f8"), "a structured dtype is due"), (np.dtype([("o", "O")]), "field 'o' is object"),
    (np.dtype([("s", "U4")]), "field 's'"), (np.dtype([("z", "c16")]), "field 'z'"),
    (np.dtype([("b", ">i4")]), "foreign order"), (np.dtype([]), "a structured dtype is due"),
    (np.dtype([("h", "f2")]), "field 'h'"),
    (np.dtype([("n", [("m", "i4")])]), "field 'n'"),
])
def test_a_state_that_is_no_row_of_numbers_is_refused_at_once(wl, state, words):
    with pytest.raises(TypeError, match=words):
        type("Wrong", (wl.Behaviour,), {"state": state})


def test_what_else_a_class_may_have_wrong(wl):
    state = np.dtype([("n", "u8")])
    wide = np.dtype([("x", "f8", 15)])
    for name, attributes, words in (
            ("messages", {"wide": wide}, "a message has 112 at most"),
            ("messages", {"loose": np.dtype([("a", "u1"), ("b", "f8")], align=True)}, "packed"),
            ("parameters", {"x": {"kind": "number"}}, "no worldline.Parameter")):
        with pytest.raises(TypeError, match=words):
            type("Wrong", (wl.Behaviour,), {"state": state, name: attributes})
    with pytest.raises(ValueError, match="not 'nombre'"):
        wl.Parameter("nombre")
    with pytest.raises(TypeError, match="no class derived"):
        wl.run(ONE, behaviours={"one": object})
    with pytest.raises(TypeError, match="names no `state`"):
        wl.run(ONE, behaviours={"one": type("Bare", (wl.Behaviour,), {})})


def test_a_scenario_is_held_against_the_table_of_the_class(wl, classes):
    with pytest.raises(wl.ScenarioError, match="watcher|patience"):
        wl.run(parcel({**IN_PYTHON, "OBSERVER": "behaviour: watcher"}), behaviours=classes)
    with pytest.raises(wl.ScenarioError, match="must be at most 1"):
        wl.run(CHATTER.replace("SEED", "1").replace("0.5", "2"), behaviours=classes)
    with pytest.raises(wl.ScenarioError, match="there is no behaviour `giver`"):
        wl.run(parcel(IN_PYTHON))


def test_ctrl_c_in_a_reaction_comes_through(wl):
    class Interrupted(wl.Behaviour):
        state = np.dtype([("n", "u8")])

        def react(self, states, percepts, actions):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wl.run(ONE, behaviours={"one": Interrupted})
    with pytest.raises(KeyboardInterrupt):
        wl.Simulation(ONE, behaviours={"one": Interrupted}).run()
