// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// Every column of a record, once; `tables.hpp` lists the tables. The writer, the reader,
/// `verify`, Python, the format page and the tests come from it: a new table is one more entry.
///
/// A table is an HDF5 group of 1-D datasets of equal length, one dataset a column. "None" is the
/// largest value of an unsigned type, NaN of a float, the smallest value of i8. Readings are
/// ticks of the shown clock with a fraction in [0, 1); `time` is coordinate time, which no agent
/// sees. Rows stand in the order (bin, agent, time, round, sequence) and are never changed.
namespace worldline::schema {

inline constexpr std::array<unsigned, 2> version{1, 0};

enum class Type : unsigned char { u1, u2, u4, u8, i1, i8, f8 };
constexpr std::size_t size_of(Type type) {
    constexpr std::size_t sizes[]{1, 2, 4, 8, 1, 8, 8};
    return sizes[static_cast<std::size_t>(type)];
}

struct Column {
    std::string_view name;
    Type type;
    std::string_view unit;     ///< "tick", "s", "1"; "row:X" a row of table X; "id:X" a packed id
    std::string_view meaning;  ///< or "enum:X", the labels of which stand in /enums/X
};

/// What the rows of a table are. Only `fact` tables grow during a run; `derived` ones follow from
/// the others and can be made again; `runtime` is how the run went. No digest covers these two.
enum class TableKind : unsigned char { constant, fact, derived, runtime };

struct Table {
    std::string_view name;
    TableKind kind;
    std::string_view meaning;
    std::span<const Column> columns;
};

using enum Type;

inline constexpr Column strings[]{
    {"start", u8, "1", "first byte in `string_bytes`; the text ends where the next one starts"}};
inline constexpr Column string_bytes[]{{"byte", u1, "1", "UTF-8 text of all strings"}};
inline constexpr Column agents[]{{"name", u4, "row:strings", "unique in the scenario"},
                                 {"behaviour", u4, "row:strings", "registered name"},
                                 {"kernel", u4, "1", "host; it runs its agents one at a time"},
                                 {"clock", u4, "row:strings", "kind and parameters"},
                                 {"motion", u4, "row:strings", "kind and parameters"}};
inline constexpr Column named[]{{"name", u4, "row:strings", "as written in the scenario"}};
inline constexpr Column axes[]{{"name", u4, "row:strings", "of the axis"},
                               {"unit", u4, "row:strings", "of positions along it"}};
inline constexpr Column judges[]{{"name", u4, "row:strings", "as written in the scenario"},
                                 {"rule", u4, "row:strings", "rule and parameters"}};
inline constexpr Column bodies[]{
    {"type", u4, "row:types", "what kind of thing is promised"},
    {"polarity", u1, "1", "enum:polarity"},
    {"constraint", u1, "1", "enum:constraint"},
    {"lower", f8, "1", "least admissible outcome, in the type's unit"},
    {"upper", f8, "1", "largest admissible outcome"},
    {"subject", u4, "row:agents", "whose behaviour; none: the promiser's own"},
    {"probability", f8, "1", "as stated by the promiser; NaN: none"},
    {"places", u4, "1", "how many acceptances it serves; 0: any number"},
    {"all_or_nothing", u1, "1", "1: what flows is all of it, or none"},
    {"impositions", u1, "1", "1: an acceptance of what its promisees impose"}};
inline constexpr Column groups[]{{"start", u8, "row:group_members", "first member"}};
inline constexpr Column group_members[]{{"agent", u4, "row:agents", "ascending in a group"}};
inline constexpr Column promises[]{
    {"promiser", u4, "row:agents", "who promises, about itself"},
    {"count", u4, "1", "the promiser's own count of its promises; with `promiser` the id"},
    {"body", u4, "row:bodies", "what is promised"},
    {"promisees", u4, "row:groups", "to whom"},
    {"scope", u4, "row:groups", "who knows of it"},
    {"made", i8, "tick", "reading at which it was made"},
    {"made_fraction", f8, "tick", "fraction of that reading"},
    {"about_from", i8, "tick", "reading from which it is about; none"},
    {"about_to", i8, "tick", "reading to which it is about; none"},
    {"due", i8, "tick", "reading by which it is to be kept; none"},
    {"due_fraction", f8, "tick", "fraction of that reading"},
    {"period", i8, "tick", "of a schedule; 0: a single promise"},
    {"occurrences", u4, "1", "last occurrence of a schedule"},
    {"clock", u4, "row:agents", "whose clock the times are read on; none: the promiser's"},
    {"timeline", u2, "row:timelines", "branch on which it is made"}};
inline constexpr Column builds_on[]{{"from", u8, "id:promises", "the promise that rests"},
                                    {"onto", u8, "id:promises", "the promise rested on"},
                                    {"link", u1, "1", "enum:link"}};
inline constexpr Column assessments[]{
    {"assessor", u4, "row:agents", "whose verdict it is"},
    {"promise", u8, "id:promises", "promiser in the upper 32 bits, its count in the lower"},
    {"occurrence", u4, "1", "of a schedule, from 1; 0: the whole promise"},
    {"verdict", u1, "1", "enum:verdict"},
    {"reason", u1, "1", "enum:reason"},
    {"degree", f8, "1", "how far kept, 0 to 1; NaN while undecided"},
    {"margin", f8, "s", "how far inside (+) or outside (-) the tolerance"},
    {"reading", i8, "tick", "on the assessor's clock"},
    {"reading_fraction", f8, "tick", "fraction of that reading"},
    {"learnt_from", u4, "row:agents", "who told it; none: own evidence"},
    {"evidence", u8, "id:messages", "what reached the assessor; none: silence"},
    {"trust", f8, "1", "expectation in the promiser afterwards; NaN: unchanged"},
    {"judge", u2, "row:judges", "rule used; none: told"},
    {"time", i8, "tick", "coordinate time: apparatus view"},
    {"interior_time", u4, "1", "the assessor's own count of transitions: in which it judged"}};
inline constexpr Column messages[]{
    {"sender", u4, "row:agents", "who said it"},
    {"sequence", u4, "1", "the sender's own count of what it said; with `sender` the id"},
    {"receiver", u4, "row:agents", "who hears it"},
    {"kind", u2, "row:message_kinds", "what it is"},
    {"interior_time", u4, "1", "the sender's transition in which it was said"},
    {"received", i8, "tick", "coordinate time of arrival: apparatus view"},
    {"promise", u8, "id:promises", "what it is about; none"}};
inline constexpr Column contents[]{{"message", u8, "id:messages", "only those that have contents"},
                                   {"start", u8, "row:contents_bytes", "first byte"},
                                   {"size", u4, "byte", "number of bytes"}};
inline constexpr Column contents_bytes[]{{"byte", u1, "1", "contents, one after the other"}};
inline constexpr Column transitions[]{
    {"agent", u4, "row:agents", "whose reaction it is"},
    {"interior_time", u4, "1", "its own count of transitions; with `agent` the id"},
    {"time", i8, "tick", "coordinate time: apparatus view"},
    {"round", u1, "1", "of zero-delay exchange inside a kernel"},
    {"return_code", i1, "1", "0: no error"},
    {"cause", u8, "id:messages", "message heard; none: the agent's own alarm or plan"},
    {"content_high", u8, "1", "digest of the state's content, upper half"},
    {"content_low", u8, "1", "lower half"},
    {"history_high", u8, "1", "digest of the state's history, upper half"},
    {"history_low", u8, "1", "lower half"},
    {"timeline", u2, "row:timelines", "branch on which it happens"}};
inline constexpr Column incidences[]{
    {"agent", u4, "row:agents", "whose transition"},
    {"interior_time", u4, "1", "which of its transitions"},
    {"role", u1, "1", "enum:role"},
    {"kind", u1, "1", "enum:node_kind"},
    {"node", u8, "1", "packed id of that kind: the state at the other end"},
    {"occurrence", u4, "1", "of a schedule; 0: the whole promise"}};
inline constexpr Column readings[]{{"agent", u4, "row:agents", "whose clock"},
                                   {"interior_time", u4, "1", "at which of its transitions"},
                                   {"reading", i8, "tick", "what the clock showed"},
                                   {"reading_fraction", f8, "tick", "fraction of that reading"}};
inline constexpr Column positions[]{{"agent", u4, "row:agents", "whose state"},
                                    {"interior_time", u4, "1", "after which of its transitions"},
                                    {"axis", u2, "row:axes", "one of the world's axes"},
                                    {"position", f8, "unit of axis", "along it"}};
}  // namespace worldline::schema
