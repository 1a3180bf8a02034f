// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <tuple>

namespace worldline {

/// An agent's number. Agents written in a scenario are counted from 0 in its order.
struct AgentId {
    std::uint32_t number = 0;

    static constexpr auto fields(auto& self) { return std::tie(self.number); }
    friend constexpr auto operator<=>(AgentId, AgentId) = default;
};
inline constexpr AgentId nobody{0xffff'ffffu};

/// Who made a thing, and which one of that maker's things it is: known when it is made, the
/// same for any number of threads, and silent about strangers.
///
/// Kinds do not mix: a `PromiseId` cannot be handed over where a `MessageId` is due.
template <class Tag>
struct MadeId {
    std::uint64_t packed = ~std::uint64_t{0};  ///< maker in the upper 32 bits; default: none

    constexpr MadeId() = default;
    constexpr explicit MadeId(std::uint64_t bits) : packed(bits) {}
    constexpr MadeId(AgentId maker, std::uint32_t count)
        : packed(std::uint64_t{maker.number} << 32 | count) {}

    static constexpr auto fields(auto& self) { return std::tie(self.packed); }
    constexpr AgentId maker() const { return {static_cast<std::uint32_t>(packed >> 32)}; }
    constexpr std::uint32_t count() const { return static_cast<std::uint32_t>(packed); }
    constexpr bool exists() const { return packed != ~std::uint64_t{0}; }
    friend constexpr auto operator<=>(MadeId, MadeId) = default;
};

using PromiseId = MadeId<struct PromiseTag>;
using MessageId = MadeId<struct MessageTag>;
using TransitionId = MadeId<struct TransitionTag>;  ///< also names the state that it led to

/// The place of an interned, immutable thing in its table. Kinds do not mix.
template <class Tag>
struct Index {
    std::uint32_t number = 0xffff'ffffu;  ///< default: none

    static constexpr auto fields(auto& self) { return std::tie(self.number); }
    constexpr bool exists() const { return number != 0xffff'ffffu; }
    friend constexpr auto operator<=>(Index, Index) = default;
};

using TypeId = Index<struct TypeTag>;          ///< a promise type: "deliver", "pulse"
using BodyId = Index<struct BodyTag>;          ///< ⟨polarity, type, constraint⟩
using GroupId = Index<struct GroupTag>;        ///< a set of agents: promisees, scope
using TimelineId = Index<struct TimelineTag>;  ///< a branch of the world

}  // namespace worldline
