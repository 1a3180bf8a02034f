// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agents/setup.hpp"
#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"
#include "sim/engine/world.hpp"

/// Promises or assessments of the real world, one a row of a CSV table, read while the run goes on.
namespace worldline {

/// What a column of a trace is for. In a trace of assessments `promisee` is the assessor, and
/// `outcome` the rating.
enum class TraceColumn : std::uint8_t { promiser, promisee, made, due, ends, outcome, probability };
inline constexpr std::size_t n_trace_columns = 7;

/// What one row of a trace is.
enum class TraceKind : std::uint8_t { promises, assessments };

__extension__ using Wide = __int128;

/// Times that are read lie within so many ticks of 0: then sums of a few of them are in range.
inline constexpr std::int64_t ticks_max = std::int64_t{1} << 61;

/// Times in a trace: numbers of `time_unit` since the epoch of UTC (or since 0), and ISO dates.
/// All in whole numbers, so that a decimal is exactly the tick that it names.
struct TraceTime {
    Wide unit = 1;           ///< [as]
    Wide tick = 1;           ///< [as]
    Wide epoch = 0;          ///< time 0, since 1970 if dates are understood [as]
    bool has_epoch = false;  ///< else numbers count from time 0, and there are no dates

    /// Ticks of the run. Throws `std::invalid_argument` with what is wrong with the text.
    std::int64_t ticks(std::string_view text) const;
};

/// Lets texts be looked up without making a string of them.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// How a table is read.
struct TraceFormat {
    std::string name;  ///< of the trace
    std::string file;  ///< as the scenario names it
    std::string path;  ///< where it was found
    TraceKind kind = TraceKind::promises;
    std::array<std::string, n_trace_columns> columns;  ///< their names; empty: the table has none
    double kept_from = 0.0;                            ///< ratings from here on mean kept
    TraceTime time;
    TextMap<OutcomeKind> outcomes;
    Time until{never_ticks};
};

/// What the first pass over a table finds.
struct TraceSurvey {
    std::vector<std::string> promisers;  ///< by number; in order of appearance
    std::vector<std::string> promisees;
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        pairs;                                 ///< (promiser, promisee), each once
    std::vector<std::uint64_t> rows_of_pairs;  ///< before the end of the run; by pair
    std::uint64_t n_rows = 0;
    std::uint64_t n_late_rows = 0;      ///< made at or after the end of the run
    std::vector<double> probabilities;  ///< that rows state, each once
    std::vector<Diagnostic> faults;
};

/// Reads the whole table once. Faults beyond the twentieth are counted in the last.
TraceSurvey survey(const TraceFormat& format);

/// A trace, ready to run: names are numbers.
struct TraceSpec {
    std::string name;
    TraceFormat format;
    TypeId type;
    BodyId body;
    std::map<double, BodyId> bodies;  ///< by stated probability, where rows state one
    NameId name_id;
    GroupId listeners;                          ///< of assessments
    std::map<std::uint32_t, Promise> standing;  ///< that are rated, by promiser
    std::uint64_t n_rows = 0;
    TextMap<AgentId> promisers;
    struct Group {
        GroupId promisees;
        GroupId scope;
    };
    TextMap<AgentId> promisees;
    std::unordered_map<std::uint64_t, Group> groups;  ///< by promiser and promisee
    struct Pair {
        AgentId promiser;  ///< of assessments: the assessor
        GroupId scope;
        std::uint64_t n_rows = 0;  ///< before the end of the run
    };
    std::vector<Pair> pairs;  ///< each once
    Place place = {};

    /// Is a promise with this body one of the table's?
    bool has(BodyId other) const {
        return other == body || std::binary_search(own_bodies.begin(), own_bodies.end(), other);
    }
    std::vector<BodyId> own_bodies;  ///< those of `bodies`, ascending
};

/// The plans of all traces, in order of time; among equals in the order of the scenario.
std::shared_ptr<const Source> source_of(std::shared_ptr<const std::vector<TraceSpec>> traces);

/// The moment that an ISO 8601 text names, in seconds of UTC since 1970: "2013-01-01" or
/// "2013-01-01T05:00:00Z". Nothing if it is none.
std::optional<std::int64_t> utc_seconds(std::string_view text);

}  // namespace worldline
