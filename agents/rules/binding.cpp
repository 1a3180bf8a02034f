// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/binding.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

bool is_made_to(const Noticed& promise, AgentId agent) {
    return std::binary_search(promise.promisees.begin(), promise.promisees.end(), agent);
}

/// Does the one promise say that it rests so on the other?
bool links(const Noticed& from, PromiseId onto, Link link) {
    return std::any_of(from.rests_on.begin(), from.rests_on.end(),
                       [&](const BuildsOn& l) { return l.onto == onto && l.link == link; });
}

/// All that was noticed, for looking up by id.
class Knowledge {
public:
    explicit Knowledge(std::span<const Noticed> noticed) : noticed_(noticed) {
        for (const Noticed& one : noticed) by_id_.emplace(one.promise, &one);
    }

    /// May the observer rely on it? Found once for each promise.
    bool relies_on(const Noticed& promise) {
        const auto [at, is_new] = relied_.emplace(promise.promise, Relied::open);
        if (!is_new) return at->second == Relied::yes;  // a ring counts for nothing
        const bool is_good = !promise.body.is_prediction(promise.promiser()) &&
                             !is_given_up(promise) && is_assisted(promise);
        relied_[promise.promise] = is_good ? Relied::yes : Relied::no;
        return is_good;
    }

private:
    enum class Relied : std::uint8_t { open, yes, no };

    /// Another one of the same agent is preferred, and both cannot be kept.
    bool is_given_up(const Noticed& promise) const {
        return std::any_of(noticed_.begin(), noticed_.end(), [&](const Noticed& other) {
            const bool do_conflict = links(other, promise.promise, Link::conflicts) ||
                                     links(promise, other.promise, Link::conflicts);
            return do_conflict && other.promiser() == promise.promiser() &&
                   links(other, promise.promise, Link::preferred);
        });
    }

    /// Help that it rests on was promised, and the promiser has accepted it.
    bool is_assisted(const Noticed& promise) {
        for (const BuildsOn& link : promise.rests_on) {
            if (link.link != Link::condition) continue;
            const auto help = by_id_.find(link.onto);
            if (help == by_id_.end() || !relies_on(*help->second)) return false;
            if (help->second->promiser() == promise.promiser()) continue;
            if (links(promise, link.onto, Link::assumes)) continue;  // a member of the whole
            const bool is_used =
                std::any_of(noticed_.begin(), noticed_.end(), [&](const Noticed& use) {
                    return use.promiser() == promise.promiser() && is_match(*help->second, use);
                });
            if (!is_used) return false;
        }
        return true;
    }

    std::span<const Noticed> noticed_;
    std::map<PromiseId, const Noticed*> by_id_;
    std::map<PromiseId, Relied> relied_;
};

}  // namespace

bool is_match(const Noticed& one, const Noticed& other) {
    return one.body.type == other.body.type && one.body.polarity != other.body.polarity &&
           !one.body.is_prediction(one.promiser()) && !other.body.is_prediction(other.promiser()) &&
           is_made_to(one, other.promiser()) && is_made_to(other, one.promiser());
}

Constraint flow(const Noticed& give, const Noticed& accept) {
    expects(is_match(give, accept), "what flows lies between a give and its accept");
    const Constraint both = intersection(give.body.constraint, accept.body.constraint);
    const auto is_met = [&](const Body& body) {
        const Constraint& own = body.constraint;
        if (!body.all_or_nothing) return true;
        return own.kind == ConstraintKind::amount ? highest(both) == own.upper : both == own;
    };
    if (is_met(give.body) && is_met(accept.body)) return both;
    if (both.kind == ConstraintKind::amount) {
        return {.kind = ConstraintKind::amount, .lower = 0.0, .upper = 0.0};
    }
    return {.kind = ConstraintKind::set};
}

std::vector<Noticed> relied_on(std::span<const Noticed> noticed) {
    Knowledge knowledge(noticed);
    std::vector<Noticed> relied;
    for (const Noticed& one : noticed) {
        if (knowledge.relies_on(one)) relied.push_back(one);
    }
    return relied;
}

std::vector<Binding> bindings(std::span<const Noticed> noticed) {
    std::vector<Binding> all;
    for (const Noticed& give : noticed) {
        if (!give.is_give()) continue;
        for (const Noticed& accept : noticed) {
            if (!is_match(give, accept)) continue;
            all.push_back({give.promise, accept.promise, std::max(give.noticed, accept.noticed),
                           flow(give, accept)});
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Binding& a, const Binding& b) { return a.since < b.since; });
    return all;
}

std::optional<Constraint> expectation(std::span<const Noticed> noticed, const Noticed& about) {
    std::vector<Noticed> part;
    for (Noticed& one : relied_on(noticed)) {
        if (one.promise == about.promise || is_match(one, about)) part.push_back(std::move(one));
    }
    const std::vector<Binding> bound = bindings(part);
    if (!bound.empty()) return bound.front().flows;
    if (part.empty()) return std::nullopt;
    return part.front().body.constraint;
}

double Places::utilisation() const {
    return places == 0 ? 0.0 : static_cast<double>(n_users()) / static_cast<double>(places);
}

double Places::net_valence() const {
    return static_cast<double>(places) - static_cast<double>(n_users());
}

Places places_of(std::span<const Noticed> noticed, const Noticed& give) {
    std::vector<const Noticed*> users;
    for (const Noticed& one : noticed) {
        if (!one.is_give() && is_match(give, one)) users.push_back(&one);
    }
    std::stable_sort(users.begin(), users.end(),
                     [](const Noticed* a, const Noticed* b) { return a->noticed < b->noticed; });
    Places found{.places = give.body.places};
    for (const Noticed* user : users) {
        const bool is_served = found.places == 0 || found.served.size() < found.places;
        (is_served ? found.served : found.queue).push_back(user->promise);
    }
    return found;
}

bool is_over_committed(const Body& body, std::span<const AgentId> promisees) {
    return body.places > 0 && promisees.size() > body.places;
}

std::size_t rank(const Body& body, AgentId promiser) {
    if (body.polarity == Polarity::accept) return 1;
    std::set<AgentId> named(body.names.begin(), body.names.end());
    if (body.subject != nobody) named.insert(body.subject);
    named.erase(promiser);
    return named.size();
}

bool is_complete(const Body& body, AgentId promiser, std::span<const AgentId> scope) {
    const auto knows = [&](AgentId agent) {
        return agent == nobody || agent == promiser ||
               std::find(scope.begin(), scope.end(), agent) != scope.end();
    };
    return knows(body.subject) && std::all_of(body.names.begin(), body.names.end(), knows);
}

std::vector<MatrixEntry> promise_matrix(std::span<const Noticed> promises,
                                        std::optional<TypeId> type) {
    std::map<std::pair<AgentId, AgentId>, std::uint32_t> counts;
    for (const Noticed& one : promises) {
        if (type && one.body.type != *type) continue;
        for (const AgentId promisee : one.promisees) ++counts[{one.promiser(), promisee}];
    }
    std::vector<MatrixEntry> matrix;
    for (const auto& [pair, n] : counts) matrix.push_back({pair.first, pair.second, n});
    return matrix;
}

}  // namespace worldline
