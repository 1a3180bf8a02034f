# SPDX-License-Identifier: Apache-2.0
"""Can a promise be asked for by its name, and an agent by its world line?

Goal: a promise, what was found about it, and the transitions of one agent are those in the tables.
Method: two_observers by hand; a circle of a thousand agents against whole columns.
"""
import large
import numpy as np
import pytest
from worldline.hypergraph import pack
from worldline.record import Record

pytest.importorskip("pandas")


@pytest.fixture(scope="module")
def circle(tmp_path_factory):
    path = tmp_path_factory.mktemp("circle") / "circle.h5"
    large.write(path, large.ROWS_A_STEP * 150_000, 1000)
    with Record(path) as opened:
        yield opened


def test_a_promise_goes_by_its_name_its_maker_or_its_identity(record):
    parcel = record.promises["parcel"]
    assert (parcel.row, parcel.identity, parcel.count) == (0, 0, 0)
    assert (parcel.name, parcel.promiser) == ("parcel", "alice")
    assert repr(parcel) == "<Promise parcel: give deliver to bob, carol, due at 0.1 s>"
    assert parcel.to_pandas().due == pytest.approx(0.1)
    assert parcel.to_pandas(seconds=False).due == 100_000
    assert parcel.assessments.assessor.tolist() == ["bob", "dave", "carol", "dave"]
    assert parcel.verdicts(by="carol").verdict.tolist() == ["broken"]
    assert len(parcel.verdicts(before=0.1)) == 2
    for key in (("alice", 0), (0, 0), 0, np.uint64(0)):
        assert record.promises[key].row == 0


def test_columns_are_meant_before_promises(record):
    assert record.promises["promiser"][:].tolist() == [0]
    assert record.promises[0:1].promiser.tolist() == ["alice"]


@pytest.mark.parametrize("key, says", [
    ("parsel", "no column or promise parsel.*there are parcel"), (("alice", 1), "no promise 1 of"),
    (("eve", 0), "no agent eve"), (7, "no promise 7 of agent alice"), (1.5, "no column or promise"),
    (9 << 32, "no promise 0 of agent 9")])
def test_a_promise_that_is_not_there_is_named(record, key, says):
    with pytest.raises(KeyError, match=says):
        record.promises[key]


def test_one_of_many_promises_is_found(circle):
    promise = circle.promises["a17", 88]
    assert promise.row == 88_017 and promise.name == "a17#88"
    (found,) = circle.assessments.rows({"promise": promise.identity}).tolist()
    assert found == 89_018
    assert promise.assessments.assessor.tolist() == ["a18"]
    assert circle.verdicts(promise=("a17", 88)).assessor.tolist() == ["a18"]


def test_a_worldline_is_the_rows_of_its_agent(circle):
    line = circle.worldline("a3")
    rows = np.flatnonzero(circle.transitions.agent[:] == 3)
    assert line.interior_time.tolist() == list(range(1, 151)) and len(rows) == 150
    assert line.time.tolist() == pytest.approx((circle.transitions.time[:][rows] * 1e-6).tolist())
    assert list(line) == [*circle.transitions.columns, "heard", "sender"]
    part = circle.worldline("a3", start=10.0, stop=20.0, columns=["sender", "time"])
    assert list(part) == ["sender", "time"] and len(part) == 10
    assert part.time.min() >= 10.0 and part.time.max() < 20.0
    assert part.sender.isna().all()


def test_a_worldline_knows_what_was_heard_and_from_whom(record):
    line = record.worldline("dave")
    assert line.heard.tolist() == ["verdict", "verdict"] or line.heard.tolist() == [
        "outcome", "outcome"]
    assert line.sender.tolist() == ["bob", "carol"]
    assert record.worldline("dave", columns=["heard"]).heard.tolist() == line.heard.tolist()
    assert record.worldline("alice").sender.isna().all()
    with pytest.raises(KeyError, match="there is no agent eve"):
        record.worldline("eve")


def test_what_is_heard_is_found_among_many_messages(wl):
    record = wl.run("lossy-link")
    messages, transitions = record.messages, record.transitions
    identity = pack(messages["sender"][:], messages["sequence"][:]).tolist()
    sender = dict(zip(identity, messages["sender"][:].tolist()))
    for name in record.agent_names:
        causes = transitions["cause"][:][transitions["agent"][:] == record.agent(name)].tolist()
        line = record.worldline(name, columns=["sender"])
        expected = [record.agent_names[sender[one]] if one in sender else None for one in causes]
        assert [None if one != one else one for one in line.sender.tolist()] == expected


def test_trust_is_found_by_observer_promiser_and_type(circle):
    rows = circle.trust_rows("a5", "a4")
    assert rows.tolist() == list(range(5, 150_000, 1000))
    assert circle.trust_rows("a5", "a4", type="pulse").tolist() == rows.tolist()
    assert len(circle.trust_rows("a5", "a6")) == 0
    with pytest.raises(KeyError, match="there is no promise or type puls"):
        circle.trust_rows("a5", "a4", type="puls")
