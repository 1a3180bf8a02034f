// SPDX-License-Identifier: Apache-2.0
#include "scenarios/spec.hpp"

#include <algorithm>
#include <bit>

namespace worldline {
namespace {

bool is_same(const Body& a, const Body& b) {
    const auto bits = [](double number) { return std::bit_cast<std::uint64_t>(number); };
    return a.type == b.type && a.polarity == b.polarity && a.constraint == b.constraint &&
           a.subject == b.subject && bits(a.probability) == bits(b.probability);
}

}  // namespace

GroupId Spec::intern(std::vector<AgentId> members) {
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    const auto next = static_cast<std::uint32_t>(groups.size());
    const auto [at, is_new] = group_ids.emplace(std::move(members), GroupId{next});
    if (is_new) groups.push_back(at->first);
    return at->second;
}

BodyId Spec::intern(const Body& body) {
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        if (is_same(bodies[i], body)) return {static_cast<std::uint32_t>(i)};
    }
    bodies.push_back(body);
    return {static_cast<std::uint32_t>(bodies.size() - 1)};
}

}  // namespace worldline
