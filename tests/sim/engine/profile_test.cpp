// SPDX-License-Identifier: Apache-2.0
//
// Goal: however long a run, its profile is short, and nothing is lost in the sums.
// Method: windows with numbers of their own; and the profile of a run against its own counts.
#include "sim/engine/profile.hpp"

#include "tests/support/check.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;

namespace {

Stretch window(std::int64_t number) {
    return {.begin = Time{10 * number},
            .end = Time{10 * number + 10},
            .windows = 1,
            .parallel_windows = static_cast<std::uint64_t>(number % 2),
            .events = static_cast<std::uint64_t>(number),
            .work = 1.0,
            .busiest = 0.5,
            .wall = 0.25,
            .commit = 0.125};
}

}  // namespace

TEST_CASE("A profile is short, and nothing is lost in its sums", "[profile]") {
    const std::int64_t n = GENERATE(0, 1, 1'023, 1'024, 1'025, 2'048, 2'049, 4'097, 100'000);
    CAPTURE(n);
    Profile profile;
    for (std::int64_t i = 0; i < n; ++i) profile.add(window(i));
    const auto& stretches = profile.stretches();
    CHECK(stretches.size() <= Profile::stretches_max);
    CHECK(stretches.size() >= std::min<std::size_t>(static_cast<std::size_t>(n), 512));
    const Stretch total = profile.total();
    const auto count = static_cast<std::uint64_t>(n);
    CHECK(total.windows == count);
    CHECK(total.parallel_windows == count / 2);
    CHECK(total.events == count * (count - 1 + (count == 0 ? 1 : 0)) / 2);
    CHECK(total.work == static_cast<double>(n));
    CHECK(total.busiest == 0.5 * static_cast<double>(n));
    CHECK(total.wall == 0.25 * static_cast<double>(n));
    CHECK(total.commit == 0.125 * static_cast<double>(n));
    CHECK(total.begin == Time{0});
    CHECK(total.end == Time{10 * n});
    for (std::size_t i = 1; i < stretches.size(); ++i) {
        REQUIRE(stretches[i].begin == stretches[i - 1].end);
    }
}

TEST_CASE("The profile of a run counts its events and windows", "[profile]") {
    const int threads = GENERATE(1, 2);
    Engine engine(relays::ring(50, 20, Duration{10}, Time{30'000}),
                  {.schedule = {.threads = threads, .shuffle = {}},
                   .block_agents = 4,
                   .parallel_events_min = threads > 1 ? 0 : 1'000'000},
                  {});
    while (engine.step()) continue;
    const Stretch total = engine.profile().total();
    CHECK(total.windows == engine.progress().windows);
    CHECK(total.events == engine.progress().events);
    CHECK(total.events == 20 * 3'000);
    CHECK(total.parallel_windows == (threads == 1 ? 0 : total.windows));
    CHECK(total.busiest <= total.work);
    CHECK(total.work > 0.0);
    CHECK(total.begin == Time{0});
    const Ending ending = engine.finish();
    CHECK(ending.profile.size() == engine.profile().stretches().size());
    CHECK(ending.events == total.events);
}
