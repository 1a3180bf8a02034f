// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/worlds.hpp"

namespace worldline {

struct DevStoneState {
    std::uint64_t n_external = 0;
    std::uint64_t n_internal = 0;
    bool is_active = false;  ///< its internal transition is due

    static constexpr auto fields(auto& self) {
        return std::tie(self.n_external, self.n_internal, self.is_active);
    }
};

/// DEVStone: `depth` models one within the other, each with `width` − 1 atomic models beside the
/// next, the last with one alone. A single input sets all of them off. [Wainer2011;
/// Risco-Martin2017]
///
/// | model | couplings                                                    | internal transitions |
/// |-------|--------------------------------------------------------------|----------------------|
/// | LI    | the input reaches every atomic                               | 1 + (d−1)(w−1)       |
/// | HI    | and each atomic's output reaches the next of its level       | 1 + (d−1)(w−1)w/2    |
/// | HO    | and the output of each atomic of the outermost leaves it too | 1 + (d−1)(w−1)w/2    |
///
/// Everything happens at one instant, so all atomics share one kernel: an input is an external
/// transition, after which the atomic sends to itself without delay; hearing that is its internal
/// transition, in which it sends its output. Couplings are flattened: a message goes straight to
/// whom it ends at. What leaves the outermost model goes to an agent elsewhere and arrives when
/// the run is over.
///
/// The k-th atomic of a chain hears k inputs one after the other, two rounds for each, and rounds
/// at one instant are counted to 255: so a level of HI or HO has at most 127 atomics.
class DevStone final : public BehaviourOf<DevStone, DevStoneState> {
public:
    /// @throws BadOption  there is no such model, or its chains are too long.
    explicit DevStone(const Load& load);

    void react(DevStoneState& state, const Percept& percept, Actions& actions) const;

    static World world(const Load& load);

    /// All events but the start are pairs of an external and an internal transition.
    static std::uint64_t n_internal(std::uint64_t events) { return (events - 1) / 2; }

private:
    void output(AgentId from, Actions& actions) const;

    std::uint32_t atomics_in_level_;
    std::uint32_t n_atomics_;  ///< numbered from 1, the outermost level first, the innermost last
    bool has_chains_;
    bool has_outputs_;  ///< of every atomic
};

}  // namespace worldline
