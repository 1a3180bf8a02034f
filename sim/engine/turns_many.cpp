// SPDX-License-Identifier: Apache-2.0
//
// Turns of many agents at once. A window is gone through in waves: the first turn of each agent,
// then the second of those who have one, and so on. Agents that are alone in their kernels cannot
// touch one another within a window, so each lives through the same as if it were served alone.
#include <algorithm>

#include "sim/base/expects.hpp"
#include "sim/engine/turns.hpp"

namespace worldline {

std::span<Turn* const> Turns::next_many(std::size_t most) {
    chosen_.clear();
    if (window_.by_time || hosts_ != nullptr || has_pilots_) {
        if (Turn* turn = next()) chosen_.push_back(turn);
        return chosen_;
    }
    do {
        if (!queues_.empty()) share_out();
        std::erase_if(queues_, [](const Queue& queue) {
            return queue.next == queue.end && queue.own.empty();
        });
        if (queues_.empty()) gather(most);
        choose_many();
    } while (chosen_.empty() && !queues_.empty());
    return chosen_;
}

/// The next agents of the kind that is being run, up to so many, each with all its events.
void Turns::gather(std::size_t most) {
    if (is_ready_ && kind_of(turn_) == kind_) {
        is_ready_ = false;
        has_first_turn_ = true;
        queues_.push_back({turn_.event_->receiver, cursor_, run_end_, {}});
        share_out();
        cursor_ = run_end_;
    }
    while (queues_.size() < most && cursor_ < n_ && kinds_[events_[cursor_].receiver] == kind_) {
        const std::uint32_t receiver = events_[cursor_].receiver;
        run_end_ = cursor_ + 1;
        while (run_end_ < n_ && events_[run_end_].receiver == receiver) ++run_end_;
        if (run_end_ - cursor_ > 1) sort_run({events_ + cursor_, run_end_ - cursor_});
        queues_.push_back({receiver, cursor_, run_end_, {}});
        fetch_later();
        cursor_ = run_end_;
    }
}

/// One wave.
void Turns::choose_many() {
    std::size_t n_used = 0;
    for (Queue& queue : queues_) {
        if (has_first_turn_) {
            has_first_turn_ = false;
            chosen_.push_back(&turn_);
            continue;
        }
        if (queue.next == queue.end && queue.own.empty()) continue;
        if (many_.size() == n_used) many_.push_back(std::make_unique<Turn>(*this));
        Turn& turn = *many_[n_used];
        opening_ = &turn;  // it is the one that fails, if one does
        const bool is_turn_of_it = take(queue, turn);
        opening_ = nullptr;
        if (!is_turn_of_it) continue;
        chosen_.push_back(&turn);
        ++n_used;
        ++n_events;
    }
}

/// Takes the earlier of an agent's next event and of what it has sent itself. False: no turn.
bool Turns::take(Queue& queue, Turn& turn) {
    const auto before = [this](const Event& a, const Event& b) { return comes_before(a, b); };
    const auto own = std::min_element(queue.own.begin(), queue.own.end(), before);
    const bool is_own =
        own != queue.own.end() && (queue.next == queue.end || before(*own, events_[queue.next]));
    if (is_own) {
        turn.held_ = *own;
        queue.own.erase(own);
        turn.event_ = &turn.held_;
    } else {
        turn.event_ = &events_[queue.next++];
    }
    turn.now_ = window_.start + Duration{turn.event_->offset};
    turn.life_ = &lives_[turn.event_->receiver];
    if (!is_plain(*turn.event_)) return is_turn(turn);
    turn.begin_message();
    return true;
}

/// What agents have sent themselves within the window belongs to their own queues.
void Turns::share_out() {
    for (const Event& event : merged_) {
        const auto queue = std::lower_bound(
            queues_.begin(), queues_.end(), event.receiver,
            [](const Queue& each, std::uint32_t receiver) { return each.receiver < receiver; });
        expects(queue != queues_.end() && queue->receiver == event.receiver,
                "within a window an agent that is alone reaches itself alone");
        queue->own.push_back(event);
    }
    merged_.clear();
}

}  // namespace worldline
