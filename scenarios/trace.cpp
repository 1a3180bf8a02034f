// SPDX-License-Identifier: Apache-2.0
#include "scenarios/trace.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

#include "scenarios/trace_rows.hpp"
#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr std::size_t faults_shown_max = 20;

/// Collects the faults of one table: the first ones, and how many more there are.
class TableFaults {
public:
    explicit TableFaults(std::string file) : file_(std::move(file)) {}

    void add(const Diagnostic& fault) {
        if (++n_ > faults_shown_max) return;
        found_.push_back(fault);
    }
    std::vector<Diagnostic> take() {
        if (n_ > faults_shown_max) {
            const int line = found_.back().line;  // so that it stays behind the others
            const std::string rest = std::to_string(n_ - faults_shown_max);
            found_.push_back({file_, line, last_column, "and " + rest + " more", {}});
        }
        return std::move(found_);
    }

private:
    std::string file_;
    std::vector<Diagnostic> found_;
    std::size_t n_ = 0;
};

/// Numbers names in the order in which they come.
class Numbering {
public:
    std::uint32_t number(std::string_view name) {
        const auto at = numbers_.find(name);
        if (at != numbers_.end()) return at->second;
        const auto number = static_cast<std::uint32_t>(names_.size());
        names_.emplace_back(name);
        numbers_.emplace(std::string(name), number);
        return number;
    }
    std::vector<std::string> take() { return std::move(names_); }

private:
    TextMap<std::uint32_t> numbers_;
    std::vector<std::string> names_;
};

}  // namespace

TraceSurvey survey(const TraceFormat& format) {
    TraceSurvey found;
    TableFaults faults(format.file);
    Numbering promisers;
    Numbering promisees;
    std::unordered_map<std::uint64_t, std::size_t> pairs;
    std::set<double> probabilities;
    try {
        TraceRows rows(format, [&](const Diagnostic& fault) { faults.add(fault); });
        for (ParsedRow row; rows.next(row);) {
            ++found.n_rows;
            if (!rows.is_good()) continue;
            if (!std::isnan(row.probability)) probabilities.insert(row.probability);
            const bool is_late = row.made >= format.until.ticks;
            if (is_late) ++found.n_late_rows;
            const std::uint32_t promiser = promisers.number(row.promiser);
            const std::uint32_t promisee = promisees.number(row.promisee);
            const auto [pair, is_new] =
                pairs.emplace(std::uint64_t{promiser} << 32 | promisee, found.pairs.size());
            if (is_new) {
                found.pairs.emplace_back(promiser, promisee);
                found.rows_of_pairs.push_back(0);
            }
            if (!is_late) ++found.rows_of_pairs[pair->second];
        }
    } catch (const TableError& error) {
        faults.add({format.file, error.line, 0, error.what(), {}});
    }
    found.promisers = promisers.take();
    found.promisees = promisees.take();
    found.faults = faults.take();
    found.probabilities.assign(probabilities.begin(), probabilities.end());
    return found;
}

namespace {

/// One table that is being read, one row ahead.
class OpenTrace {
public:
    explicit OpenTrace(const TraceSpec& trace)
        : trace_(trace), rows_(trace.format, [this](const Diagnostic& fault) {
              refuse(fault.line, fault.message);
          }) {
        read();
    }

    Time next() const { return is_over_ ? never : Time{row_.made}; }

    Planned take() {
        expects(!is_over_, "a plan is taken only where there is one");
        const AgentId promiser = found(trace_.promisers, row_.promiser);
        const AgentId promisee = found(trace_.promisees, row_.promisee);
        if (trace_.format.kind == TraceKind::assessments) return rating(promiser, promisee);
        const std::uint64_t pair = std::uint64_t{promiser.number} << 32 | promisee.number;
        const auto group = trace_.groups.find(pair);
        if (group == trace_.groups.end()) refuse_changed();
        const TraceRow row{.name = trace_.name_id,
                           .type = trace_.type,
                           .body = body(),
                           .promisees = group->second.promisees,
                           .scope = group->second.scope,
                           .due = row_.has_due ? Reading{row_.due, 0.0} : no_reading,
                           .ends_at = {row_.ends, 0.0},
                           .outcome = row_.outcome};
        const Planned planned{Time{row_.made}, promiser, event_kind::plan, Contents::of(row)};
        read();
        return planned;
    }

private:
    Planned rating(AgentId promiser, AgentId assessor) {
        const auto standing = trace_.standing.find(promiser.number);
        if (standing == trace_.standing.end()) refuse_changed();
        const bool is_kept = row_.outcome == OutcomeKind::happened;
        const RatedRow row{.promise = standing->second.id,
                           .type = trace_.type,
                           .verdict = is_kept ? Verdict::kept : Verdict::broken,
                           .degree = is_kept ? 1.0 : 0.0,
                           .listeners = trace_.listeners};
        const Planned planned{Time{row_.made}, assessor, event_kind::plan, Contents::of(row)};
        read();
        return planned;
    }
    BodyId body() const {
        if (std::isnan(row_.probability)) return trace_.body;
        const auto stated = trace_.bodies.find(row_.probability);
        if (stated == trace_.bodies.end()) refuse_changed();
        return stated->second;
    }
    void read() {
        try {
            is_over_ = !rows_.next(row_);
        } catch (const TableError& error) {
            refuse(error.line, error.what());
        }
    }
    AgentId found(const TextMap<AgentId>& agents, std::string_view name) const {
        const auto at = agents.find(name);
        if (at == agents.end()) refuse_changed();
        return at->second;
    }
    [[noreturn]] void refuse(int line, const std::string& message) const {
        throw std::runtime_error(trace_.format.path + ":" + std::to_string(line) + ": " + message);
    }
    [[noreturn]] void refuse_changed() const {
        refuse(rows_.reader().line(), "the file has changed since the scenario was loaded");
    }

    const TraceSpec& trace_;
    TraceRows rows_;
    ParsedRow row_;
    bool is_over_ = false;
};

/// All traces of a scenario. Opens its files when it is first asked.
class TraceSource final : public Source {
public:
    explicit TraceSource(std::shared_ptr<const std::vector<TraceSpec>> traces)
        : traces_(std::move(traces)) {}

    std::unique_ptr<Source> restarted() const override {
        return std::make_unique<TraceSource>(traces_);
    }
    Time next() override {
        open();
        return first().next();
    }
    Planned take() override {
        open();
        return first().take();
    }

private:
    void open() {
        if (!open_.empty()) return;
        for (const TraceSpec& trace : *traces_) {
            open_.push_back(std::make_unique<OpenTrace>(trace));
        }
    }
    OpenTrace& first() {
        const auto by_time = [](const auto& a, const auto& b) { return a->next() < b->next(); };
        return **std::min_element(open_.begin(), open_.end(), by_time);
    }

    std::shared_ptr<const std::vector<TraceSpec>> traces_;
    std::vector<std::unique_ptr<OpenTrace>> open_;
};

}  // namespace

std::shared_ptr<const Source> source_of(std::shared_ptr<const std::vector<TraceSpec>> traces) {
    if (traces->empty()) return nullptr;
    return std::make_shared<TraceSource>(std::move(traces));
}

}  // namespace worldline
