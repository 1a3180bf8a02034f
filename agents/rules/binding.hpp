// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/ledger/promise.hpp"

/// What an observer may expect, from the promises that it has noticed: bindings, assistance,
/// conflicts, places. Pure, and the observer's own: what another noticed does not count here.
namespace worldline {

/// A promise as one observer noticed it.
struct Noticed {
    PromiseId promise;
    Body body;
    std::vector<AgentId> promisees;  ///< ascending
    Reading noticed;                 ///< on the observer's clock
    std::vector<BuildsOn> rests_on;  ///< what it says that it rests on

    AgentId promiser() const { return promise.maker(); }
    bool is_give() const { return body.polarity == Polarity::give; }
};

/// A give and an accept that are meant for each other, as one observer sees them.
struct Binding {
    PromiseId give;
    PromiseId accept;
    Reading since;     ///< from when both were noticed
    Constraint flows;  ///< what both allow
};

/// Are they a give and an accept of one type, each made to the other's promiser? A prediction
/// binds nothing.
bool is_match(const Noticed& one, const Noticed& other);

/// What flows between the two: their intersection. With `all_or_nothing` on a side that the other
/// does not meet in full, nothing: an amount of 0, or no outcome at all.
/// @pre is_match(give, accept)
Constraint flow(const Noticed& give, const Noticed& accept);

/// What the observer relies on: without predictions, without what conflicts with something
/// preferred, and without what rests on help that it has not seen promised and accepted.
///
/// A promise on condition of another's (b|d) counts in full where the observer noticed the other's
/// give of d and the promiser's accept of it, and not at all otherwise. What a member promises to
/// the whole needs no accept: the whole is made of it (`assumes`). A ring of conditions never
/// counts.   @par Source  [Burgess, Spacetimes with semantics I, eq. 58]
std::vector<Noticed> relied_on(std::span<const Noticed> noticed);

/// All bindings among the promises, by the reading at which they came to be.
std::vector<Binding> bindings(std::span<const Noticed> noticed);

/// What the observer expects of the exchange that `promise` is part of: the flow of its first
/// binding; that side's constraint where it noticed one side only; nothing where it relies on
/// neither. It need not have noticed `promise` itself: then the other side is what it knows.
/// @param about  the promise, as it was made
std::optional<Constraint> expectation(std::span<const Noticed> noticed, const Noticed& about);

/// A give with places, as the observer sees its users.
struct Places {
    std::uint32_t places = 0;            ///< n; 0: any number
    std::vector<PromiseId> served = {};  ///< acceptances in the order noticed, at most n
    std::vector<PromiseId> queue = {};   ///< those behind them

    std::size_t n_users() const { return served.size() + queue.size(); }
    /// m/n; 0 where places are not limited.
    double utilisation() const;
    /// n − m: below 0 there is a queue.
    double net_valence() const;
    bool is_saturated() const { return places > 0 && n_users() >= places; }
};

/// Who uses the places of `give`, in the order in which the acceptances were noticed.
Places places_of(std::span<const Noticed> noticed, const Noticed& give);

/// Promised to more agents than it has places for: known when it is issued.
bool is_over_committed(const Body& body, std::span<const AgentId> promisees);

/// How many other agents a body names: 0 scalar, 1 vector, n a tensor. An acceptance has rank 1.
std::size_t rank(const Body& body, AgentId promiser);

/// Do all agents that the body names know of it?
bool is_complete(const Body& body, AgentId promiser, std::span<const AgentId> scope);

/// Promises from one agent to another: an entry of the promise matrix.
struct MatrixEntry {
    AgentId promiser;
    AgentId promisee;
    std::uint32_t n_promises = 0;

    friend bool operator==(const MatrixEntry&, const MatrixEntry&) = default;
};

/// The sparse promise matrix Π of one type, or of all; ascending by row and column. An agent's
/// promise to itself stands on the diagonal.
std::vector<MatrixEntry> promise_matrix(std::span<const Noticed> promises,
                                        std::optional<TypeId> type = std::nullopt);

}  // namespace worldline
