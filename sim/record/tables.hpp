// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/ledger/assessment.hpp"
#include "sim/ledger/promise.hpp"
#include "sim/ledger/transition.hpp"
#include "sim/record/schema.hpp"

/// The tables of `schema.hpp` in order, and the labels of its enums.
namespace worldline::schema {

using enum TableKind;

/// Promise types, and outcomes that are no numbers.
inline constexpr Column types[]{{"name", u4, "row:strings", "as written in the scenario"},
                                {"domain", u1, "1", "enum:domain"},
                                {"unit", u4, "row:strings", "of its outcomes; 1: none"}};
inline constexpr Column outcome_texts[]{
    {"text", u4, "row:strings", "an outcome that is a text is the number of its row"}};
inline constexpr Column outcome_vectors[]{
    {"start", u8, "row:outcome_components", "first one; an outcome is the number of its row"}};
inline constexpr Column outcome_components[]{{"component", f8, "1", "in the type's unit"}};

inline constexpr Column body_members[]{
    {"body", u4, "row:bodies", "of a set, text or vector"},
    {"member", u4, "row:strings", "an admissible outcome; a vector: lowest, highest, lowest, ..."}};
inline constexpr Column body_names[]{{"body", u4, "row:bodies", "that names others"},
                                     {"agent", u4, "row:agents", "one of those, ascending"}};
inline constexpr Column named_promises[]{
    {"promise", u8, "id:promises", "written in the scenario"},
    {"name", u4, "row:strings", "its name there"},
    {"announced", u1, "1", "1: told when made; 0: its scope knows it before"}};

/// What is known of each 65,536 rows of each column, the last of which may be fewer.
inline constexpr Column blocks[]{
    {"column", u2, "1", "which one: place in the attribute `paths` of this table"},
    {"block", u4, "1", "its first row is 65,536 times this number"},
    {"rows", u4, "1", "how many it has; only the last of a column has fewer than 65,536"},
    {"least", u8, "1", "smallest value; of i8 plus 2^63; of i1, f8 and digests 0"},
    {"most", u8, "1", "largest value, likewise; of i1, f8 and digests 2^64 - 1"},
    {"digest_high", u8, "1", "XXH3-128 of its values as they lie in memory, upper half"},
    {"digest_low", u8, "1", "lower half"}};

/// Where the time of the run went.
inline constexpr Column stretches[]{
    {"begin", i8, "tick", "of the first of some windows in succession"},
    {"end", i8, "tick", "of the last of them"},
    {"windows", u8, "1", "how many they are"},
    {"parallel_windows", u8, "1", "those of them that several threads served"},
    {"events", u8, "1", "handled in them"},
    {"work", f8, "s", "of all threads together"},
    {"busiest", f8, "s", "of the busiest thread of each window, summed up"},
    {"wall", f8, "s", "of serving them; what is over `busiest` was waiting"},
    {"commit", f8, "s", "of opening and closing them and handing their rows on"}};

inline constexpr Table tables[]{
    {"strings", constant, "texts that other tables refer to", strings},
    {"string_bytes", constant, "their bytes", string_bytes},
    {"agents", constant, "who there is", agents},
    {"types", constant, "promise types", types},
    {"message_kinds", constant, "what messages can be", named},
    {"timelines", constant, "branches of the world", named},
    {"axes", constant, "named axes of positions", axes},
    {"judges", constant, "judging rules", judges},
    {"bodies", constant, "what is promised: type, sign and constraint", bodies},
    {"body_members", constant, "admissible texts and numbers of bodies", body_members},
    {"body_names", constant, "agents that bodies name", body_names},
    {"outcome_texts", constant, "texts that outcomes can be", outcome_texts},
    {"outcome_vectors", constant, "vectors that outcomes can be", outcome_vectors},
    {"outcome_components", constant, "their components", outcome_components},
    {"groups", constant, "sets of agents: promisees and scopes", groups},
    {"group_members", constant, "their members", group_members},
    {"named_promises", constant, "promises written in the scenario", named_promises},
    {"promises", fact, "stated intentions", promises},
    {"builds_on", fact, "which promise rests on which", builds_on},
    {"assessments", fact, "verdicts, each its observer's own", assessments},
    {"messages", fact, "what travelled", messages},
    {"contents", fact, "where the contents of messages are", contents},
    {"contents_bytes", fact, "contents of messages", contents_bytes},
    {"transitions", fact, "hyperedges: one reaction of one agent each", transitions},
    {"incidences", fact, "tails and heads of hyperedges beyond those implied", incidences},
    {"readings", fact, "what clocks showed, where selected", readings},
    {"positions", fact, "where states are, where selected", positions},
    {"blocks", derived, "digest and range of each 65,536 rows of each column", blocks},
    {"profile", runtime, "where the time of the run went, by windows in succession", stretches},
};

struct Enumeration {
    std::string_view name;
    std::span<const std::string_view> labels;  ///< by value
};

inline constexpr std::string_view polarity_labels[]{"give", "accept"};
inline constexpr std::string_view domain_labels[]{"event", "number", "whole", "time",
                                                  "text",  "set",    "vector"};
inline constexpr std::string_view constraint_labels[]{"event", "amount", "exactly", "range",
                                                      "set",   "text",   "vector"};
inline constexpr std::string_view link_labels[]{"uses",       "cites",     "contests",
                                                "supersedes", "condition", "assumes",
                                                "unless",     "conflicts", "preferred"};
inline constexpr std::string_view verdict_labels[]{"undecided", "kept", "not_kept", "broken",
                                                   "invalidated"};
inline constexpr std::string_view reason_labels[]{
    "outcome",   "contrary_act", "silence", "pending",   "condition_unmet",
    "withdrawn", "unobserved",   "told",    "assumption"};
inline constexpr std::string_view role_labels[]{"f",         "in",       "in_error", "read",
                                                "base",      "evidence", "keeps",    "out",
                                                "out_error", "message",  "merged",   "promise"};
inline constexpr std::string_view node_kind_labels[]{"transition", "message", "promise"};

inline constexpr Enumeration enumerations[]{
    {"polarity", polarity_labels},   {"constraint", constraint_labels}, {"link", link_labels},
    {"verdict", verdict_labels},     {"reason", reason_labels},         {"role", role_labels},
    {"node_kind", node_kind_labels}, {"domain", domain_labels},
};

/// Raw bytes of the columns of one row that stand before `column`.
constexpr std::size_t row_offset(const Table& table, std::size_t column) {
    std::size_t bytes = 0;
    for (std::size_t c = 0; c < column; ++c) bytes += size_of(table.columns[c].type);
    return bytes;
}

/// Raw bytes of one row of `table`.
constexpr std::size_t row_bytes(const Table& table) {
    return row_offset(table, table.columns.size());
}

/// Place of a table in the list; behind its end if there is none of that name.
constexpr std::size_t number_of(std::string_view table) {
    std::size_t t = 0;
    while (t < std::size(tables) && tables[t].name != table) ++t;
    return t;
}
constexpr std::size_t number_of(const Table& table, std::string_view column) {
    std::size_t c = 0;
    while (c < table.columns.size() && table.columns[c].name != column) ++c;
    return c;
}

/// Place of a column in the list of all columns of all tables, as /blocks numbers them.
constexpr std::size_t column_number(std::size_t table, std::size_t column) {
    for (std::size_t t = 0; t < table; ++t) column += tables[t].columns.size();
    return column;
}

}  // namespace worldline::schema
