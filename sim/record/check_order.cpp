// SPDX-License-Identifier: Apache-2.0
#include "sim/record/check_order.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace worldline {
namespace {

/// How the counts of one agent's things go on from row to row.
enum class Step : std::uint8_t { by_one, ascending, not_falling };
struct SequenceRule {
    std::string_view table, agent, count;
    Step step;
    bool has_moment = false;  ///< rows stand in the order of (bin, agent, time, round)
};
/// The first three are what identities name: their counts make a thing known.
constexpr std::array rules{
    SequenceRule{"transitions", "agent", "interior_time", Step::by_one, true},
    SequenceRule{"promises", "promiser", "count", Step::ascending},
    SequenceRule{"messages", "sender", "sequence", Step::ascending},
    SequenceRule{"messages", "sender", "interior_time", Step::not_falling},
    SequenceRule{"assessments", "assessor", "interior_time", Step::not_falling, true},
    SequenceRule{"incidences", "agent", "interior_time", Step::not_falling},
    SequenceRule{"readings", "agent", "interior_time", Step::ascending},
    SequenceRule{"positions", "agent", "interior_time", Step::not_falling},
};
constexpr std::size_t n_targets = 3;

/// A column, or two, that names a thing of another table.
struct Naming {
    std::size_t target;  ///< a rule
    std::size_t column;  ///< an identity, or the count beside the maker
    std::size_t maker;   ///< the column itself where it is an identity
};

std::vector<Naming> namings_of(const schema::Table& table) {
    std::vector<Naming> namings;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const std::string_view unit = table.columns[c].unit;
        for (std::size_t target = 0; target < n_targets && unit.starts_with("id:"); ++target) {
            if (unit.substr(3) == rules[target].table) namings.push_back({target, c, c});
        }
    }
    for (const SequenceRule& rule : rules) {
        if (rule.table != table.name || rule.count != "interior_time") continue;
        if (rule.table == rules[0].table) continue;
        namings.push_back({0, number_of(table, rule.count), number_of(table, rule.agent)});
    }
    return namings;
}

/// Calls `visit(row, maker, count)` for each thing that is named; "none" is nothing.
template <class Visit>
void each_named(const TableRows& rows, const Naming& naming, const Visit& visit) {
    constexpr auto none = std::numeric_limits<std::uint64_t>::max();
    if (naming.column == naming.maker) {
        const auto ids = rows.of<std::uint64_t>(naming.column);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (ids[i] != none) visit(i, ids[i] >> 32, static_cast<std::uint32_t>(ids[i]));
        }
        return;
    }
    const auto makers = rows.of<std::uint32_t>(naming.maker);
    const auto counts = rows.of<std::uint32_t>(naming.column);
    for (std::size_t i = 0; i < counts.size(); ++i) visit(i, makers[i], counts[i]);
}

std::int64_t bin_of(std::int64_t time, std::int64_t width) {
    return time / width - (time % width < 0 ? 1 : 0);
}

/// Of a fork, and of its ancestors.
std::vector<std::int64_t> fork_times(const Reader& record) {
    std::vector<std::int64_t> times;
    for (const Reader* one = &record; one->has("parent"); one = &one->parent()) {
        times.push_back(one->number<std::int64_t>("fork_time"));
    }
    std::sort(times.begin(), times.end());
    return times;
}

}  // namespace

OrderCheck::OrderCheck(const Reader& record)
    : record_(&record),
      is_whole_(record.is_whole() && (!record.is_finished() || record.is_complete())),
      n_agents_(record.rows("agents")),
      bin_width_(std::max<std::int64_t>(1, record.number<std::int64_t>("bin_width"))),
      cuts_(fork_times(record)),
      sequences_(rules.size()),
      last_start_(std::size(schema::tables)),
      named_(n_targets) {
    for (std::size_t r = 0; r < rules.size(); ++r) {
        if (record.rows(rules[r].table) > 0) sequences_[r].next.resize(n_agents_);
        sequences_[r].moment.fill(std::numeric_limits<std::int64_t>::min());
    }
    std::fill(sequences_[0].next.begin(), sequences_[0].next.end(), 1u);
    if (!is_whole_) return;
    for (auto& named : named_) named.resize(n_agents_);
    states_.resize(n_agents_);
}

void OrderCheck::add(const TableRows& rows) {
    for (std::size_t r = 0; r < rules.size(); ++r) {
        if (rules[r].table != rows.schema().name) continue;
        check_counts(r, rows);
        if (rules[r].has_moment) check_moments(r, rows);
    }
    check_starts(rows);
    if (!is_whole_) return;
    note_named(rows);
    if (rows.schema().name == rules[0].table) note_states(rows);
}

void OrderCheck::found(const TableRows& rows, std::string_view column, std::size_t at,
                       std::string what) {
    const std::uint64_t row = rows.first + at;
    faults_.push_back({Fault::Kind::wrong, std::string(rows.schema().name), std::string(column),
                       row / schema::chunk_rows, row, std::move(what)});
}

void OrderCheck::check_counts(std::size_t r, const TableRows& rows) {
    const SequenceRule& rule = rules[r];
    Sequence& sequence = sequences_[r];
    const auto agents = rows.of<std::uint32_t>(rule.agent);
    const auto counts = rows.of<std::uint32_t>(rule.count);
    const bool is_by_one = rule.step == Step::by_one && is_whole_;
    const std::uint32_t step = rule.step == Step::not_falling ? 0 : 1;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (agents[i] >= n_agents_) continue;
        std::uint32_t& next = sequence.next[agents[i]];
        const bool is_right = is_by_one ? counts[i] == next : counts[i] >= next;
        if (!is_right && !std::exchange(sequence.is_told, true)) {
            found(rows, rule.count, i,
                  fmt::format("is {} of agent {}, where {}{} is due", counts[i], agents[i],
                              is_by_one ? "" : "at least ", next));
        }
        next = counts[i] + step;
    }
}

void OrderCheck::check_moments(std::size_t r, const TableRows& rows) {
    Sequence& sequence = sequences_[r];
    const auto agents = rows.of<std::uint32_t>(rules[r].agent);
    const auto times = rows.of<std::int64_t>("time");
    const bool has_rounds = number_of(rows.schema(), "round") < rows.columns.size();
    const auto rounds =
        has_rounds ? rows.of<std::uint8_t>("round") : std::span<const std::uint8_t>{};
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto part = std::upper_bound(cuts_.begin(), cuts_.end(), times[i]) - cuts_.begin();
        const std::array<std::int64_t, 5> moment{bin_of(times[i], bin_width_), part, agents[i],
                                                 times[i], has_rounds ? rounds[i] : 0};
        if (moment < sequence.moment && !std::exchange(sequence.is_moment_told, true)) {
            found(rows, "time", i, "is out of order: rows stand by (bin, agent, time, round)");
        }
        sequence.moment = moment;
    }
}

/// Offsets ascend, and what they lead to ends where the bytes do.
void OrderCheck::check_starts(const TableRows& rows) {
    if (number_of(rows.schema(), "start") >= rows.columns.size()) return;
    const auto starts = rows.of<std::uint64_t>("start");
    std::uint64_t& last = last_start_[rows.table];
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (starts[i] < last) {
            found(rows, "start", i, fmt::format("is {}, before that of the row before", starts[i]));
            break;
        }
        last = starts[i];
    }
    if (number_of(rows.schema(), "size") >= rows.columns.size()) return;
    const auto sizes = rows.of<std::uint32_t>("size");
    const std::uint64_t end = record_->rows("contents_bytes");
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (starts[i] <= end && sizes[i] <= end - starts[i]) continue;
        return found(rows, "size", i,
                     fmt::format("leads out of contents_bytes, which has {}", end));
    }
}

/// What a scenario names may not have been promised yet.
void OrderCheck::note_named(const TableRows& rows) {
    if (!record_->is_finished() && rows.schema().kind == schema::TableKind::constant) return;
    for (const Naming& naming : namings_of(rows.schema())) {
        std::vector<std::uint32_t>& named = named_[naming.target];
        each_named(rows, naming, [&](std::size_t, std::uint64_t maker, std::uint32_t count) {
            if (maker < n_agents_) named[maker] = std::max(named[maker], count + 1);
        });
    }
}

void OrderCheck::note_states(const TableRows& rows) {
    const auto agents = rows.of<std::uint32_t>("agent");
    const auto half = [&](const char* name) { return rows.of<std::uint64_t>(name); };
    const auto content_high = half("content_high"), content_low = half("content_low");
    const auto history_high = half("history_high"), history_low = half("history_low");
    for (std::size_t i = 0; i < agents.size(); ++i) {
        if (agents[i] >= n_agents_) continue;
        states_[agents[i]] = {{history_high[i], history_low[i]}, {content_high[i], content_low[i]}};
    }
}

void OrderCheck::finish() {
    check_groups();
    for (std::size_t target = 0; is_whole_ && target < n_targets; ++target) check_named(target);
}

void OrderCheck::check_groups() {
    const auto starts = record_->column<std::uint64_t>("groups", "start");
    const auto members = record_->column<std::uint32_t>("group_members", "agent");
    for (std::size_t g = 0; g < starts.size(); ++g) {
        const std::uint64_t end = g + 1 < starts.size() ? starts[g + 1] : members.size();
        for (std::uint64_t i = starts[g] + 1; i < std::min<std::uint64_t>(end, members.size());
             ++i) {
            if (members[i] > members[i - 1]) continue;
            faults_.push_back({Fault::Kind::wrong, "group_members", "agent", i / schema::chunk_rows,
                               i, fmt::format("does not ascend in group {}", g)});
            return;
        }
    }
}

/// Whether every thing that is named was made.
void OrderCheck::check_named(std::size_t target) {
    const std::vector<std::uint32_t>& made = sequences_[target].next;
    for (std::size_t agent = 0; agent < n_agents_; ++agent) {
        if (named_[target][agent] > (made.empty() ? 0 : made[agent])) return find_named(target);
    }
}

/// Looks for the first row that names what was never made.
void OrderCheck::find_named(std::size_t target) {
    const std::vector<std::uint32_t>& made = sequences_[target].next;
    for (std::size_t t = 0; t < std::size(schema::tables); ++t) {
        const schema::Table& table = schema::tables[t];
        for (const Naming& naming : namings_of(table)) {
            if (naming.target != target) continue;
            const hdf5::Rows all{0, record_->rows(table.name)};
            const auto makers = record_->bytes(table, table.columns[naming.maker], all);
            const auto counts = record_->bytes(table, table.columns[naming.column], all);
            TableRows rows{t, 0, std::vector<std::span<const std::byte>>(table.columns.size())};
            rows.columns[naming.maker] = makers;
            rows.columns[naming.column] = counts;
            bool is_told = false;
            each_named(rows, naming, [&](std::size_t i, std::uint64_t maker, std::uint32_t count) {
                if (is_told || maker >= n_agents_) return;
                if (!made.empty() && count < made[maker]) return;
                is_told = true;
                found(rows, table.columns[naming.column].name, i,
                      fmt::format("names number {} of agent {} in {}, which is not there", count,
                                  maker, rules[target].table));
            });
        }
    }
}

std::optional<Digest> OrderCheck::run_digest() const {
    if (!is_whole_ || sequences_[0].next.empty()) return std::nullopt;
    Digester digester;
    for (std::size_t agent = 0; agent < n_agents_; ++agent) {
        if (sequences_[0].next[agent] <= 1) return std::nullopt;
        digester.add(states_[agent].history);
        digester.add(states_[agent].content);
    }
    return digester.value();
}

}  // namespace worldline
