// SPDX-License-Identifier: Apache-2.0
#include "agents/promise_index.hpp"

#include <algorithm>

namespace worldline {

Rows::Rows(const std::vector<Cell>& cells) : values_(cells.size()) {
    std::size_t n_rows = 0;
    for (const Cell& cell : cells) n_rows = std::max(n_rows, std::size_t{cell.row} + 1);
    starts_.resize(n_rows + 1);
    for (const Cell& cell : cells) ++starts_[cell.row + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (const Cell& cell : cells) values_[next[cell.row]++] = cell.value;
}

std::span<const std::uint32_t> Rows::row(std::size_t i) const {
    if (i + 1 >= starts_.size()) return {};
    return {values_.data() + starts_[i], values_.data() + starts_[i + 1]};
}

PromiseIndex::PromiseIndex(const std::vector<Notice>& notices, const std::vector<GroupId>& scopes,
                           const std::vector<std::vector<AgentId>>& groups)
    : n_promises_(notices.size()) {
    std::vector<Rows::Cell> makers, known;
    for (std::uint32_t place = 0; place < notices.size(); ++place) {
        makers.push_back({notices[place].promise.maker().number, place});
        known.push_back({scopes[place].number, place});
    }
    made_by_ = Rows(makers);
    known_in_ = Rows(known);
    std::vector<Rows::Cell> members;
    for (std::uint32_t group = 0; group < groups.size(); ++group) {
        if (known_in_.row(group).empty()) continue;  // nobody's scope
        for (const AgentId member : groups[group]) members.push_back({member.number, group});
    }
    scopes_of_ = Rows(members);
}

std::span<const std::uint32_t> PromiseIndex::made_by(AgentId promiser) const {
    return made_by_.row(promiser.number);
}

std::vector<std::uint32_t> PromiseIndex::within_scope_of(AgentId agent) const {
    std::vector<std::uint32_t> places;
    for (const std::uint32_t group : scopes_of_.row(agent.number)) {
        const auto known = known_in_.row(group);
        places.insert(places.end(), known.begin(), known.end());
    }
    std::sort(places.begin(), places.end());
    return places;
}

std::optional<std::size_t> PromiseIndex::place_of(PromiseId promise,
                                                  const std::vector<Notice>& notices) const {
    const auto own = made_by(promise.maker());
    const auto at = std::find_if(own.begin(), own.end(), [&](std::uint32_t place) {
        return notices[place].promise == promise;
    });
    if (at == own.end()) return std::nullopt;
    return *at;
}

}  // namespace worldline
