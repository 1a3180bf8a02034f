// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/engine/network.hpp"
#include "sim/ledger/sink.hpp"

namespace worldline {

/// A message that was heard where no signal could have come.
struct LightConeFault {
    MessageId message;
    AgentId receiver;
    Time sent;
    Time heard;
    double distance = 0.0;  ///< between where it was said and where it was heard [m]
    double reach = 0.0;     ///< how far a signal comes in that time [m]
    friend bool operator==(const LightConeFault&, const LightConeFault&) = default;
};

/// Watches a run, or reads its facts: is every effect in the future light cone of its cause?
///
///     |x_heard − x_said| ≤ w (t_heard − t_said)
///
/// for each message between two kernels, w the speed of signals, or of its sender where that is
/// faster: who holds a message back carries it along. Where an agent is, its motion says; for one
/// who steers itself, the recorded positions. In a world whose signals do not go straight at one
/// speed there is nothing to check. Positions are doubles, so what is outside by less than 2⁻⁴⁰
/// of the distance, or 2⁻⁵¹ of the way that the ends may have gone so far, is no fault.
///
/// Apparatus view. Takes memory for each message that is still to be heard.
class LightCones final : public Sink {
public:
    /// @param kernels  host of each agent, by its number; empty: every agent is alone
    LightCones(std::shared_ptr<const Network> network, Resolution resolution,
               std::vector<std::uint32_t> kernels = {});

    void commit(const Batch& batch) override;

    /// In order of commits; at most `faults_max` are kept.
    const std::vector<LightConeFault>& faults() const { return faults_; }
    std::uint64_t n_faults() const { return n_faults_; }
    std::uint64_t n_checked() const { return n_checked_; }  ///< messages that were heard
    /// Messages of which an end is not known: of agents that steer themselves, without positions.
    std::uint64_t n_unknown() const { return n_unknown_; }

    static constexpr std::size_t faults_max = 1'000;

private:
    struct Said {
        Time time;
        Vector3 place;
        bool is_known = false;
    };
    struct Place {
        Vector3 position;
        bool is_known = false;
    };
    void note_said(const Batch& batch);
    void check_heard(const Batch& batch);
    void note_positions(const Batch& batch);
    Place place_of(TransitionId id, Time time) const;
    bool are_apart(AgentId a, AgentId b) const;
    double speed_of(AgentId agent) const;  ///< at most [m/s]

    std::shared_ptr<const Network> network_;
    Resolution resolution_;
    std::vector<std::uint32_t> kernels_;
    std::map<std::uint64_t, Said> under_way_;    ///< by message
    std::map<TransitionId, Vector3> positions_;  ///< of pilots, in one batch
    std::vector<LightConeFault> faults_;
    std::uint64_t n_faults_ = 0, n_checked_ = 0, n_unknown_ = 0;
};

/// "message 17 of a to b: said at ..., heard at ..., 1200 m away, where light comes 900 m"
///
/// @param names  of agents, by number
std::string to_text(const LightConeFault& fault, const std::vector<std::string>& names,
                    Resolution resolution);

}  // namespace worldline
