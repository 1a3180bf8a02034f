// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/phold.hpp"

namespace worldline {

/// PHOLD in space: agents at rest on a cubic lattice in flat space-time, signals as fast as light.
///
/// The lattice is the smallest cube that holds all agents, filled from one corner, layer by layer.
/// Its spacing is the way of light in S units, so the light cone, and nothing else, gives S as
/// lookahead. Who hears a message sends one: with probability R to one of the 27 places round its
/// own, its own among them and all that are taken alike, else to itself.
///
/// | sent to   | delay of space     | held back by the sender |
/// |-----------|--------------------|-------------------------|
/// | neighbour | S, √2 S or √3 S    | Exp(1 − S)              |
/// | itself    | none               | S + Exp(1 − S)          |
class PholdCone final : public BehaviourOf<PholdCone, PholdState> {
public:
    explicit PholdCone(const Load& load);

    void react(PholdState& state, const Percept& percept, Actions& actions) const;

    static World world(const Load& load);

private:
    void jump(PholdState& state, const Percept& percept, Actions& actions) const;
    AgentId neighbour(AgentId of, Random& random) const;

    std::uint32_t n_agents_;
    std::uint32_t side_;  ///< agents along an edge of the cube
    std::uint32_t n_events_;
    double remote_;
    Duration least_;
    double mean_ticks_;  ///< of the exponential part
};

/// Where an agent of that lattice is. [m]
Vector3 lattice_place(const Load& load, AgentId agent);

}  // namespace worldline
