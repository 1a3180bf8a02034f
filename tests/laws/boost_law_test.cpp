// SPDX-License-Identifier: Apache-2.0
//
// What is heard does not depend on the frame in which it is computed.
//
// Goal: a signal between two movers, described in one frame and in a boosted copy of it, is
// received at one event and at one reading of the receiver's own clock; echoes and pulse counts
// follow from that.
// Method: random movers, moments and boosts; both ways are computed apart and compared.
#include "sim/base/random.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/relativity.hpp"
#include "sim/spacetime/signal.hpp"
#include "sim/spacetime/world_line.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr double c = constants::light_speed;

class Dice {
public:
    double between(double low, double high) { return low + (high - low) * random_.uniform(); }
    Vector3 vector(double size) {
        return {between(-size, size), between(-size, size), between(-size, size)};
    }

private:
    Random random_{1, Purpose::scenario, nobody, 0};
};

/// A free mover and what its clock counts from: an event on its way.
struct Mover {
    SpacetimeEvent start;
    Vector3 velocity;

    InertialMotion motion() const {
        return InertialMotion({start.position - start.time.value() * velocity, velocity});
    }
    /// Proper time from `start` to t [s].
    double proper_time(double t) const {
        const double elapsed = t - start.time.value();
        return elapsed + dilation_rate(dot(velocity, velocity)).value() * elapsed;
    }
    Mover seen_from(Vector3 frame) const {
        return {boosted(start, frame), velocities_added(velocity, -frame)};
    }
};

}  // namespace

TEST_CASE("A signal is heard at one reading, in whatever frame it is computed", "[law][frame]") {
    Dice dice;
    for (int i = 0; i < 300; ++i) {
        CAPTURE(i);
        const Mover from{{0.0, dice.vector(1e9)}, dice.vector(0.45 * c)};
        const Mover to{{0.0, dice.vector(1e9)}, dice.vector(0.45 * c)};
        const Vector3 frame = dice.vector(0.5 * c);
        const double said = dice.between(0.0, 10.0);
        const double heard = said + light_time(from.motion(), to.motion(), said, c);

        const Mover from_there = from.seen_from(frame);
        const Mover to_there = to.seen_from(frame);
        const SpacetimeEvent saying{said, from.motion().at(said).position};
        const double said_there = boosted(saying, frame).time.value();
        const double heard_there =
            said_there + light_time(from_there.motion(), to_there.motion(), said_there, c);

        CHECK(from_there.proper_time(said_there) ==
              Approx(from.proper_time(said)).epsilon(1e-12).margin(1e-12));
        CHECK(to_there.proper_time(heard_there) ==
              Approx(to.proper_time(heard)).epsilon(1e-11).margin(1e-11));
    }
}

TEST_CASE("Pulses are received at the rate of Doppler, and echoes at its square", "[law][frame]") {
    Dice dice;
    for (int i = 0; i < 100; ++i) {
        const double beta = dice.between(0.0, 0.9);
        CAPTURE(beta);
        const InertialMotion home({{0.0, 0.0, 0.0}, {}});
        const Mover away{{0.0, {0.0, 0.0, 0.0}}, {beta * c, 0.0, 0.0}};
        const double k = std::sqrt((1.0 + beta) / (1.0 - beta));
        const double pulse = dice.between(1.0, 10.0);
        const double reached = pulse + light_time(home, away.motion(), pulse, c);
        CHECK(away.proper_time(reached) == Approx(k * pulse).epsilon(1e-12));
        const double echoed = reached + light_time(away.motion(), home, reached, c);
        CHECK(echoed == Approx(k * k * pulse).epsilon(1e-12));
        // Einstein's synchronisation: half way between sending and echo, in the rest frame of home.
        CHECK(0.5 * (pulse + echoed) == Approx(reached).epsilon(1e-12));
    }
}
