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
  (what happened, in the order in which it was committed), `derived` (follows from the others, and
  can be made again) or `runtime` (how the run was computed: other at every run). No digest covers
  the last two kinds.
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
  are the rows of `group_members` from `start[n]` to `start[n + 1]`, and the components of vector n
  those of `outcome_components`.
- **Outcomes** travel in messages of the kind `outcome`. Their contents are, one after the other
  and without padding: `promise` u8, `name` u4, `occurrence` u4, u1 (0 it happened, 1 the contrary
  act, 2 nobody saw), `value` f8, `stated` i8 and f8 (whole ticks of the sender's clock, and a
  fraction). The value is the number itself; of types whose domain is `text` or `set` it is the row
  of `outcome_texts`, of vectors the row of `outcome_vectors`; NaN: none.
- **Time**: `time` and `received` are coordinate time, which no agent sees. A reading is what an
  agent's clock showed: whole ticks of that clock and a fraction of a tick in [0, 1).
- `received` is none for a message that never arrives, and for one whose arrival was not known when
  it was sent: to an agent that steers itself (motion `piloted`), or held back by such a one. The
  transition whose `cause` it is says when it was heard.
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
65,536 rows. It leaves out `/environment`, `/runtime`, derived and runtime tables,
`/scenario/source`, the `engine` settings of `/scenario/resolved`, `writer`, `writer_version`, what
a fork says of its parent, and itself.

A fork has three attributes more (`parent`, `parent_digest`, `fork_time`), and its tables one:
`first_row`, the number of the first row that stands here; those before it stand in the parent.

## Versions of the format

- The **major** version changes when a program that knows the older one would read something wrong.
  A record of another major version is refused.
- The **minor** version changes when something is added: a table, a column, an attribute, a label at
  the end of its list. Nothing is taken away, and what there is keeps its name, type, unit and
  meaning.
- A record of a **later minor** version is read as far as it is known. `worldline verify` names what
  is new to it; `worldline pack` refuses it, since it would lose that.
- A record of an **earlier minor** version is read, too. What came later it lacks: a table without
  columns has no rows, and a column that is asked for and not there is an error that names it.
- One version's own records lack nothing and have nothing else: `worldline verify --schema`.
- Records of each released version are kept among the tests.

## A record that is not finished

While a run lasts its rows stand in `NAME.h5.partial`: whole chunks of 65,536 rows, each written
once. All else stands in the last **checkpoint**, `NAME.h5.checkpoint`, also an HDF5 file, which is
written in one go, forced to the disk and then renamed; the one before is kept as
`NAME.h5.checkpoint.previous`. A partial file counts as far as its checkpoint says: rows behind
that are not part of the record. At the end the file gets its name, and checkpoints are removed.

| in the checkpoint | type | meaning |
|---|---|---|
| attributes `filetype`, `version` | text, u4[2] | `worldline checkpoint`; of this layout, 1.0 |
| `program_version`, `boot` | text | the program; the machine since it was last started |
| `scenario`, `time`, `until`, `resolution` | text, i8 | whose run, how far it is, in ticks |
| `record_level`, `compress` | u1 | 0 off, 1 summary, 2 promises, 3 full; 1: chunks are packed |
| `run_digest_high`, `run_digest_low` | u8 | of the run until then |
| `events`, `windows`, `unheard`, `contents_bytes` | u8 | counts until then |
| `seconds`, `held_up`, `chunks`, `unpacked` | f8, u8 | how recording went |
| `content_digest` | text | of the checkpoint itself: a changed one is not used |
| `/tables/columns` | u1 | text: a line for each table, its name and its columns as `name:type` |
| `/tables/whole_rows`, `/tables/rest_rows` | u8 | by table: rows in whole chunks; rows here |
| `/tables/inherited_rows` | u8 | by table: rows that stand in the parent of a fork |
| `/rest/TABLE` | u1 | those rows, column after column |
| `/chunks/...` | u4, u8 | of each block so far what table `blocks` says, column by column |
| `/overlay/...` | u8, u4, u1 | what is not rows: address in the partial file, size, bytes |
| `/engine/snapshot` | u1 | what the run goes on from; only the program that wrote it reads it |
| `/kept/...` | u1 | memory of others who watch the run |
| `/tally/verdicts`, `/tally/trust` | u8 | by assessor and verdict; by trust, in ten steps |

## Reading with h5py

```python
import h5py
import numpy as np

file = h5py.File("run.h5")
start = file["strings/start"][:]
data = file["string_bytes/byte"][:].tobytes()
ends = np.append(start[1:], np.uint64(len(data)))
texts = [data[a:b].decode() for a, b in zip(start, ends)]

agent_names = [texts[row] for row in file["agents/name"]]
verdict_names = [texts[row] for row in file["enums/verdict"]]
table = file["assessments"]
for who, promise, verdict in zip(table["assessor"][:], table["promise"][:], table["verdict"][:]):
    promiser, count = int(promise) >> 32, int(promise) & 0xFFFFFFFF
    print(agent_names[who], "finds promise", count, "of", agent_names[promiser],
          verdict_names[verdict])
```

The examples of the tables below use these, too. Each reads the first rows only: a slice of a
column reads no more than its chunks.

```python
tick = int(file.attrs["resolution"]) * 1e-18  # [s]

def some(column, first=0, count=3):
    """Rows of a column; those that have no value are masked."""
    values = column[first:first + count]
    missing = column.attrs.get("missing")
    if missing is None:
        return np.ma.array(values)
    return np.ma.array(values, mask=values == missing if missing == missing else np.isnan(values))

def named(rows, names):
    return [None if row is np.ma.masked else names[row] for row in rows]

def identities(values):
    """Who made each, and which one of its maker's things it is."""
    return [None if value is np.ma.masked
            else (agent_names[int(value) >> 32], int(value) & 0xFFFFFFFF) for value in values]

def labels(enum):
    return [texts[row] for row in file["enums"][enum]]
```

Texts in attributes have a fixed length, so h5py hands them out as bytes:
`file.attrs["scenario"].decode()`.
)";

/// How some rows of a column are read, as Python.
std::string reading_of(const schema::Column& column, std::string_view table) {
    const bool is_keyword = column.name == "from";
    const std::string read = fmt::format("some({}[\"{}\"])", table, column.name);
    std::string value = read;
    std::string unit;
    if (!enumeration_of(column).empty()) {
        value = fmt::format("named({}, labels(\"{}\"))", read, enumeration_of(column));
    } else if (column.unit == "row:strings") {
        value = fmt::format("named({}, texts)", read);
    } else if (column.unit == "row:agents") {
        value = fmt::format("named({}, agent_names)", read);
    } else if (column.unit.starts_with("id:")) {
        value = fmt::format("identities({})", read);
    } else if (column.unit == "tick") {
        value += " * tick";
        unit = "  # [s]";
    }
    return fmt::format("{}{} = {}{}\n", column.name, is_keyword ? "_" : "", value, unit);
}

std::string example(const schema::Table& table) {
    std::string code = fmt::format("table = file[\"{}\"]\n", table.name);
    for (const schema::Column& column : table.columns) code += reading_of(column, "table");
    return "\n```python\n" + code + "```\n";
}

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
    return text + example(table);
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
