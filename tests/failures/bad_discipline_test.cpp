// SPDX-License-Identifier: Apache-2.0
//
// Clocks and disciplines that a scenario cannot have.
//
// Goal: each is refused with a place and a sentence that names what is wrong.
// Method: one word of a good scenario is changed.
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using coffee::faults;

namespace {

std::string village(const std::string& baker, const std::string& smith,
                    const std::string& clock = "ideal") {
    return "format: worldline/1\nscenario: village\n"
           "time: {resolution: 1 us, until: 1000 s}\nspace: {metric: graph}\n"
           "network: {delay: 1 ms}\n"
           "agents:\n  church: {behaviour: time_server}\n  cat: {clock: " +
           clock + "}\n  baker: {behaviour: disciplined, " + baker +
           "}\n  smith: {behaviour: disciplined, " + smith + "}\n";
}

const std::string good = "server: church, poll: 60 s";

bool says(const std::string& yaml, const std::string& words) {
    const std::string all = faults(yaml);
    INFO(all);
    CHECK(all.find(words) != std::string::npos);
    return all.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("A village with a church is no fault", "[failure][discipline]") {
    CHECK(faults(village(good, "server: baker, poll: 60 s")).empty());
}

TEST_CASE("A discipline that chases itself is refused, and the ring is named",
          "[failure][discipline]") {
    CHECK(says(village("server: baker, poll: 60 s", good), "chases itself: baker -> baker"));
    CHECK(says(village("server: smith, poll: 60 s", "server: baker, poll: 60 s"),
               "coffee.yaml:9:10: baker.server: a discipline that chases itself: "
               "baker -> smith -> baker"));
}

TEST_CASE("A discipline needs a server that answers and a poll", "[failure][discipline]") {
    CHECK(says(village("server: chruch, poll: 60 s", good), "did you mean `church`?"));
    CHECK(says(village("server: cat, poll: 60 s", good), "`cat` tells nobody the time"));
    CHECK(says(village("server: church, poll: 0 s", good), "baker.poll must be longer than 0 s"));
    CHECK(says(village("server: church, poll: -5 s", good), "baker.poll must be longer than 0 s"));
    CHECK(says(village("server: church", good), "poll"));
    CHECK(says(village(good + ", gain: 2", good), "gain must be at most 1"));
}

TEST_CASE("Clocks that could run backwards are refused where they stand", "[failure][discipline]") {
    const auto with_clock = [](const std::string& keys) {
        return village(good, good, "{kind: oscillator, " + keys + "}");
    };
    CHECK(faults(with_clock("white_phase: 1 us, granularity: 1 ms")).empty());
    CHECK(says(with_clock("white_frequency: -1e-9"), "coffee.yaml:8:"));
    CHECK(says(with_clock("white_frequency: -1e-9"), "white_frequency must be at least 0"));
    CHECK(says(with_clock("white_phase: 0.5 s"), "white_phase of 0.5 s, on a grid"));
    CHECK(says(with_clock("drift: -1"), "drift must be greater than -1"));
    CHECK(says(with_clock("ageing: -1e-2 Hz"), "ageing of -0.01 1/s stops the clock after 100 s"));
    CHECK(says(with_clock("granularity: 0 s"), "granularity must be longer than 0 s"));
    CHECK(says(with_clock("granularity: -1 s"), "granularity must be longer than 0 s"));
    CHECK(says(with_clock("faults: [{at: 5 s}, {at: 4 s}]"), "faults must stand in order"));
}
