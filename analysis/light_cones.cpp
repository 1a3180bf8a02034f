// SPDX-License-Identifier: Apache-2.0
#include "analysis/light_cones.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/base/units.hpp"

namespace worldline {

LightCones::LightCones(std::shared_ptr<const Network> network, Resolution resolution,
                       std::vector<std::uint32_t> kernels)
    : network_(std::move(network)), resolution_(resolution), kernels_(std::move(kernels)) {}

void LightCones::commit(const Batch& batch) {
    if (!network_->metric().straight_signal_speed()) return;
    note_positions(batch);
    note_said(batch);
    check_heard(batch);
}

/// Three rows each, one for each axis.
void LightCones::note_positions(const Batch& batch) {
    positions_.clear();
    if (!network_->has_pilots()) return;
    for (const PositionRow& row : batch.positions) {
        Vector3& at = positions_[row.transition];
        (row.axis == 0 ? at.x : row.axis == 1 ? at.y : at.z) = row.position;
    }
}

LightCones::Place LightCones::place_of(TransitionId id, Time time) const {
    const Motion& motion = network_->motion(id.maker());
    if (!motion.top_speed()) return {motion.at(seconds_of(time, resolution_)).position, true};
    const auto at = positions_.find(id);
    if (at == positions_.end()) return {};
    return {at->second, true};
}

/// A message stands in one batch with the transition in which it was said.
void LightCones::note_said(const Batch& batch) {
    std::map<TransitionId, Time> times;
    for (const Transition& row : batch.transitions) times.emplace(row.id, row.time);
    for (const Message& row : batch.messages) {
        if (!are_apart(row.id.maker(), row.receiver)) continue;
        const auto said = times.find(row.transition);
        if (said == times.end()) continue;
        const Place place = place_of(row.transition, said->second);
        under_way_[row.id.packed] = {said->second, place.position, place.is_known};
    }
}

void LightCones::check_heard(const Batch& batch) {
    const double signal_speed = network_->metric().straight_signal_speed().value();
    for (const Transition& row : batch.transitions) {
        if (!row.cause.exists()) continue;
        const auto found = under_way_.find(row.cause.packed);
        if (found == under_way_.end()) continue;
        const Said said = found->second;
        under_way_.erase(found);
        const Place here = place_of(row.id, row.time);
        if (!said.is_known || !here.is_known) {
            ++n_unknown_;
            continue;
        }
        ++n_checked_;
        const double carried = speed_of(row.cause.maker());
        const Twofold span = exactly((row.time - said.time).ticks) * tick_seconds(resolution_);
        const double reach = std::max(signal_speed, carried) * span.value();
        const double distance = length(here.position - said.place);
        // Positions are doubles: what they cannot tell apart is no fault. Who has come back from
        // afar is as uncertain as he was there.
        const double gone = seconds_of(row.time, resolution_).value() *
                            std::min(carried + speed_of(row.id.maker()), 2.0 * signal_speed);
        const double rounding = 0x1p-48 * (length(here.position) + length(said.place)) +
                                0x1p-40 * distance + 0x1p-51 * gone;
        if (row.time > said.time && distance <= reach + rounding) continue;
        ++n_faults_;
        if (faults_.size() == faults_max) continue;
        faults_.push_back({row.cause, row.id.maker(), said.time, row.time, distance, reach});
    }
}

double LightCones::speed_of(AgentId agent) const {
    return network_->motion(agent).bounds().speed_max;
}

bool LightCones::are_apart(AgentId a, AgentId b) const {
    if (a == b) return false;
    return kernels_.empty() || kernels_[a.number] != kernels_[b.number];
}

std::string to_text(const LightConeFault& fault, const std::vector<std::string>& names,
                    Resolution resolution) {
    const auto name = [&](AgentId agent) {
        return agent.number < names.size() ? names[agent.number]
                                           : fmt::format("number {}", agent.number);
    };
    return fmt::format(
        "message {} of {} to {}: said at t = {}, heard at t = {}, {:.9g} m away, where a signal "
        "comes {:.9g} m",
        fault.message.count(), name(fault.message.maker()), name(fault.receiver),
        to_text(fault.sent - Time{0}, resolution), to_text(fault.heard - Time{0}, resolution),
        fault.distance, fault.reach);
}

}  // namespace worldline
