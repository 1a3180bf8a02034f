# SPDX-License-Identifier: Apache-2.0
"""Tables as Arrow streams and Parquet files."""
import os

import numpy as np

from worldline.column import missing_value
from worldline.extras import need


def reader(record, table, columns, rows, where):
    """What `Table.arrow_batches` gives back."""
    arrow = need("pyarrow")
    columns = [table[name] for name in (table.columns if columns is None else columns)]
    labels = {one.enum: arrow.array(record.labels(one.enum)) for one in columns if one.enum}
    schema = arrow.schema([_field(arrow, one) for one in columns], metadata={
        "table": table.table_name, "meaning": table.meaning, "scenario": record.scenario,
        "seed": str(record.seed), "digest": record.digest, "tick": f"{record.resolution:.12g} s"})

    def batches():
        names = [one.name for one in columns]
        for values in table.batches(names, rows, where):
            arrays = [_array(arrow, values[one.name], labels.get(one.enum)) for one in columns]
            yield arrow.record_batch(arrays, schema=schema)
    return arrow.RecordBatchReader.from_batches(schema, batches())


def _field(arrow, column):
    kind = arrow.dictionary(arrow.uint8(), arrow.string()) if column.enum \
        else arrow.from_numpy_dtype(column.dtype)
    said = {"unit": column.unit, "meaning": column.meaning, "refers_to": column.refers_to}
    said = {key: word for key, word in said.items() if word}
    return arrow.field(column.name, kind, metadata=said)


def _array(arrow, values, labels):
    if labels is not None:
        return arrow.DictionaryArray.from_arrays(arrow.array(values, mask=values >= len(labels)),
                                                 labels)
    none = missing_value(values.dtype)
    if none is None:
        return arrow.array(values)
    return arrow.array(values, mask=np.isnan(values) if values.dtype.kind == "f"
                       else values == none)


def write_parquet(batches, path):
    """Writes a stream, a batch at a time; returns the number of rows.

    What cannot be finished leaves no file.
    """
    parquet = need("pyarrow.parquet")
    path, n_rows = os.fspath(path), 0
    part = path + ".part"
    try:
        with parquet.ParquetWriter(part, batches.schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
                n_rows += batch.num_rows
        os.replace(part, path)
    except BaseException:
        if os.path.exists(part):
            os.remove(part)
        raise
    return n_rows
