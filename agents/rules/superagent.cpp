// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/superagent.hpp"

#include <algorithm>
#include <cmath>

namespace worldline {
namespace {

bool is_in(std::span<const AgentId> members, AgentId agent) {
    return std::binary_search(members.begin(), members.end(), agent);
}

/// Promisees as they are seen from outside; without the promiser itself.
std::vector<AgentId> seen(const Noticed& promise, std::span<const AgentId> members, AgentId whole) {
    const AgentId promiser = is_in(members, promise.promiser()) ? whole : promise.promiser();
    std::vector<AgentId> result;
    for (const AgentId agent : promise.promisees) {
        const AgentId shown = is_in(members, agent) ? whole : agent;
        if (shown != promiser) result.push_back(shown);
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

}  // namespace

std::vector<AgentId> surface(std::span<const Noticed> promises, std::span<const AgentId> members) {
    std::vector<AgentId> result;
    for (const Noticed& promise : promises) {
        const bool leaves = std::any_of(promise.promisees.begin(), promise.promisees.end(),
                                        [&](AgentId agent) { return !is_in(members, agent); });
        if (is_in(members, promise.promiser()) && leaves) result.push_back(promise.promiser());
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

std::vector<CoarsePromise> coarse_grained(std::span<const Noticed> promises,
                                          std::span<const AgentId> members, AgentId whole,
                                          bool has_directory) {
    std::vector<CoarsePromise> coarse;
    for (const Noticed& promise : promises) {
        const bool is_inside = is_in(members, promise.promiser());
        std::vector<AgentId> promisees = seen(promise, members, whole);
        if (promisees.empty()) continue;  // interior
        const AgentId promiser = is_inside ? whole : promise.promiser();
        const auto same = std::find_if(coarse.begin(), coarse.end(), [&](const CoarsePromise& c) {
            return is_inside && c.promiser == whole && c.promisees == promisees &&
                   c.body.type == promise.body.type && c.body.polarity == promise.body.polarity;
        });
        if (same == coarse.end()) {
            coarse.push_back({promiser, promise.body, std::move(promisees)});
            if (has_directory) coarse.back().parts = {promise.promise};
            continue;
        }
        same->body.constraint = union_of(same->body.constraint, promise.body.constraint);
        if (has_directory) same->parts.push_back(promise.promise);
    }
    return coarse;
}

Constraint union_of(const Constraint& one, const Constraint& other) {
    if (is_empty(one) || one == other) return other;
    if (is_empty(other)) return one;
    if (one.kind == ConstraintKind::event || other.kind == ConstraintKind::event) return {};
    if (!one.members.empty() && !other.members.empty()) {
        Constraint both = one;
        both.kind = ConstraintKind::set;
        for (std::size_t i = 0; i < other.members.size(); ++i) {
            const auto& text = other.members[i];
            if (std::find(both.members.begin(), both.members.end(), text) != both.members.end()) {
                continue;
            }
            both.members.push_back(text);
            if (i < other.numbers.size()) both.numbers.push_back(other.numbers[i]);
        }
        return both;
    }
    const double lower = std::min(lowest(one), lowest(other));
    const double upper = std::max(highest(one), highest(other));
    if (std::isnan(lower) || std::isnan(upper)) return {};  // no common measure: that it happens
    const bool are_amounts =
        one.kind == ConstraintKind::amount && other.kind == ConstraintKind::amount;
    return {.kind = are_amounts ? ConstraintKind::amount : ConstraintKind::range,
            .lower = lower,
            .upper = upper};
}

}  // namespace worldline
