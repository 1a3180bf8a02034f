# SPDX-License-Identifier: Apache-2.0
"""Effects in finished records that come before light can bring their cause.

Goal: `verify --causality` accepts records as they were written, and names the message where one
time was falsified. Method: records of the library, and copies that h5py has changed.
"""
import re

import pytest

#: Their signals go straight at one speed, or they have no space at all.
WORLDS = ["orbit-clock", "train-and-platform", "recall", "two_observers"]


@pytest.fixture(scope="module")
def h5py():
    return pytest.importorskip("h5py")


@pytest.fixture
def train(call):
    assert call("run", "train-and-platform", "-o", "run.h5").code == 0
    return call.folder / "run.h5"


def first_hearing(file):
    """Rows of the first transition that has a cause, and of the message that is it."""
    causes = file["transitions/cause"][:]
    row = next(i for i, cause in enumerate(causes) if cause != 2**64 - 1)
    sender, sequence = int(causes[row]) >> 32, int(causes[row]) & 0xffffffff
    senders, sequences = file["messages/sender"][:], file["messages/sequence"][:]
    message = next(i for i in range(len(senders))
                   if senders[i] == sender and sequences[i] == sequence)
    return row, message


@pytest.mark.parametrize("name", WORLDS)
def test_records_of_the_library_pass(call, name):
    assert call("run", name, "-o", "run.h5").code == 0
    done = call("verify", "--causality", "run.h5")
    assert done.code == 0, done.out + done.err
    assert "ok: no effect is outside the light cone of its cause" in done.out
    if name != "two_observers":
        assert int(re.search(r"^light cones +(\d+)", done.out, re.M)[1]) > 0


def test_what_is_heard_too_soon_is_named(call, h5py, train):
    """Transition and message agree with each other: only the light cone tells."""
    with h5py.File(train, "r+") as file:
        row, message = first_hearing(file)
        for column, at in (("transitions/time", row), ("messages/received", message)):
            file[column][at] -= 1_000_000  # 1 ns = 0.3 m of light
    done = call("verify", "--causality", train)
    assert done.code == 3
    faults = [line for line in done.out.splitlines() if line.startswith("FAULT")]
    assert re.match(r"FAULT  message \d+ of (front|rear) to (peter|tess): said at t = ", faults[0])
    assert call("verify", train).code == 3  # and it is not what was written


def test_one_falsified_time_is_named(call, h5py, train):
    for column, which in (("transitions/time", 0), ("messages/received", 1)):
        with h5py.File(train, "r+") as file:
            at = first_hearing(file)[which]
            value = int(file[column][at])
            file[column][at] = value + 1
        done = call("verify", "--causality", train)
        assert done.code == 3
        assert re.search(r"FAULT  (peter|tess) \d+, message \d+ of (front|rear): against the law "
                         r"that a message is heard at the time at which it is received", done.out)
        with h5py.File(train, "r+") as file:
            file[column][at] = value
    assert call("verify", "--causality", train).code == 0


@pytest.mark.parametrize(("column", "value", "code", "words"), [
    ("transitions/time", -5, 3, "outside the run"),
    ("transitions/time", 2**62, 3, "outside the run"),
    ("transitions/agent", 77, 2, "speaks of agent 77 of 4"),
    ("messages/receiver", 4, 2, "speaks of agent 4 of 4"),
    ("transitions/cause", 99 << 32, 3, "against the law that what is heard was said")])
def test_what_cannot_be_is_said_so(call, h5py, train, column, value, code, words):
    with h5py.File(train, "r+") as file:
        row, message = first_hearing(file)
        file[column][row if column.startswith("transitions") else message] = value
    done = call("verify", "--causality", train)
    assert done.code == code
    assert words in done.out + done.err


def test_a_record_that_leaves_facts_out_says_so(call):
    assert call("run", "orbit-clock", "--record", "promises", "-o", "run.h5").code == 0
    done = call("verify", "--causality", "run.h5")
    assert done.code == 2
    assert "does not hold every fact of its run" in done.err
