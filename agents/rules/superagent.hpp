// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "agents/rules/binding.hpp"

/// Many agents seen as one. A boundary is drawn by an observer and changes nothing in the world:
/// two observers may draw two, from one record.
namespace worldline {

/// A promise of the whole, as it is seen from outside.
struct CoarsePromise {
    AgentId promiser;                ///< the whole, or an agent outside the boundary
    Body body;                       ///< its constraint: the union of what the parts promise
    std::vector<AgentId> promisees;  ///< ascending; the whole in place of its members
    std::vector<PromiseId> parts =
        {};  ///< the directory: which promises it stands for, if promised
};

/// The members of a boundary that promise something across it.
std::vector<AgentId> surface(std::span<const Noticed> promises, std::span<const AgentId> members);

/// What is left of promises when `members` are seen as the one agent `whole`: promises among them
/// vanish, and those of one type and polarity to the same outside agents become one. That cannot
/// be turned round, unless the whole promises a directory, too.
///
/// The union of numbers is the smallest interval that holds them all, or the set of all members.
///
/// @param members        ascending
/// @param has_directory  the whole tells which promises are behind each of its own
/// @par Source  [Burgess, Spacetimes with semantics II, def. 22-27, lemma 3]
std::vector<CoarsePromise> coarse_grained(std::span<const Noticed> promises,
                                          std::span<const AgentId> members, AgentId whole,
                                          bool has_directory);

/// All that either admits, and for intervals what lies between.
Constraint union_of(const Constraint& one, const Constraint& other);

}  // namespace worldline
