# SPDX-License-Identifier: Apache-2.0
"""Is a record read as it was written?

Goal: tables, names, verdicts, trust and the hypergraph of a record are what stands in its file.
Method: a small record is written by hand, by the schema; every number here is counted by hand.
"""
import numpy as np
import pytest
import synthetic
from worldline.record import Record, RecordError
from worldline.verdicts import last

pandas = pytest.importorskip("pandas")


def test_a_record_says_what_it_is_of(record):
    assert (record.scenario, record.seed, record.complete) == ("two_observers", 1, True)
    assert record.resolution == pytest.approx(1e-6)
    assert record.until == pytest.approx(2.0)
    assert record.agent_names == ["alice", "bob", "carol", "dave"]
    assert record.digest == "ab" * 16 and record.content_digest == "cd" * 16
    assert record.promises_named() == {"parcel": 0}
    assert "two_observers" in repr(record) and "assessments" in record._repr_html_()


def test_a_column_reads_only_what_is_asked_for(record):
    time = record.transitions.time
    assert len(time) == len(record.transitions) == 5
    assert time[1:3].tolist() == [40_000, 50_000]
    assert time[-1] == 170_000 and time[:].dtype == np.int64
    assert record.transitions["time"].unit == "tick"
    assert record.agents.name[:].tolist() == record.agents["name"][:].tolist()
    with pytest.raises(KeyError, match="it has agent"):
        record.transitions["tiem"]
    with pytest.raises(AttributeError):
        record.nothing
    with pytest.raises(IndexError):
        time[5]


def test_every_table_of_the_schema_can_be_read_whole(record):
    tables, _ = synthetic.schema()
    assert sorted(record.tables) == sorted(tables)
    for name in tables:
        frame = getattr(record, name).to_pandas()
        assert list(frame) == list(tables[name]) and len(frame) == len(getattr(record, name))


def test_data_frames_have_names_words_and_gaps(record):
    frame = record.assessments.to_pandas(seconds=True)
    assert frame.assessor.tolist() == ["bob", "dave", "carol", "dave"]
    assert frame.promise.tolist() == ["parcel"] * 4
    assert frame.verdict.tolist() == ["kept", "kept", "broken", "broken"]
    assert frame.verdict.dtype == "category"
    assert frame.learnt_from.isna().tolist() == [True, False, True, False]
    assert frame.evidence.tolist() == ["alice#0", "bob#0", "alice#1", "carol#0"]
    assert frame.reading[0] == pytest.approx(0.040_000_25)
    promise = record.promises.to_pandas().iloc[0]
    assert (promise.body, promise.promisees) == ("give deliver", "bob, carol")
    assert promise.about_from is pandas.NA and promise.due == 100_000
    assert len(record.assessments.to_pandas(1, 3)) == 2


def test_the_last_verdict_counts_and_each_teller_has_one(record):
    frame = record.verdicts()
    assert frame.assessor.tolist() == ["bob", "dave", "carol", "dave"]
    assert frame.margin[0] == pytest.approx(0.06) and frame.margin[2] == pytest.approx(-0.06)
    beside = record.verdicts(by="observer").loc[("parcel", 0)]
    assert beside.to_dict() == {"bob": "kept", "carol": "broken", "dave": "broken"}
    assert record.verdicts(promise="parcel", by="carol").verdict.tolist() == ["broken"]
    assert len(record.verdicts(promise="deliver", by=["bob", "carol"])) == 2
    with pytest.raises(KeyError, match="there are parcel, deliver"):
        record.verdicts(promise="parsel")


def test_an_own_verdict_goes_before_hearsay(tmp_path):
    writer = synthetic.Writer()
    for name in ("alice", "bob"):
        writer.add("agents", name=name, behaviour="observer", kernel=0, clock="", motion="")
    for verdict, teller in (("kept", {}), ("broken", {"learnt_from": 0})):
        writer.add("assessments", assessor=1, promise=0, occurrence=1, verdict=verdict,
                   reason="outcome", **teller)
    with Record(writer.write(tmp_path / "told.h5")) as record:
        assert record.verdict_counts("observer").loc["bob", "kept"] == 1
        assert record.verdicts().verdict.tolist() == ["kept", "broken"]


def test_verdicts_are_counted_by_any_group(record):
    by_observer = record.verdict_counts("observer")
    assert by_observer.loc["bob"].to_dict() == {"undecided": 0, "kept": 1, "not_kept": 0,
                                                "broken": 0, "invalidated": 0}
    both = record.verdict_counts(["observer", "promiser"])
    assert both.loc[("carol", "alice"), "broken"] == 1
    assert record.verdict_counts("type").loc["deliver"].sum() == 3
    with pytest.raises(ValueError, match="there are observer"):
        record.verdict_counts("colour")


def test_last_verdicts_equal_a_plain_loop_for_many_rows_in_many_blocks():
    chance = np.random.default_rng(7)
    n = 20_000
    columns = {"assessor": chance.integers(0, 5, n).astype(np.uint32),
               "promise": chance.integers(0, 90, n).astype(np.uint64) << np.uint64(32),
               "occurrence": chance.integers(0, 9, n).astype(np.uint32),
               "learnt_from": chance.choice([1, 2**32 - 1], n).astype(np.uint32),
               "verdict": chance.integers(0, 5, n).astype(np.uint8)}

    class Assessments:
        def windows(self, names, *_):
            for rows in np.split(np.arange(n), range(777, n, 777)):
                yield rows, {name: columns[name][rows] for name in names}

    class Held:
        assessments = Assessments()

    expected = {}
    for row in range(n):
        key = tuple(int(columns[name][row]) for name in ("assessor", "promise", "occurrence"))
        is_own = columns["learnt_from"][row] == 2**32 - 1
        if is_own or key not in expected or not expected[key][0]:
            expected[key] = (is_own, row)
    found = last(Held())
    assert found["row"].tolist() == sorted(row for _, row in expected.values())


def test_trust_is_a_series_of_each_observer(record):
    series = record.trust(by="dave", in_="alice")
    assert series.trust.round(3).tolist() == [0.667, 0.333]
    assert series.reading.round(6).tolist() == [0.05, 0.17]
    assert record.trust("bob", "alice", type="deliver").verdict.tolist() == ["kept"]
    assert len(record.trust("alice", "bob")) == 0
    with pytest.raises(KeyError, match="no agent eve"):
        record.trust("eve", "alice")


def test_a_world_line_is_one_agents_transitions_in_order(record):
    line = record.worldline("dave")
    assert line.interior_time.tolist() == [1, 2]
    assert line.time.round(6).tolist() == [0.05, 0.17]
    assert line.sender.tolist() == ["bob", "carol"] and set(line.heard) == {"verdict"}
    assert record.worldline("alice").heard.isna().all()


def test_the_hypergraph_has_implied_ends_too(record):
    graph = record.hypergraph()
    # 5 transitions of 4 agents: 5 states after, 4 first states before; 4 messages; 1 promise.
    assert (graph.n_nodes, graph.n_edges) == (14, 5)
    # Tails: 5 states, 4 messages heard, 1 promise kept. Heads: 5 states, 4 messages said.
    assert (len(graph.tails), len(graph.heads)) == (10, 9)
    roles = [graph.roles[role] for role in graph.tails.role]
    assert sorted(roles) == ["f"] * 5 + ["in"] * 4 + ["keeps"]
    carol = graph.edge_id.tolist().index(2 << 32 | 1)
    heads = {graph.node_name(node) for edge, node in zip(graph.heads.edge, graph.heads.node)
             if edge == carol}
    tails = {graph.node_name(node) for edge, node in zip(graph.tails.edge, graph.tails.node)
             if edge == carol}
    assert tails == {"state carol#0", "message alice#1"}
    assert heads == {"state carol#1", "message carol#0"}


def test_the_hypergraph_goes_to_networkx_and_xgi(record):
    networkx, xgi = pytest.importorskip("networkx"), pytest.importorskip("xgi")
    graph = record.hypergraph()
    two_sided = graph.to_networkx()
    assert two_sided.number_of_nodes() == graph.n_nodes + graph.n_edges
    assert two_sided.number_of_edges() == len(graph.tails) + len(graph.heads)
    assert networkx.is_directed_acyclic_graph(two_sided)
    directed = graph.to_xgi()
    assert isinstance(directed, xgi.DiHypergraph)
    assert (directed.num_nodes, directed.num_edges) == (graph.n_nodes, graph.n_edges)


def test_a_stopped_run_is_opened_with_a_warning(tmp_path):
    path = synthetic.two_observers(tmp_path / "s.h5", complete=np.uint8(0),
                                   ended=np.int64(160_001))
    with pytest.warns(UserWarning, match=r"stopped at 0.160001 s, of 2 s"):
        record = Record(path)
    assert not record.complete and len(record.verdicts()) == 4
    record.close()


def test_columns_of_different_length_count_as_far_as_all_go(tmp_path):
    import h5py
    path = synthetic.two_observers(tmp_path / "s.h5", complete=np.uint8(0))
    with h5py.File(path, "a") as file:
        values = file["messages/kind"][:3]
        attributes = dict(file["messages/kind"].attrs)
        del file["messages/kind"]
        file["messages"].create_dataset("kind", data=values).attrs.update(attributes)
        del file["readings/reading"]
    with pytest.warns(UserWarning), Record(path) as record:
        assert len(record.messages) == 3 and len(record.messages.sender[:]) == 3
        assert len(record.readings) == 0 and len(record.readings.reading[:]) == 0


def test_what_is_no_record_is_named(tmp_path):
    import h5py
    with pytest.raises(FileNotFoundError, match="no such file"):
        Record(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("no")
    with pytest.raises(RecordError, match="no record"):
        Record(tmp_path / "text.h5")
    h5py.File(tmp_path / "other.h5", "w").close()
    with pytest.raises(RecordError, match="not a record of worldline"):
        Record(tmp_path / "other.h5")
    newer = synthetic.two_observers(tmp_path / "new.h5", version=np.array([2, 0], np.uint32))
    with pytest.raises(RecordError, match="newer"):
        Record(newer)


def test_a_missing_extra_is_named():
    from worldline.extras import need
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'worldline\[all\]'"):
        need("surely_not_installed")
