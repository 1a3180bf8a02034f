// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "agents/setup.hpp"
#include "sim/engine/agent.hpp"
#include "sim/engine/state_map.hpp"

namespace worldline {

/// What an agent remembers of what was imposed on it.
struct ComplyingState {
    StateMap<std::uint32_t> heeded;  ///< by acceptance: how many impositions it has heeded

    static constexpr auto fields(auto& self) { return std::tie(self.heeded); }
};

/// The part of a behaviour that meets impositions. One has an effect only where a live promise of
/// one's own accepts it: `accept:` with `impositions: true`, of that type, made to the imposer,
/// with the value in its constraint. Each is used up by one compliance, which is the next
/// occurrence of the acceptance, told to its scope. Whatever nobody accepts is not heeded, and the
/// target loses nothing.
///
/// Hears: imposition.   Says: outcome.   @par Source  docs/model.md 1; Burgess and Bergstra,
/// Promise Theory, on impositions
class Complying {
public:
    explicit Complying(std::shared_ptr<const Surroundings> surroundings)
        : surroundings_(std::move(surroundings)) {}

    /// Place in `known_at_start` of the promise that accepts this imposition.
    std::optional<std::size_t> acceptance_of(const Percept& percept) const;

    /// Says that the imposition was heeded: occurrence `n` of the acceptance at that place.
    void heed(std::size_t acceptance, std::uint32_t n, const Percept& percept,
              Actions& actions) const;

    /// Heeds the imposition if something accepts it. @return  whether
    bool comply(ComplyingState& state, const Percept& percept, Actions& actions) const;

private:
    std::shared_ptr<const Surroundings> surroundings_;
};

}  // namespace worldline
