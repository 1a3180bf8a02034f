// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/ledger/promise.hpp"

namespace worldline {

/// What the promises of a scenario rest on, as they say themselves: whoever noticed a promise
/// knows it. Only links that decide a judgement stand here: `condition`, `assumes`, `unless`.
struct Grounds {
    std::vector<BuildsOn> by_from = {};  ///< ascending by the promise that rests
    std::vector<BuildsOn> by_onto = {};  ///< ascending by the promise rested on
    /// Start of what a promise is about, where it says so; ascending by promise.
    std::vector<std::pair<PromiseId, Reading>> about_from = {};
    /// Whose clock the times of a promise are read on, where it is not the promiser's; likewise.
    std::vector<std::pair<PromiseId, AgentId>> clocks = {};

    void add(const BuildsOn& link);
    void add(const Promise& promise);

    std::span<const BuildsOn> of(PromiseId promise) const;  ///< what it rests on
    std::span<const BuildsOn> upon(PromiseId onto) const;   ///< what rests on it
    std::optional<Reading> about(PromiseId promise) const;
    AgentId clock(PromiseId promise) const;  ///< the promiser's if it names none
};

}  // namespace worldline
