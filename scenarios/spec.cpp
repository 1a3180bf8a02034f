// SPDX-License-Identifier: Apache-2.0
#include "scenarios/spec.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace worldline {
namespace {

bool is_same(const Body& a, const Body& b) {
    const auto bits = [](double number) { return std::bit_cast<std::uint64_t>(number); };
    return a.type == b.type && a.polarity == b.polarity && a.constraint == b.constraint &&
           a.subject == b.subject && bits(a.probability) == bits(b.probability) &&
           a.places == b.places && a.all_or_nothing == b.all_or_nothing &&
           a.impositions == b.impositions && a.names == b.names;
}

/// Of a table that nobody walks through.
std::uint64_t hash_of(const std::vector<AgentId>& members) {
    std::uint64_t hash = members.size();
    for (const AgentId member : members) {
        hash = (hash ^ member.number) * 0x9E37'79B9'7F4A'7C15ULL;
        hash ^= hash >> 29;
    }
    return hash;
}

/// The place of a value in a table, which gets it if it has not.
template <class T>
double place_in(std::vector<T>& table, const T& value) {
    const auto at = std::find(table.begin(), table.end(), value);
    const auto place = at - table.begin();
    if (at == table.end()) table.push_back(value);
    return static_cast<double>(place);
}

}  // namespace

GroupId Spec::intern(std::vector<AgentId> members) {
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    const std::uint64_t hash = hash_of(members);
    const auto [first, last] = group_ids.equal_range(hash);
    for (auto at = first; at != last; ++at) {
        if (groups[at->second.number] == members) return at->second;
    }
    const GroupId id{static_cast<std::uint32_t>(groups.size())};
    group_ids.emplace(hash, id);
    members.shrink_to_fit();
    groups.push_back(std::move(members));
    return id;
}

BodyId Spec::intern(const Body& body) {
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        if (is_same(bodies[i], body)) return {static_cast<std::uint32_t>(i)};
    }
    bodies.push_back(body);
    return {static_cast<std::uint32_t>(bodies.size() - 1)};
}

double Spec::text_place(const std::string& text) { return place_in(texts, text); }

double Spec::vector_place(const std::vector<double>& components) {
    return place_in(vectors, components);
}

Domain Spec::domain(TypeId type) const {
    constexpr std::array words = {"event", "number", "whole", "time", "text", "set", "vector"};
    const auto at = std::find(words.begin(), words.end(), type_domains[type.number]);
    return static_cast<Domain>(at == words.end() ? 0 : at - words.begin());
}

std::set<std::uint32_t> grounds_of(const Spec& spec, std::set<std::uint32_t> places) {
    std::map<PromiseId, std::uint32_t> place_of;
    for (std::uint32_t i = 0; i < spec.promises.size(); ++i) {
        place_of.emplace(spec.promises[i].promise.id, i);
    }
    for (bool has_grown = !spec.builds_on.empty(); has_grown;) {
        has_grown = false;
        for (const BuildsOn& link : spec.builds_on) {
            const auto from = place_of.find(link.from), onto = place_of.find(link.onto);
            if (from == place_of.end() || onto == place_of.end()) continue;
            if (!places.contains(from->second)) continue;
            has_grown = places.insert(onto->second).second || has_grown;
        }
    }
    return places;
}

}  // namespace worldline
