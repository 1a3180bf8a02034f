// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch_traffic.hpp"

#include <algorithm>

namespace worldline {

/// Rows come bin by bin: whatever was heard before the first transition of a batch is past.
void TrafficWatch::commit(const Batch& batch) {
    if (batch.transitions.empty()) return;
    Time first = never;
    std::map<TransitionId, Time> said;
    for (const Transition& row : batch.transitions) {
        first = std::min(first, row.time);
        const AgentId agent = row.id.maker();
        if (agent == one_ || agent == other_) said.emplace(row.id, row.time);
    }
    for (auto* list : {&from_one_, &from_other_}) {
        std::erase_if(*list, [&](const UnderWay& message) { return message.heard <= first; });
    }
    for (const Message& row : batch.messages) {
        const bool is_of_one = row.id.maker() == one_ && row.receiver == other_;
        const bool is_of_other = row.id.maker() == other_ && row.receiver == one_;
        const auto at = said.find(row.transition);
        if ((!is_of_one && !is_of_other) || row.received == never || at == said.end()) continue;
        const UnderWay message{at->second, row.received};
        const auto& others = is_of_one ? from_other_ : from_one_;
        n_pairs_ += static_cast<double>(
            std::count_if(others.begin(), others.end(), [&](const UnderWay& other) {
                return other.said < message.heard && message.said < other.heard;
            }));
        (is_of_one ? from_one_ : from_other_).push_back(message);
    }
}

void TrafficWatch::save(SnapshotWriter& writer) const {
    writer.put(from_one_);
    writer.put(from_other_);
    writer.put(n_pairs_);
}

void TrafficWatch::load(SnapshotReader& reader) {
    reader.take(from_one_);
    reader.take(from_other_);
    reader.take(n_pairs_);
}

}  // namespace worldline
