// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/bodies.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/base/registry.hpp"
#include "sim/spacetime/carried.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/kepler_orbit.hpp"

namespace worldline {
namespace bodies {

// GM: IERS Conventions 2010, table 1.1 (Earth in TCG, Sun in TDB), and JPL's DE440 for Moon and
// Mars. Shapes and rotation: WGS 84, and the IAU working group on cartographic coordinates.
const CelestialBody earth{.name = "earth",
                          .gm = constants::earth_gm,
                          .equatorial_radius = constants::earth_equatorial_radius,
                          .flattening = 1.0 / 298.257'223'563,
                          .j2 = 1.082'635'9e-3,
                          .rotation = constants::earth_rotation,
                          .geoid_rate = constants::geoid_rate};
const CelestialBody moon{.name = "moon",
                         .gm = 4.902'800'066e12,
                         .equatorial_radius = 1'737'400.0,
                         .flattening = 0.0,
                         .j2 = 2.033e-4,
                         .rotation = 2.661'699'5e-6,
                         .geoid_rate = 0.0};
const CelestialBody mars{.name = "mars",
                         .gm = 4.282'837'362e13,
                         .equatorial_radius = 3'396'190.0,
                         .flattening = 1.0 / 169.894'447'2,
                         .j2 = 1.960'45e-3,
                         .rotation = 7.088'218e-5,
                         .geoid_rate = 0.0};
const CelestialBody sun{.name = "sun",
                        .gm = 1.327'124'400'18e20,
                        .equatorial_radius = 695'700'000.0,
                        .flattening = 0.0,
                        .j2 = 2.2e-7,
                        .rotation = 2.865'329e-6,
                        .geoid_rate = 0.0};

}  // namespace bodies

namespace {

const CelestialBody* const all_bodies[]{&bodies::earth, &bodies::moon, &bodies::mars, &bodies::sun};

constexpr double degree = math::pi / 180.0;
constexpr double obliquity = 23.439'291 * degree;  // of the ecliptic against the equator, J2000

/// The ellipse of a body round its primary; null for the Sun.
struct Way {
    const CelestialBody* primary = nullptr;
    KeplerOrbit::Elements elements = {};
};

Way way_of(const CelestialBody& body) {
    // Mean distances and eccentricities at J2000: Simon et al. 1994 for the planets, the lunar
    // theory ELP 2000 for the Moon. The Moon starts on the −x axis, so that the meridian 0 of its
    // near side looks at the Earth; planets keep to the plane of the ecliptic here.
    if (&body == &bodies::moon) {
        return {&bodies::earth,
                {.semi_major_axis = 384'399'000.0,
                 .eccentricity = 0.0549,
                 .inclination = obliquity,
                 .argument_of_perigee = math::pi,
                 .gm = bodies::earth.gm + bodies::moon.gm}};
    }
    if (&body == &bodies::earth) {
        return {&bodies::sun,
                {.semi_major_axis = 149'598'023'000.0,
                 .eccentricity = 0.016'708'6,
                 .inclination = obliquity,
                 .argument_of_perigee = 102.937 * degree,
                 .gm = bodies::sun.gm + bodies::earth.gm}};
    }
    if (&body == &bodies::mars) {
        return {&bodies::sun,
                {.semi_major_axis = 227'939'366'000.0,
                 .eccentricity = 0.093'4,
                 .inclination = obliquity,
                 .argument_of_perigee = 336.060 * degree,
                 .gm = bodies::sun.gm + bodies::mars.gm}};
    }
    return {};
}

}  // namespace

std::vector<std::string> body_names() {
    std::vector<std::string> names;
    for (const CelestialBody* body : all_bodies) names.emplace_back(body->name);
    return names;
}

const CelestialBody& body_named(std::string_view name) {
    for (const CelestialBody* body : all_bodies) {
        if (body->name == name) return *body;
    }
    const std::string near = nearest(name, body_names());
    throw std::invalid_argument(fmt::format("body `{}` is not known{}", name,
                                            near.empty() ? "" : "; did you mean " + near + "?"));
}

std::shared_ptr<const Motion> motion_of(const CelestialBody& body, const CelestialBody& centre) {
    if (&body == &centre) return nullptr;
    // Up to the Sun from either side until they meet.
    const auto up = [](const CelestialBody& from,
                       const CelestialBody& to) -> std::shared_ptr<const Motion> {
        std::shared_ptr<const Motion> sum;
        for (const CelestialBody* at = &from; at != &to;) {
            const Way way = way_of(*at);
            if (!way.primary) return nullptr;
            auto orbit = std::make_shared<const KeplerOrbit>(way.elements);
            if (sum) {
                sum = std::make_shared<const SumOfMotions>(SumOfMotions::Parts{orbit, sum}, 1.0);
            } else {
                sum = orbit;
            }
            at = way.primary;
        }
        return sum;
    };
    if (auto down = up(body, centre)) return down;
    if (auto back = up(centre, body)) {
        return std::make_shared<const SumOfMotions>(SumOfMotions::Parts{nullptr, back}, -1.0);
    }
    return std::make_shared<const SumOfMotions>(
        SumOfMotions::Parts{up(body, bodies::sun), up(centre, bodies::sun)}, -1.0);
}

}  // namespace worldline
