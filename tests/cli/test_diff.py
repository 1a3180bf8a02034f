# SPDX-License-Identifier: Apache-2.0
"""The first event that two records tell differently, and what led to it.

Goal: equal records are said to be equal; of others the first event is shown from both sides, with
its causes, those that are common marked. Method: runs of the library whose first difference can be
told by hand.
"""
import re

import pytest
from conftest import LIBRARY

SPAN = ("--until", "100 s")


@pytest.fixture
def run(call):
    def made(name, *options, scenario="lossy-link"):
        done = call("run", scenario, *options, "-o", name)
        assert done.code in (0, 3), done.err  # a part does not hold what the whole is to hold
        return name
    return made


def test_records_of_one_run_say_the_same(call, run):
    one = run("a.h5", *SPAN, "--threads", "1")
    other = run("b.h5", *SPAN, "--threads", "2", "--no-compress")
    done = call("diff", one, other)
    assert done.code == 0
    assert "in both: they say the same" in done.out


def test_another_delay_is_first_seen_where_it_is_drawn(call, run):
    done = call("diff", run("a.h5", *SPAN), run("b.h5", *SPAN, "--set", "jitter=20.5 ms"))
    assert done.code == 3
    assert re.search(r"scenario +line \d+, A: +jitter: 20 ms\n +line \d+, B: +jitter: 20.5 ms",
                     done.out)
    assert re.search(r"first +alice \d+, at t = (\d+) s in A, at t = \1 s in B", done.out)
    for side in "AB":
        assert re.search(rf"\nIn {side}, .*:\n{side}  t = \d+ s +alice \d+ +an alarm or plan of its"
                         rf" own\n(?:{side} +says outcome .* to .*\n)+=  t = ", done.out)


@pytest.fixture
def two_observers(run, tmp_path):
    """The scenario with one text changed: two_observers(name, old, new) -> record."""
    def made(name, old, new):
        text = (LIBRARY / "two_observers.yaml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "changed.yaml").write_text(text.replace(old, new), encoding="utf-8")
        return run(name, scenario="changed.yaml")
    return made


def test_what_led_to_it_goes_from_hearing_to_saying(call, run, two_observers):
    """Carol hears the parcel at 160 ms, and tells Dave or does not."""
    done = call("diff", run("a.h5", scenario="two_observers"),
                two_observers("b.h5", "carol: {judges: {parcel: at_my_door}, tells: [dave]}",
                              "carol: {judges: {parcel: at_my_door}}"))
    assert done.code == 3
    assert re.search(r"first +carol 1, at t = 0 s in A, at t = 0 s in B\nin +its state\n"
                     r"done +carol \d+, at t = 0.16 s in A, at t = 0.16 s in B\n"
                     r"in +its state, what it did, or had done before\n", done.out), done.out
    for side, told in (("A", "A +says .* to dave, there at t = 0.17 s\n"), ("B", "")):
        assert re.search(rf"\nIn {side}, .*:\n"
                         rf"{side}  t = 0.16 s +carol \d+ +hears .* of alice about parcel\n"
                         rf"{side} +judges parcel: broken, outcome, .*\n{told}"
                         rf"=  t = 0 s +alice \d+ ", done.out), done.out


def test_an_end_that_is_earlier_is_where_one_has_no_event(call, run):
    done = call("diff", run("a.h5", *SPAN), run("b.h5", "--until", "50 s"))
    assert done.code == 3
    assert re.search(r"until +100000000 in A, 50000000 in B", done.out)
    assert re.search(r"first +alice \d+, at t = 50 s in A, nowhere in B", done.out)
    assert "there is no such event" in done.out


def test_without_transitions_verdicts_are_compared(call, run):
    level = ("--record", "promises")
    done = call("diff", run("a.h5", *SPAN, *level), run("b.h5", *SPAN, *level, "--seed", "2"))
    assert done.code == 3
    assert re.search(r"seed +1 in A, 2 in B", done.out)
    assert re.search(r"first +(bob|carol) \d+, ", done.out)
    assert re.search(r"A  (bob|carol) judges pulses \(\d+\): ", done.out)
    assert "cannot be told" in done.out


def test_other_agents_are_not_compared(call, run):
    done = call("diff", run("a.h5", *SPAN), run("b.h5", scenario="two_observers"))
    assert done.code == 3
    assert "number 3 is nobody in A and dave in B" in done.out


def test_what_is_no_record_is_refused(call, run, tmp_path):
    one = run("a.h5", *SPAN)
    (tmp_path / "text.h5").write_text("agents: {}\n")
    for files in ((one, "text.h5"), ("text.h5", one), (one, "absent.h5")):
        done = call("diff", *files)
        assert done.code == 2
        assert files[0] in done.err or files[1] in done.err


def test_a_fork_differs_from_its_parent_when_it_left_it(call, run):
    parent = run("parent.h5", "--until", "200 s")
    made = call("fork", parent, "--at", "100 s", "--set", "loss=50 %", "-o", "child.h5")
    assert made.code in (0, 3), made.err
    done = call("diff", parent, "child.h5")
    assert done.code == 3
    moment = re.search(r"first +alice \d+, at t = (\d+)", done.out)
    assert 100 <= int(moment[1]) < 120
    assert re.search(r"\n=  t = \d+ s +alice", done.out)
