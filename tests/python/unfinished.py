# SPDX-License-Identifier: Apache-2.0
"""Makes of a finished record the files that its run would have left half-way, without a simulator.

What a recorder does with rows that fill no chunk, and with what HDF5 keeps beside rows, is in
sim/record/checkpoint.cpp.
"""
import h5py
import numpy as np
import synthetic
from synthetic import BLOCK_ROWS


def unfinish(finished, record, **attributes):
    """Writes ``record.partial`` and ``record.checkpoint``, which hold the rows of `finished`."""
    tables, _ = synthetic.schema()
    partial, checkpoint = f"{record}.partial", f"{record}.checkpoint"
    versions = ("earliest", "v110")
    with h5py.File(finished) as source, h5py.File(partial, "w", libver=versions) as file:
        file.attrs.update({name: value for name, value in source.attrs.items() if name not in
                           ("ended", "events", "run_digest", "content_digest")})
        file.attrs["complete"] = np.uint8(0)
        for name in ("runtime", "environment", "scenario", "enums"):
            source.copy(name, file)
        for table, columns in tables.items():
            _copy_whole(source[table], file, columns, is_constant=_is_constant(table, tables))
    write_checkpoint(finished, checkpoint, pieces=cut_out(partial), **attributes)


def _is_constant(table, tables):
    return list(tables).index(table) < list(tables).index("promises")


def n_whole(group, columns, is_constant):
    """Rows of a table that stand in the file of rows."""
    n_rows = group[next(iter(columns))].shape[0]
    return n_rows if is_constant else n_rows // BLOCK_ROWS * BLOCK_ROWS


def _copy_whole(group, file, columns, is_constant):
    made = file.create_group(group.name)
    made.attrs.update(group.attrs)
    n_rows = 0 if group.name == "/blocks" else n_whole(group, columns, is_constant)
    for column in columns if n_rows else ():
        data = made.create_dataset(column, data=group[column][:n_rows], maxshape=(None,),
                                   chunks=(min(n_rows, BLOCK_ROWS),), compression="gzip",
                                   compression_opts=1)
        data.attrs.update(group[column].attrs)


def cut_out(partial):
    """Puts zeros where the file keeps what is not rows, and cuts its end: [(address, bytes)]."""
    data = bytearray(partial_bytes := open(partial, "rb").read())
    places = [(0, 600), (1000, 1024), (3000, 5000), (len(data) - 700, len(data))]
    pieces = [(start, bytes(partial_bytes[start:stop])) for start, stop in places]
    for start, stop in places:
        data[start:stop] = bytes(stop - start)
    with open(partial, "wb") as file:
        file.write(data[:-300])
    return pieces


def write_checkpoint(finished, path, pieces=(), time=None, **attributes):
    """A checkpoint that has the last rows of `finished`, those that fill no chunk."""
    tables, _ = synthetic.schema()
    with h5py.File(finished) as source, h5py.File(path, "w") as file:
        said = source.attrs
        file.attrs.update({
            "filetype": "worldline checkpoint", "version": np.array([1, 0], np.uint32),
            "scenario": said["scenario"], "time": np.int64(said["ended"] if time is None else time),
            "until": said["until"], "resolution": said["resolution"], "record_level": np.uint8(3),
            "run_digest_high": np.uint64(0xab), "run_digest_low": np.uint64(0xcd),
            "events": np.uint64(8), "windows": np.uint64(4), "seconds": 2.0, "held_up": 0.5,
            "chunks": np.uint64(0), "unpacked": np.uint64(0), **attributes})
        file["tally/verdicts"] = np.array([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0], np.uint64)
        file["tally/trust"] = np.arange(10, dtype=np.uint64)
        _write_rows(source, file, tables)
        _write_overlay(file, pieces)


def _write_rows(source, file, tables):
    lines, counts, chunks = [], [], []
    paths, ranges = synthetic.ranges(source, tables)
    file.create_group("rest")
    for table, columns in tables.items():
        lines += [f"{table}\t{column}\t" + "\t".join(columns[column]) for column in columns]
        n_rows = 0 if table == "blocks" else source[table][next(iter(columns))].shape[0]
        stored = n_rows and n_whole(source[table], columns, _is_constant(table, tables))
        counts.append((stored, n_rows - stored))
        if n_rows > stored:
            rest = b"".join(source[table][column][stored:].tobytes() for column in columns)
            file["rest"][table] = np.frombuffer(rest, np.uint8)
        chunks += [row for row in ranges if paths[row[0]].startswith(table + "/")
                   and row[1] * BLOCK_ROWS < stored]
    file["tables/columns"] = np.frombuffer(("\n".join(lines) + "\n").encode(), np.uint8)
    file["tables/inherited_rows"] = np.zeros(len(counts), np.uint64)
    for name, values in zip(("whole_rows", "rest_rows"), zip(*counts)):
        file[f"tables/{name}"] = np.array(values, np.uint64)
    for at, (name, kind) in enumerate([("column", "u4"), ("rows", "u4"), ("least", "u8"),
                                       ("most", "u8")]):
        file[f"chunks/{name}"] = np.array([row[at if at == 0 else at + 1] for row in chunks], kind)


def _write_overlay(file, pieces):
    file["overlay/start"] = np.array([start for start, _ in pieces], np.uint64)
    file["overlay/size"] = np.array([len(piece) for _, piece in pieces], np.uint32)
    file["overlay/bytes"] = np.frombuffer(b"".join(piece for _, piece in pieces), np.uint8)
