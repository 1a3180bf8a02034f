// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/horizon.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// Fewer agents than this are compared pair by pair, and have little to do at one time.
constexpr std::size_t agents_min = 64;
/// A look at all agents costs as much as so many of them have neighbours.
constexpr std::size_t pairs_each_max = 48;
constexpr std::size_t pairs_always = 100'000;
constexpr std::size_t samples = 9;
constexpr double infinity = std::numeric_limits<double>::infinity();

double seconds_of_span(Duration span, Resolution resolution) {
    return static_cast<double>(span.ticks) * tick_seconds(resolution).value();
}

/// Points in cells of one size, side by side in order of cells: z runs fastest.
class Cells {
public:
    template <class Points>
    Cells(const Points& points, Vector3 corner, double size) {
        entries_.reserve(points.size());
        for (std::uint32_t i = 0; i < points.size(); ++i) {
            const Vector3 at = points[i].position - corner;
            entries_.push_back({key(cell(at.x, size), cell(at.y, size), cell(at.z, size)), i});
        }
        std::sort(entries_.begin(), entries_.end());
    }

    /// Calls `visit(i, j)` once for each pair that is in one cell or in two that touch; false: no
    /// more, there are too many.
    template <class Visit>
    bool each_pair(std::size_t pairs_max, Visit visit) const {
        std::size_t n_pairs = 0;
        for (std::size_t first = 0; first < entries_.size();) {
            std::size_t end = first;
            while (end < entries_.size() && entries_[end].first == entries_[first].first) ++end;
            const std::uint64_t here = entries_[first].first;
            constexpr std::uint64_t y = std::uint64_t{1} << 21, x = std::uint64_t{1} << 42;
            // Cells behind this one in order: the next in z, and four rows of three.
            const std::pair<std::uint64_t, std::uint64_t> rows[] = {
                {here + 1, here + 1},
                {here + y - 1, here + y + 1},
                {here + x - y - 1, here + x - y + 1},
                {here + x - 1, here + x + 1},
                {here + x + y - 1, here + x + y + 1}};
            std::size_t begins[5], ends[5];
            std::size_t around = end - first;
            for (std::size_t row = 0; row < 5; ++row) {
                begins[row] = place_of(end, rows[row].first);
                ends[row] = place_of(begins[row], rows[row].second + 1);
                around += ends[row] - begins[row];
            }
            n_pairs += (end - first) * around;
            if (n_pairs > pairs_max) return false;
            for (std::size_t i = first; i < end; ++i) {
                for (std::size_t j = i + 1; j < end; ++j) visit(number(i), number(j));
                for (std::size_t row = 0; row < 5; ++row) {
                    for (std::size_t j = begins[row]; j < ends[row]; ++j) {
                        visit(number(i), number(j));
                    }
                }
            }
            first = end;
        }
        return true;
    }

    static constexpr double cells_max = 1'000'000.0;  ///< along an axis: fits 21 bits

private:
    using Entry = std::pair<std::uint64_t, std::uint32_t>;
    /// From 1 on, so that a neighbour's key never runs into another row.
    static std::uint64_t cell(double at, double size) {
        return 1 + static_cast<std::uint64_t>(std::max(0.0, at / size));
    }
    static std::uint64_t key(std::uint64_t x, std::uint64_t y, std::uint64_t z) {
        return x << 42 | y << 21 | z;
    }
    std::size_t place_of(std::size_t from, std::uint64_t key) const {
        const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(from);
        const auto at = std::lower_bound(begin, entries_.end(), Entry{key, 0});
        return static_cast<std::size_t>(at - entries_.begin());
    }
    std::uint32_t number(std::size_t place) const { return entries_[place].second; }

    std::vector<Entry> entries_;
};

Duration median(std::vector<Duration> spans) {
    const auto middle = spans.begin() + static_cast<std::ptrdiff_t>(spans.size() / 2);
    std::nth_element(spans.begin(), middle, spans.end());
    return *middle;
}

}  // namespace

std::optional<Horizon> Horizon::of(const World& world) {
    const Network& network = *world.network;
    const bool may_gain = world.n_agents() >= agents_min && world.offspring.empty() &&
                          world.until > Time{0} && network.has_places() &&
                          network.metric().straight_signal_speed().has_value();
    if (!may_gain) return std::nullopt;
    Horizon horizon(world);
    horizon.choose_epochs(world.until);
    const std::int64_t for_ever = std::max<std::int64_t>(network.least_delay().ticks, 1);
    if (horizon.usual_.ticks / 2 < for_ever) return std::nullopt;
    return horizon;
}

Horizon::Horizon(const World& world)
    : network_(world.network),
      resolution_(world.resolution),
      signal_speed_(world.network->metric().straight_signal_speed().value()) {
    for (std::uint32_t agent = 0; agent < world.n_agents(); ++agent) {
        const Bounds bounds = network_->motion(AgentId{agent}).bounds();
        limits_.push_back({{}, {}, bounds.speed_max, bounds.acceleration_max});
        speed_max_ = std::max(speed_max_, bounds.speed_max);
        acceleration_max_ = std::max(acceleration_max_, bounds.acceleration_max);
    }
}

/// As long as an epoch may be without making the bound much worse than that of an instant.
void Horizon::choose_epochs(Time until) {
    const std::size_t n_samples = limits_.size() > 50'000 || speed_max_ == 0.0 ? 1 : samples;
    const auto sample = [&](std::size_t i) {
        const auto step = until.ticks / static_cast<std::int64_t>(n_samples);
        return Time{static_cast<std::int64_t>(i) * step};
    };
    std::vector<Duration> spans;
    for (std::size_t i = 0; i < n_samples; ++i) {
        const double wait = least_wait(bodies(sample(i), nullptr), 0.0);
        spans.push_back(ticks_down(wait, resolution_));
    }
    const Duration instant = median(spans);
    if (instant.ticks < 2) return;
    constexpr double share = 0.1;  // of the closest distance that may be lost
    const double room = share * seconds_of_span(instant, resolution_) * signal_speed_;
    double length = infinity;
    if (speed_max_ > 0.0 && acceleration_max_ > 0.0) length = std::sqrt(room / acceleration_max_);
    if (acceleration_max_ == infinity) length = 0.5 * room / speed_max_;
    epoch_ = std::clamp(ticks_down(std::min(length, 1e18), resolution_), Duration{1},
                        Duration{until.ticks});
    // Where bodies go far in that time, pairs far apart are in doubt, and there are many of them.
    constexpr int attempts = 4;
    for (int i = 0; i < attempts && 2 * usual_.ticks < instant.ticks; ++i) {
        spans.clear();
        for (std::size_t k = 0; k < n_samples; ++k) spans.push_back(at(sample(k), nullptr).least);
        usual_ = median(spans);
        if (2 * usual_.ticks < instant.ticks)
            epoch_.ticks = std::max<std::int64_t>(1, epoch_.ticks / 8);
    }
}

std::vector<Horizon::Body> Horizon::bodies(Time t, const Running* running) const {
    std::vector<Body> bodies = limits_;
    const Twofold seconds = seconds_of(t, resolution_);
    for (std::uint32_t agent = 0; agent < bodies.size(); ++agent) {
        const Course* course =
            running != nullptr ? running->course_of(running->slot_of(agent)) : nullptr;
        const MovingPoint at =
            course != nullptr ? course->at(t) : network_->motion(AgentId{agent}).at(seconds);
        bodies[agent].position = at.position;
        bodies[agent].velocity = at.velocity;
    }
    return bodies;
}

/// A bound for the wait of all signals that leave within `span` [s] of where bodies are.
///
/// Pairs further apart than a cell are bounded by that alone. Cells grow until the closest pair is
/// among those that were looked at, or until there are too many of them.
double Horizon::least_wait(const std::vector<Body>& bodies, double span) const {
    Vector3 low = bodies.front().position, high = low;
    for (const Body& body : bodies) {
        const Vector3& at = body.position;
        low = {std::min(low.x, at.x), std::min(low.y, at.y), std::min(low.z, at.z)};
        high = {std::max(high.x, at.x), std::max(high.y, at.y), std::max(high.z, at.z)};
    }
    const double extent = std::max({high.x - low.x, high.y - low.y, high.z - low.z});
    const double coarse = length(low) + length(high);
    const double rounding = 0x1p-40 * coarse;
    const double drift = speed_max_ == 0.0 ? 0.0 : 2.0 * speed_max_ * span;
    const auto n = static_cast<double>(bodies.size());
    double size = std::max({extent / n, 2.0 * drift, extent / Cells::cells_max});
    double bound = 0.0;
    if (!(size > 0.0) || !(extent < infinity)) return 0.0;
    for (;;) {
        double nearest = infinity;
        const auto look = [&](std::uint32_t i, std::uint32_t j) {
            const Body &a = bodies[i], &b = bodies[j];
            const Vector3 x = b.position - a.position, v = b.velocity - a.velocity;
            double gap = length(x) - (a.speed + b.speed) * span;
            const double bend = 0.5 * (a.acceleration + b.acceleration) * span * span;
            if (span > 0.0 && bend < infinity) {
                const double v_squared = dot(v, v);
                const double closest =
                    v_squared > 0.0 ? std::clamp(-dot(x, v) / v_squared, 0.0, span) : 0.0;
                gap = std::max(gap, length(x + closest * v) - bend);
            }
            const double wait =
                std::max(0.0, gap - rounding) / (signal_speed_ + std::max(a.speed, b.speed));
            if (wait >= nearest) return;
            const Duration always = network_->metric().least_delay(network_->endpoint(AgentId{i}),
                                                                   network_->endpoint(AgentId{j}));
            nearest = std::min(nearest, std::max(wait, seconds_of_span(always, resolution_)));
        };
        const Cells cells(bodies, low, size);
        if (!cells.each_pair(pairs_always + pairs_each_max * bodies.size(), look)) return bound;
        const double beyond = std::max(0.0, size - drift - rounding) / (signal_speed_ + speed_max_);
        bound = std::max(bound, std::min(nearest, beyond));
        if (nearest <= beyond || size > extent) return bound;
        size *= 2.0;
    }
}

Horizon::Epoch Horizon::at(Time t, const Running* running) const {
    const Time begin{t.ticks - t.ticks % epoch_.ticks};
    const double span = seconds_of_span(epoch_, resolution_);
    const double wait = least_wait(bodies(begin, running), span) * (1.0 - 0x1p-40);
    const Duration light = ticks_down(wait, resolution_);
    const Duration latency = network_->least_latency();
    const auto room = never_ticks - latency.ticks;
    return {
        .end = begin.ticks > never_ticks - epoch_.ticks ? never : begin + epoch_,
        .least = Duration{std::max<std::int64_t>(std::min(light.ticks, room) + latency.ticks, 1)}};
}

}  // namespace worldline
