# SPDX-License-Identifier: Apache-2.0
"""Writes small records by hand, by the one list of tables and columns: sim/record/schema.hpp.

So the Python side is tested against the schema itself, with no simulator in between.
"""
import re
from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
NONE4, NONE8, NONE2 = 2**32 - 1, 2**64 - 1, 2**16 - 1
NO_READING = np.iinfo(np.int64).min
BLOCK_ROWS = 65_536


def schema():
    """{table: {column: (type, unit, meaning)}} and {enum: labels}, read from the headers."""
    text = (ROOT / "sim/record/schema.hpp").read_text(encoding="utf-8")
    text += (ROOT / "sim/record/tables.hpp").read_text(encoding="utf-8")
    lists = {}
    for name, body in re.findall(r"constexpr Column (\w+)\[\]\{(.*?)\};", text, re.S):
        rows = re.findall(r'\{"(\w+)",\s*([uif]\d),\s*"([^"]*)",\s*"([^"]*)"\}', body)
        lists[name] = {column: rest for column, *rest in rows}
    tables = {name: lists[columns] for name, columns in
              re.findall(r'\{"(\w+)", \w+, "[^"]*", (\w+)\}', text)}
    labels = re.findall(r"string_view (\w+)_labels\[\]\{(.*?)\};", text, re.S)
    return tables, {name: re.findall(r'"(\w+)"', body) for name, body in labels}


class Writer:
    """A record in the making: rows are dicts, what is not given is "none"."""

    def __init__(self, **attributes):
        self.tables, self.enums = schema()
        self.rows = {name: [] for name in self.tables}
        self.strings = {}  # and their numbers
        self.attributes = {
            "filetype": "worldline", "version": np.array([1, 0], np.uint32), "writer": "worldline",
            "writer_version": np.array([0, 1, 0], np.uint32), "complete": np.uint8(1),
            "scenario": "by_hand", "seed": np.uint64(1), "resolution": np.int64(10**12),
            "until": np.int64(2_000_000), "bin_width": np.int64(1), "epoch": "",
            "record_level": "full", "ended": np.int64(2_000_000), "events": np.uint64(0),
            "run_digest": "ab" * 16, "content_digest": "cd" * 16, **attributes}

    def text(self, word):
        return self.strings.setdefault(word, len(self.strings))

    def add(self, table, **row):
        for column, value in row.items():
            unit, meaning = self.tables[table][column][1:]
            if unit == "row:strings":
                row[column] = self.text(value)
            elif meaning.startswith("enum:") and isinstance(value, str):
                row[column] = self.enums[meaning[5:]].index(value)
        self.rows[table].append(row)

    def write(self, path):
        enums = {name: [self.text(label) for label in labels]
                 for name, labels in self.enums.items()}
        encoded = [word.encode("utf-8") for word in self.strings]
        starts = np.concatenate([[0], np.cumsum([len(word) for word in encoded])])[:-1]
        self.rows["strings"] = [{"start": start} for start in starts.astype(int)]
        self.rows["string_bytes"] = [{"byte": byte} for byte in b"".join(encoded)]
        with h5py.File(path, "w") as file:
            file.attrs.update(self.attributes)
            for name in ("runtime", "environment", "scenario"):
                file.create_group(name)
            for name in ("source", "resolved"):
                file["scenario"][name] = np.frombuffer(b"format: worldline/1\n", np.uint8)
            for name, rows in enums.items():
                file[f"enums/{name}"] = np.array(rows, np.uint32)
            for name in self.tables:
                columns = {column: self.values(name, column) for column in self.tables[name]}
                write_table(file, name, self.tables[name], columns)
            write_blocks(file, self.tables)
        return path

    def values(self, table, column):
        """One column as it is stored; what no row gives is "none"."""
        kind = self.tables[table][column][0]
        none = {"u2": NONE2, "u4": NONE4, "u8": NONE8, "f8": np.nan, "i8": NO_READING}
        return np.array([row.get(column, none.get(kind, 0)) for row in self.rows[table]], kind)


def write_table(file, name, descriptions, columns, **storage):
    """One group, with the attributes that a recorder gives it; `columns` by name."""
    group = file.require_group(name)
    group.attrs.update(meaning="by hand", kind="fact", columns=",".join(descriptions))
    for column, values in columns.items():
        kind, unit, meaning = descriptions[column]
        data = group.create_dataset(column, data=values, dtype=kind, **storage)
        is_reference = unit.startswith(("row:", "id:"))
        data.attrs["units"] = "1" if is_reference else unit
        if is_reference:
            data.attrs["refers_to"] = unit
        if meaning.startswith("enum:"):
            data.attrs["enum"] = meaning[5:]
        else:
            data.attrs["meaning"] = meaning


def range_of(values):
    """Least and most of some values as `blocks` has them: u8; all there is, where not told."""
    if values.dtype.kind == "f" or values.dtype == np.int8:
        return 0, NONE8
    shift = 2**63 if values.dtype == np.int64 else 0
    return int(values.min()) + shift, int(values.max()) + shift


def ranges(file, tables):
    """(paths, rows): each row is (column, block, rows, least, most), of all tables but `blocks`."""
    paths = [f"{table}/{column}" for table, columns in tables.items() for column in columns]
    rows = []
    for number, path in enumerate(paths):
        if path.startswith(("blocks/", "profile/")) or path not in file:
            continue
        for block, start in enumerate(range(0, file[path].shape[0], BLOCK_ROWS)):
            values = file[path][start:start + BLOCK_ROWS]
            rows.append((number, block, len(values), *range_of(values)))
    return paths, rows


def write_blocks(file, tables):
    """Fills the table `blocks` from what stands in the others; digests are left out."""
    paths, rows = ranges(file, tables)
    names = ("column", "block", "rows", "least", "most")
    columns = dict(zip(names, zip(*rows)))
    for column, (kind, *_) in tables["blocks"].items():
        if f"blocks/{column}" in file:
            del file[f"blocks/{column}"]
        columns[column] = np.array(columns.get(column, np.zeros(len(rows))), kind)
    write_table(file, "blocks", tables["blocks"], columns)
    file["blocks"].attrs["paths"] = ",".join(paths)


def identity(maker, count):
    return maker << 32 | count


def two_observers(path, **attributes):
    """Alice's parcel reaches Bob after 40 ms and Carol after 160 ms; both tell Dave."""
    writer = Writer(**{"scenario": "two_observers", **attributes})
    names = ["alice", "bob", "carol", "dave"]
    for number, name in enumerate(names):
        writer.add("agents", name=name, behaviour="observer", kernel=number, clock="ideal",
                   motion="fixed")
    writer.add("types", name="deliver")
    for kind in ("start", "outcome", "verdict"):
        writer.add("message_kinds", name=kind)
    writer.add("timelines", name="main")
    writer.add("judges", name="at_my_door", rule="deadline")
    writer.add("bodies", type=0, polarity="give", constraint="event", lower=-np.inf, upper=np.inf,
               places=0)
    writer.add("groups", start=0)
    writer.add("groups", start=2)
    for agent in (1, 2, 0, 1, 2, 3):
        writer.add("group_members", agent=agent)
    parcel = identity(0, 0)
    writer.add("named_promises", promise=parcel, name="parcel")
    writer.add("promises", promiser=0, count=0, body=0, promisees=0, scope=1, made=0,
               made_fraction=0.0, due=100_000, due_fraction=0.0, period=0, occurrences=1,
               timeline=0)

    def transition(agent, count, time, cause=NONE8):
        writer.add("transitions", agent=agent, interior_time=count, time=time, round=0,
                   return_code=0, cause=cause, content_high=1, content_low=2, history_high=agent,
                   history_low=count, timeline=0)
        writer.add("readings", agent=agent, interior_time=count, reading=time + agent,
                   reading_fraction=0.5)

    def message(sender, count, receiver, kind, inside, received):
        writer.add("messages", sender=sender, sequence=count, receiver=receiver, kind=kind,
                   interior_time=inside, received=received, promise=parcel)

    def assess(who, verdict, margin, time, inside, evidence, **more):
        writer.add("assessments", **{
            "assessor": who, "promise": parcel, "occurrence": 0, "verdict": verdict,
            "reason": "outcome", "degree": float(verdict == "kept"), "margin": margin,
            "reading": time, "reading_fraction": 0.25, "evidence": evidence,
            "trust": 2 / 3 if verdict == "kept" else 1 / 3, "judge": 0, "time": time,
            "interior_time": inside, **more})

    transition(0, 1, 0)
    message(0, 0, 1, 1, 1, 40_000)
    message(0, 1, 2, 1, 1, 160_000)
    transition(1, 1, 40_000, identity(0, 0))
    assess(1, "kept", 0.06, 40_000, 1, identity(0, 0))
    message(1, 0, 3, 2, 1, 50_000)
    transition(3, 1, 50_000, identity(1, 0))
    assess(3, "kept", np.nan, 50_000, 1, identity(1, 0), reason="told", learnt_from=1, judge=NONE2)
    transition(2, 1, 160_000, identity(0, 1))
    assess(2, "broken", -0.06, 160_000, 1, identity(0, 1))
    message(2, 0, 3, 2, 1, 170_000)
    transition(3, 2, 170_000, identity(2, 0))
    assess(3, "broken", np.nan, 170_000, 2, identity(2, 0), reason="told", learnt_from=2,
           judge=NONE2)
    writer.add("incidences", agent=0, interior_time=1, role="keeps", kind="promise", node=parcel,
               occurrence=0)
    return writer.write(path)
