// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch_response.hpp"

namespace worldline {

ResponseWatch::ResponseWatch(const MeasureSpec& measure, const Spec& spec)
    : measure_(measure), spec_(spec), of_(spec.agents.size(), false) {
    for (const AgentId agent : measure.by) of_[agent.number] = true;
}

void ResponseWatch::commit(const Batch& batch) {
    // An answer may stand before its question, for rows of one bin are in the order of agents.
    std::size_t at = 0;
    for (const Message& row : batch.messages) {
        if (row.kind != measure_.says || !of_[row.id.maker().number]) continue;
        while (at < batch.transitions.size() && batch.transitions[at].id != row.transition) ++at;
        if (at == batch.transitions.size()) break;
        unanswered_[row.id.maker().number].push_back(batch.transitions[at].time.ticks);
    }
    for (const Message& row : batch.messages) {
        const bool is_heard = row.kind == measure_.hears && of_[row.receiver.number] &&
                              row.received != never && row.received < spec_.until;
        if (!is_heard) continue;
        auto& said = unanswered_[row.receiver.number];
        if (said.empty()) continue;
        sum_ += static_cast<double>(row.received.ticks - said.front());
        ++n_;
        said.erase(said.begin());
    }
}

std::optional<double> ResponseWatch::number() const {
    if (n_ == 0) return std::nullopt;
    return sum_ / static_cast<double>(n_) * spec_.resolution.seconds();
}

void ResponseWatch::save(SnapshotWriter& writer) const {
    writer.put(sum_);
    writer.put(n_);
    writer.put(std::uint64_t{unanswered_.size()});
    for (const auto& [agent, said] : unanswered_) {
        writer.put(agent);
        writer.put(said);
    }
}

void ResponseWatch::load(SnapshotReader& reader) {
    reader.take(sum_);
    reader.take(n_);
    unanswered_.clear();
    for (std::size_t n = reader.take_count(); n > 0; --n) {
        const auto agent = reader.take<std::uint32_t>();
        SnapshotReader::check(agent < of_.size(), "it is of other agents");
        reader.take(unanswered_[agent]);
    }
}

}  // namespace worldline
