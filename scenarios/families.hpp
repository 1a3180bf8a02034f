// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "scenarios/spec.hpp"

/// One entry of `promises:` whose promiser is a group: a family of promises, one a member.
///
/// Where agents judge or keep a family by its name, each judges those that it is in the scope of
/// and has not made, and keeps its own.
namespace worldline {

struct Draft;

/// In a `NameId` of a template: not a promise, but the family of this number.
inline constexpr std::uint32_t family_bit = 0x8000'0000u;

/// Writes families out: `name_1` to `name_n`, numbered as the members of the group are. Promisees
/// may be `neighbours` (whom a link joins to the promiser), the name of a graph (neighbours in it),
/// `successor` (the next member, after the last the first) or `others` (all other members).
void expand_promises(Draft& draft);

/// Which promises of one family rest on one of another, or of the same: place onto place; where
/// there are several, the first.
std::map<std::uint32_t, std::uint32_t> rests_within(const Spec& spec, const FamilySpec& family,
                                                    const FamilySpec& onto);

/// Who is in the scope of which promise of a family.
class FamilyMembers {
public:
    explicit FamilyMembers(const Spec& spec);

    /// What this agent judges, and keeps: its template's, families replaced by promises.
    std::vector<JudgesBy> judges_of(AgentId agent) const;
    std::vector<Keeps> keeps_of(AgentId agent) const;

private:
    using Member = std::pair<AgentId, std::uint32_t>;  ///< in the scope of the promise at a place

    const Spec& spec_;
    std::vector<std::vector<Member>> heard_;  ///< by family; ascending
    /// By (place, family): the promise of that family after which the one there is kept.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> after_;
};

}  // namespace worldline
