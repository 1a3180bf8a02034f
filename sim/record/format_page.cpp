// SPDX-License-Identifier: Apache-2.0
#include "sim/record/format_page.hpp"

#include <fmt/format.h>

#include "sim/record/column_types.hpp"
#include "sim/record/tables.hpp"

namespace worldline {
namespace {

constexpr const char* conventions = R"(
A record is one HDF5 file. Every HDF5 library reads it; nothing but its standard filters
(shuffle and deflate) is used.

## Conventions

- A **table** is a group. Each **column** is a one-dimensional dataset in it; all columns of a
  table have the same length. The group's attribute `columns` names them in order, separated by
  commas; `meaning` says what a row is; `kind` is `constant` (known before the run began), `fact`
  (what happened, in the order in which it was committed) or `runtime` (how the run was computed:
  other at every run, and outside of all digests).
- **Types** are little-endian: `u1`, `u2`, `u4`, `u8` are unsigned integers of that many bytes,
  `i1` and `i8` are signed, `f8` is an IEEE 754 double. There are no compound, enum, reference
  or variable-length types.
- **Attributes of a column**: `units` (`1` where there is none; `tick` is the root attribute
  `resolution`), `meaning` or `enum`, and where they apply `refers_to` and `missing`.
- `refers_to` is `row:X` where values are rows of table X, and `id:X` where they are **packed
  identities**: the maker's row in `agents` in the upper 32 bits, the maker's own count of such
  things in the lower. In X itself the two stand in columns of their own.
- `enum` X: the labels stand by value in `/enums/X`, as rows of `strings`.
- **None** is the value of `missing`: the largest of an unsigned type, the smallest of `i8`,
  NaN. A column without the attribute always has a value.
- **Texts** are rows of `strings`. Text n is the bytes of `string_bytes` from `start[n]` to
  `start[n + 1]`, the last one up to the end, in UTF-8. In the same way the members of group n
  are the rows of `group_members` from `start[n]` to `start[n + 1]`.
- **Time**: `time` and `received` are coordinate time, which no agent sees. A reading is what an
  agent's clock showed: whole ticks of that clock and a fraction of a tick in [0, 1).
- `interior_time` is an agent's own count of its transitions, from 1. A transition is named by
  `agent` and `interior_time`; the state that it led to has the same name. So the tail `f` of a
  transition is the agent's transition before it, and needs no row; `cause` is the tail `in`;
  every message that names the transition is a head `message`. Other states and roles are rows
  of `incidences`.
- **Rows** of a `fact` table stand in the order (bin, agent, time, round, sequence) and are
  never changed.

## Attributes of the file

| attribute | type | meaning |
|---|---|---|
| `filetype` | text | `worldline` |
| `version` | u4[2] | of this format: major, minor |
| `writer`, `writer_version` | text, u4[3] | the program that wrote it |
| `complete` | u1 | 1: the run reached `until`; 0: it was stopped before, or still goes on |
| `scenario` | text | name |
| `seed` | u8 | of all chance |
| `resolution` | i8 | length of a tick in attoseconds |
| `until` | i8 | the run is [0, until), in ticks |
| `bin_width` | i8 | ticks |
| `epoch` | text | ISO 8601 of t = 0; empty: none |
| `record_level` | text | `summary` (constant tables alone), `promises`, `full` |
| `ended` | i8 | every event before this tick has been handled |
| `events` | u8 | number of events handled |
| `run_digest` | text | the run's fingerprint: the same for any number of threads |
| `content_digest` | text | the fingerprint of this record's content, however it is stored |

The last four are written when the run ends. `/scenario/source` is the scenario as it was given
and `/scenario/resolved` the same with all defaults, which runs again; both are bytes of text
(`u1`), with an attribute `media_type`. The attributes of `/environment` and `/runtime` tell of
the machine and of how the run went; no digest covers them.

`content_digest` is XXH3-128, folded over groups, columns and attributes in ascending order of
names: of a column its path, attributes, type, number of rows, and the digests of its blocks of
65,536 rows. It leaves out `/environment`, `/profile`, `/runtime`, `/scenario/source`, the `engine`
settings of `/scenario/resolved`, `writer`, `writer_version`, and itself.

While a run lasts its file is called `NAME.PID.partial` and holds whole chunks of 65,536 rows only.

## Reading with h5py

```python
import h5py
import numpy as np

with h5py.File("run.h5") as f:
    start = f["strings/start"][:]
    data = f["string_bytes/byte"][:].tobytes()
    ends = np.append(start[1:], np.uint64(len(data)))
    text = [data[a:b].decode() for a, b in zip(start, ends)]

    name = [text[row] for row in f["agents/name"]]
    label = [text[row] for row in f["enums/verdict"]]
    a = f["assessments"]
    for who, promise, verdict in zip(a["assessor"][:], a["promise"][:], a["verdict"][:]):
        promiser, count = int(promise) >> 32, int(promise) & 0xFFFFFFFF
        print(name[who], "finds promise", count, "of", name[promiser], label[verdict])
```

Texts in attributes have a fixed length, so h5py hands them out as bytes:
`f.attrs["scenario"].decode()`.
)";

std::string table_section(const schema::Table& table) {
    std::string text = fmt::format("\n### {}\n\n{} ({}), {} bytes a row\n\n", table.name,
                                   table.meaning, name_of(table.kind), row_bytes(table));
    text += "| column | type | unit | refers to | meaning |\n|---|---|---|---|---|\n";
    for (const schema::Column& column : table.columns) {
        const auto enumeration = enumeration_of(column);
        const std::string reference =
            refers_to(column).empty() ? "" : fmt::format("`{}`", refers_to(column));
        const std::string meaning = enumeration.empty()
                                        ? std::string(column.meaning)
                                        : fmt::format("one of [{0}](#{0})", enumeration);
        text += fmt::format("| `{}` | {} | {} | {} | {} |\n", column.name, name_of(column.type),
                            unit_of(column), reference, meaning);
    }
    return text;
}

std::string enumeration_section(const schema::Enumeration& enumeration) {
    std::string text = fmt::format("\n### {}\n\n| value | label |\n|---|---|\n", enumeration.name);
    for (std::size_t value = 0; value < enumeration.labels.size(); ++value) {
        text += fmt::format("| {} | `{}` |\n", value, enumeration.labels[value]);
    }
    return text;
}

}  // namespace

std::string format_markdown() {
    std::string text =
        fmt::format("# The record, format {}.{}\n", schema::version[0], schema::version[1]);
    text += conventions;
    text += "\n## Tables\n";
    for (const schema::Table& table : schema::tables) text += table_section(table);
    text += "\n## Labels\n";
    for (const schema::Enumeration& one : schema::enumerations) text += enumeration_section(one);
    return text;
}

}  // namespace worldline
