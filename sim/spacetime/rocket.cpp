// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/rocket.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/spacetime/constants.hpp"

namespace worldline {
namespace {

constexpr double c = constants::light_speed;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Twofold ln_2{0.693'147'180'559'945'3, 2.319'046'813'846'299'6e-17};

/// eˣ to 2⁻¹⁰⁰ of itself, for |x| up to some hundreds.
Twofold exponential(double x) {
    const double n_doublings = std::floor(x / ln_2.high + 0.5);
    const Twofold rest = Twofold(x) - Twofold(n_doublings) * ln_2;
    const Twofold small{rest.high * 0x1p-6, rest.low * 0x1p-6};
    Twofold sum(1.0);
    for (int n = 14; n >= 1; --n) sum = Twofold(1.0) + small * sum / Twofold(n);
    for (int i = 0; i < 6; ++i) sum = sum * sum;
    double factor = 1.0;  // a power of two, exact
    for (int i = 0; i < static_cast<int>(std::fabs(n_doublings)); ++i) {
        factor *= n_doublings > 0.0 ? 2.0 : 0.5;
    }
    return {sum.high * factor, sum.low * factor};
}

/// By its power series, for small x.
Twofold asinh_less_series(Twofold x) {
    const Twofold squared = x * x;
    Twofold term = x;
    Twofold sum;
    for (int k = 1; k < 40; ++k) {
        const double odd = 2.0 * k - 1.0;
        term = -(term * squared) * Twofold(odd) / Twofold(2.0 * k);
        sum = sum + term / Twofold(2.0 * k + 1.0);
        if (std::fabs(term.high) <= 0x1p-108 * std::fabs(sum.high)) break;
    }
    return sum;
}

/// √(1 + s²)
double cosh_of(double s) { return std::sqrt(1.0 + s * s); }

/// 1/√(1 + s²) − 1
double dilation_rate_of(double s) {
    const double cosh = cosh_of(s);
    return -(s / cosh) * (s / (1.0 + cosh));
}

}  // namespace

Twofold asinh_less(Twofold x) {
    if (std::fabs(x.high) < 0.25) return asinh_less_series(x);
    if (x.high < 0.0) return -asinh_less(-x);
    // One step of Newton's from the nearest double: the error becomes its square.
    const double first = math::asinh(x.high);
    const Twofold grown = exponential(first);
    const Twofold shrunk = Twofold(1.0) / grown;
    const Twofold sinh_twice = grown - shrunk;
    const Twofold cosh_twice = grown + shrunk;
    const Twofold rest = (x + x - sinh_twice) / cosh_twice;
    return Twofold(first) + rest - x;
}

// ---- for ever -----------------------------------------------------------------------------------

HyperbolicMotion::HyperbolicMotion(Start start) : start_(start) {
    if (!(start.acceleration > 0.0)) {
        throw std::invalid_argument("acceleration must be greater than 0 m/s2");
    }
    const double along = dot(start.position, start.direction);
    const double radius = length(start.position);
    const Vector3 across = start.position - along * start.direction;
    bounds_ = {
        .speed_max = c * (1.0 - 0x1p-53),
        .acceleration_max = start.acceleration,
        .radius_min = along >= 0.0 ? radius : std::max(0.0, length(across) - 0x1p-46 * radius)};
}

MovingPoint HyperbolicMotion::at(Twofold seconds) const {
    const double t = seconds.value();
    const double s = start_.acceleration * t / c;
    const double cosh = cosh_of(s);
    const double speed = std::clamp(c * (s / cosh), -bounds_.speed_max, bounds_.speed_max);
    return {start_.position + (c * t * (s / (1.0 + cosh))) * start_.direction,
            speed * start_.direction};
}

double HyperbolicMotion::dilation_rate(Twofold seconds) const {
    return dilation_rate_of(start_.acceleration * seconds.value() / c);
}

std::optional<Twofold> HyperbolicMotion::dilation(Twofold seconds) const {
    const Twofold per_second = Twofold(start_.acceleration) / Twofold(c);
    return asinh_less(per_second * seconds) / per_second;
}

double HyperbolicMotion::time_scale() const { return 0.1 * c / start_.acceleration; }

double HyperbolicMotion::acceleration_beyond(double seconds, double direction) const {
    if (direction * seconds <= 0.0) return start_.acceleration;
    const double cosh = cosh_of(start_.acceleration * seconds / c);
    return start_.acceleration / (cosh * cosh * cosh) * (1.0 + 0x1p-40);
}

bool HyperbolicMotion::is_radial() const {
    return length(cross(start_.position, start_.direction)) <= 1e-12 * length(start_.position);
}

std::string HyperbolicMotion::describe() const {
    const auto& [x, n, a] = start_;
    return fmt::format("hyperbolic from ({}, {}, {}) m, {} m/s2 along ({:.9g}, {:.9g}, {:.9g})",
                       x.x, x.y, x.z, a, n.x, n.y, n.z);
}

// ---- in phases ----------------------------------------------------------------------------------

RocketMotion::RocketMotion(Start start, const std::vector<Phase>& phases) : start_(start) {
    if (phases.empty()) throw std::invalid_argument("phases needs at least one");
    time_scale_ = infinity;
    double rapidity = 0.0;
    double fastest = 0.0;
    double nearest = 0.0;
    double farthest = 0.0;
    Leg leg{{}, phases.front().acceleration, 0.0, 0.0, {}};
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const auto [acceleration, lasts] = phases[i];
        if (!(lasts > 0.0)) throw std::invalid_argument("phases must each last longer than 0 s");
        leg.acceleration = acceleration;
        legs_.push_back(leg);
        rapidity += acceleration * lasts / c;
        leg = next(leg, phases[i], rapidity);
        const double turning = acceleration != 0.0 ? 0.1 * c / std::fabs(acceleration) : infinity;
        time_scale_ = std::min({time_scale_, lasts, turning});
        fastest = std::max(fastest, std::fabs(leg.sinh));
        bounds_.acceleration_max = std::max(bounds_.acceleration_max, std::fabs(acceleration));
        // Where it turns back within the phase is not looked for: what light could do bounds it.
        const double reach = c * (leg.from - legs_.back().from).value();
        nearest = std::min(nearest, legs_.back().distance - reach);
        farthest = std::max(farthest, legs_.back().distance + reach);
    }
    leg.acceleration = 0.0;
    legs_.push_back(leg);
    bounds_.speed_max = c * std::min(1.0 - 0x1p-53, fastest / cosh_of(fastest) * (1.0 + 0x1p-50));
    const double away = length(start.position);
    if (leg.sinh == 0.0) bounds_.radius_max = away + std::max(farthest, -nearest);
    bounds_.radius_min = 0.0;
}

RocketMotion::Leg RocketMotion::next(const Leg& leg, Phase phase, double rapidity) const {
    const double a = phase.acceleration;
    Leg after = leg;
    Twofold span(cosh_of(leg.sinh) * phase.lasts);
    if (a != 0.0) {
        after.sinh = math::sinh(rapidity);
        span = (Twofold(after.sinh) - Twofold(leg.sinh)) * Twofold(c) / Twofold(a);
    }
    after.from = leg.from + span;
    after.distance += way_of(leg, span);
    after.dilation = dilation_of(leg, span);
    return after;
}

const RocketMotion::Leg& RocketMotion::leg_at(Twofold seconds) const {
    std::size_t i = legs_.size() - 1;
    while (i > 0 && (seconds - legs_[i].from).value() < 0.0) --i;
    return legs_[i];
}

Twofold RocketMotion::sinh_at(const Leg& leg, Twofold since) const {
    if (leg.acceleration == 0.0) return leg.sinh;
    return Twofold(leg.sinh) + Twofold(leg.acceleration) / Twofold(c) * since;
}

double RocketMotion::way_of(const Leg& leg, Twofold since) const {
    const double s = sinh_at(leg, since).value();
    return c * since.value() * (s + leg.sinh) / (cosh_of(s) + cosh_of(leg.sinh));
}

Twofold RocketMotion::dilation_of(const Leg& leg, Twofold since) const {
    if (leg.acceleration == 0.0) {
        const Twofold s(leg.sinh);
        const Twofold cosh = square_root(Twofold(1.0) + s * s);
        return leg.dilation - s * s / (cosh * (Twofold(1.0) + cosh)) * since;
    }
    const Twofold per_second = Twofold(leg.acceleration) / Twofold(c);
    return leg.dilation + (asinh_less(sinh_at(leg, since)) - asinh_less(leg.sinh)) / per_second;
}

MovingPoint RocketMotion::at(Twofold seconds) const {
    if (seconds.high <= 0.0) return {start_.position, {}};
    const Leg& leg = leg_at(seconds);
    const Twofold since = seconds - leg.from;
    const double s = sinh_at(leg, since).value();
    const double speed = std::clamp(c * (s / cosh_of(s)), -bounds_.speed_max, bounds_.speed_max);
    return {start_.position + (leg.distance + way_of(leg, since)) * start_.direction,
            speed * start_.direction};
}

double RocketMotion::dilation_rate(Twofold seconds) const {
    if (seconds.high <= 0.0) return 0.0;
    const Leg& leg = leg_at(seconds);
    return dilation_rate_of(sinh_at(leg, seconds - leg.from).value());
}

std::optional<Twofold> RocketMotion::dilation(Twofold seconds) const {
    if (seconds.high <= 0.0) return Twofold{};
    const Leg& leg = leg_at(seconds);
    return dilation_of(leg, seconds - leg.from);
}

StraightLeg RocketMotion::straight_around(double seconds) const {
    if (seconds < 0.0) return {-infinity, 0.0};
    for (std::size_t i = legs_.size(); i-- > 0;) {
        const double from = legs_[i].from.value();
        if (seconds < from) continue;
        if (legs_[i].acceleration != 0.0) break;
        return {from, i + 1 < legs_.size() ? legs_[i + 1].from.value() : infinity};
    }
    return {seconds, seconds};
}

double RocketMotion::acceleration_beyond(double seconds, double direction) const {
    double largest = 0.0;
    for (std::size_t i = 0; i + 1 < legs_.size(); ++i) {
        const bool is_beyond = direction > 0.0 ? legs_[i + 1].from.value() >= seconds
                                               : legs_[i].from.value() <= seconds;
        if (is_beyond) largest = std::max(largest, std::fabs(legs_[i].acceleration));
    }
    return largest;
}

std::string RocketMotion::describe() const {
    const auto& [x, n] = start_;
    return fmt::format(
        "rocket from ({}, {}, {}) m along ({:.9g}, {:.9g}, {:.9g}), {} phases until t = {:.9g} s",
        x.x, x.y, x.z, n.x, n.y, n.z, legs_.size() - 1, ends());
}

}  // namespace worldline
