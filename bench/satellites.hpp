// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "bench/phold.hpp"
#include "sim/spacetime/motions.hpp"

namespace worldline {

/// PHOLD in orbit: a Walker constellation at 550 km, 53°, in 72 planes, signals as fast as light.
///
/// Who hears a signal sends one: with probability R to one of its four neighbours (before and
/// behind it in its plane, and in the two planes beside), else to itself. Planes are out of phase
/// by the Walker factor that keeps satellites furthest apart where their ways cross: what any pair
/// comes to at the closest, and nothing else, is the lookahead.
///
/// | sent to   | delay of space    | held back by the sender |
/// |-----------|-------------------|-------------------------|
/// | neighbour | that of light     | Exp(1)                  |
/// | itself    | none              | Exp(1)                  |
class Satellites final : public BehaviourOf<Satellites, PholdState> {
public:
    explicit Satellites(const Load& load);

    void react(PholdState& state, const Percept& percept, Actions& actions) const;

    static World world(const Load& load);

private:
    void jump(PholdState& state, const Percept& percept, Actions& actions) const;
    AgentId neighbour(AgentId of, std::uint64_t which) const;

    std::uint32_t n_agents_;
    std::uint32_t n_signals_;
    double remote_;
};

/// The shape of the constellation.
struct Walker {
    static constexpr std::uint32_t n_planes = 72;
    static constexpr double altitude = 550e3;                 ///< [m]
    static constexpr double inclination = 0.925'024'503'557;  ///< [rad]: 53°

    std::uint32_t n_agents;
    std::uint32_t n_each;   ///< satellites in a plane, but for the last
    std::uint32_t phasing;  ///< F: one plane is ahead of the one before by F/(planes · each) turns
    double closest;         ///< that two ever come [m]

    static Walker of(std::uint32_t n_agents);
    CircularOrbit::Elements orbit_of(std::uint32_t number) const;
};

}  // namespace worldline
