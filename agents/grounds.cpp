// SPDX-License-Identifier: Apache-2.0
#include "agents/grounds.hpp"

#include <algorithm>

#include "agents/setup.hpp"

namespace worldline {
namespace {

bool decides(Link link) {
    return link == Link::condition || link == Link::assumes || link == Link::unless;
}

/// Those of `links`, ascending by `end`, that have this end.
std::span<const BuildsOn> with(const std::vector<BuildsOn>& links, PromiseId BuildsOn::*end,
                               PromiseId promise) {
    if (links.empty()) return {};
    const auto first = std::lower_bound(
        links.begin(), links.end(), promise,
        [end](const BuildsOn& link, PromiseId wanted) { return link.*end < wanted; });
    const auto last = std::find_if(first, links.end(),
                                   [&](const BuildsOn& link) { return link.*end != promise; });
    return {first, last};
}

void insert(std::vector<BuildsOn>& links, const BuildsOn& link, PromiseId BuildsOn::*end) {
    const auto at =
        std::upper_bound(links.begin(), links.end(), link,
                         [end](const BuildsOn& a, const BuildsOn& b) { return a.*end < b.*end; });
    links.insert(at, link);
}

template <class T>
std::optional<T> entry_of(const std::vector<std::pair<PromiseId, T>>& table, PromiseId promise) {
    const auto at =
        std::lower_bound(table.begin(), table.end(), promise,
                         [](const auto& entry, PromiseId wanted) { return entry.first < wanted; });
    if (at == table.end() || at->first != promise) return std::nullopt;
    return at->second;
}

}  // namespace

void Grounds::add(const BuildsOn& link) {
    if (!decides(link.link)) return;
    insert(by_from, link, &BuildsOn::from);
    insert(by_onto, link, &BuildsOn::onto);
}

void Grounds::add(const Promise& promise) {
    const auto put = [&](auto& table, auto value) {
        const std::pair entry{promise.id, value};
        table.insert(std::upper_bound(table.begin(), table.end(), entry), entry);
    };
    if (promise.about_from != no_reading) put(about_from, promise.about_from);
    if (promise.clock != nobody) put(clocks, promise.clock);
}

std::span<const BuildsOn> Grounds::of(PromiseId promise) const {
    return with(by_from, &BuildsOn::from, promise);
}

std::span<const BuildsOn> Grounds::upon(PromiseId onto) const {
    return with(by_onto, &BuildsOn::onto, onto);
}

std::optional<Reading> Grounds::about(PromiseId promise) const {
    return entry_of(about_from, promise);
}

AgentId Grounds::clock(PromiseId promise) const {
    return entry_of(clocks, promise).value_or(promise.maker());
}

std::span<const double> Surroundings::components(BodyId body, double place) const {
    const bool is_vector = bodies[body.number].constraint.kind == ConstraintKind::vector;
    if (!is_vector || !(place >= 0.0) || place >= static_cast<double>(vectors.size())) return {};
    return vectors[static_cast<std::size_t>(place)];
}

}  // namespace worldline
