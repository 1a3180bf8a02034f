// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/outgoing.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "sim/engine/engine.hpp"

namespace worldline {
namespace {

/// A batch is handed over when it has about so many rows. So many of one block go as they are.
constexpr std::size_t batch_rows = 32'768;
constexpr std::size_t own_batch_rows = 4'096;
constexpr std::size_t batches_under_way = 4;

/// Rows in agent order where the turns of several agents interleave.
template <class Row, class AgentOf>
void sort_rows(std::vector<Row>& rows, AgentOf agent_of) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const Row& a, const Row& b) { return agent_of(a) < agent_of(b); });
}

void sort_by_agent(Batch& batch) {
    sort_rows(batch.promises, [](const Promise& row) { return row.promiser(); });
    sort_rows(batch.builds_on, [](const BuildsOn& row) { return row.from.maker(); });
    sort_rows(batch.messages, [](const Message& row) { return row.id.maker(); });
    const auto of_transition = [](const auto& row) { return row.transition.maker(); };
    sort_rows(batch.transitions, [](const Transition& row) { return row.id.maker(); });
    sort_rows(batch.incidences, of_transition);
    sort_rows(batch.readings, of_transition);
    sort_rows(batch.positions, of_transition);
    struct Judged {
        Assessment assessment;
        Time time;
        TransitionId transition;
    };
    std::vector<Judged> judged;
    for (std::size_t i = 0; i < batch.assessments.size(); ++i) {
        judged.push_back({batch.assessments[i], batch.assessed[i], batch.assessed_in[i]});
    }
    sort_rows(judged, of_transition);
    for (std::size_t i = 0; i < judged.size(); ++i) {
        batch.assessments[i] = judged[i].assessment;
        batch.assessed[i] = judged[i].time;
        batch.assessed_in[i] = judged[i].transition;
    }
}

/// Looks at an engine for sinks, when its run is over.
class StatesOfEngine final : public LastStates {
public:
    explicit StatesOfEngine(const Engine& engine) : engine_(engine) {}
    std::optional<double> number(AgentId agent, std::string_view name) const override {
        for (const StateValue& one : engine_.look_at(agent).state) {
            if (one.name != name) continue;
            if (const auto* real = std::get_if<double>(&one.value)) return *real;
            if (const auto* whole = std::get_if<std::int64_t>(&one.value)) {
                return static_cast<double>(*whole);
            }
        }
        return std::nullopt;
    }

private:
    const Engine& engine_;
};

}  // namespace

Outgoing::Outgoing(std::span<Sink* const> sinks, bool interleaves)
    : sinks_(sinks.begin(), sinks.end()), interleaves_(interleaves), telling_(batches_under_way) {}

void Outgoing::begin(const Preamble& preamble) {
    for (Sink* sink : sinks_) sink->begin(preamble);
}

void Outgoing::add(Batch& rows, bool is_part) {
    if (rows.rows() == 0) return;
    if (interleaves_ || is_part) {
        window_.append(rows);
    } else if (rows.rows() >= own_batch_rows) {
        hand_over(waiting_);
        return hand_over(rows);
    } else {
        waiting_.append(rows);
    }
    rows.clear();
}

void Outgoing::close_window() {
    if (window_.rows() > 0) {
        sort_by_agent(window_);
        waiting_.append(window_);
        window_.clear();
    }
    if (waiting_.rows() >= batch_rows) hand_over(waiting_);
}

/// Swaps the rows for an empty batch, whose memory has been used before.
void Outgoing::hand_over(Batch& rows) {
    if (rows.rows() == 0) return;
    std::unique_ptr<Batch> batch;
    {
        const std::lock_guard lock(mutex_);
        if (spare_.empty()) {
            spare_.push_back(std::make_unique<Batch>());
            ++n_batches_;
        }
        batch = std::move(spare_.back());
        spare_.pop_back();
    }
    largest_ = std::max(largest_, rows.rows());
    std::swap(*batch, rows);
    // Held by the task alone; a shared pointer, since a task is copied.
    telling_.submit([this, told = std::shared_ptr<Batch>(std::move(batch))] {
        for (Sink* sink : sinks_) sink->commit(*told);
        auto emptied = std::make_unique<Batch>(std::move(*told));
        emptied->clear();
        const std::lock_guard lock(mutex_);
        spare_.push_back(std::move(emptied));
    });
}

void Outgoing::checkpoint(Checkpoint checkpoint) {
    close_window();
    hand_over(waiting_);
    is_checkpoint_under_way_ = true;
    // Held by the task alone; a shared pointer, since a task is copied.
    telling_.submit([this, told = std::make_shared<const Checkpoint>(std::move(checkpoint))] {
        for (Sink* sink : sinks_) sink->checkpoint(*told);
        is_checkpoint_under_way_ = false;
    });
}

void Outgoing::end(const Ending& ending, const Engine* engine) {
    close_window();
    hand_over(waiting_);
    telling_.finish();
    if (engine != nullptr && ending.complete) {
        const StatesOfEngine states(*engine);
        for (Sink* sink : sinks_) sink->last_states(states);
    }
    for (Sink* sink : sinks_) sink->end(ending);
}

std::size_t Outgoing::bytes() const {
    constexpr std::size_t bytes_a_row = 64;
    const std::lock_guard lock(mutex_);
    return (n_batches_ + 1) * largest_ * bytes_a_row;
}

}  // namespace worldline
