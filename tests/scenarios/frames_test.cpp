// SPDX-License-Identifier: Apache-2.0
//
// Frames of readers, and measures that look at single events.
//
// Goal: what is expected in a frame is answered in that frame; a frame that nobody has is refused.
// Method: the train of the library, with single words changed. Its figures stand in its `expect:`.
#include <fstream>
#include <iterator>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

std::string train(const std::string& old_words = {}, const std::string& new_words = {}) {
    std::ifstream file(WORLDLINE_SOURCE_DIR "/scenarios/library/train-and-platform.yaml");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (old_words.empty()) return text;
    const std::size_t at = text.find(old_words);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old_words.size(), new_words);
}

std::string faults(const std::string& text) {
    try {
        Scenario::parse(text, "train.yaml", "");
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

bool has(const std::string& text, const std::string& words) {
    INFO(text);
    CHECK(text.find(words) != std::string::npos);
    return text.find(words) != std::string::npos;
}

Expectation first_result(const std::string& text) {
    const Scenario scenario = Scenario::parse(text, "train.yaml", "");
    const auto expectations = scenario.expectations();
    Sink* const sinks[]{expectations.get()};
    run(scenario.world(), {}, sinks);
    return expectations->results().front();
}

const std::string first_measure = "{measure: elapsed, since: ahead, promise: behind, is: 0 s}";

}  // namespace

TEST_CASE("A frame that nobody defines is refused", "[failure][frame]") {
    CHECK(has(faults(train("frame: train,", "frame: tran,")),
              "elapsed.frame: there is no frame or agent `tran`; did you mean `train`?"));
    CHECK(has(faults(train("frame: tess, is: 0.375260 us", "frame: teess, is: 0.375260 us")),
              "did you mean `tess`?"));
}

TEST_CASE("A frame moves slower than light, and in flat space", "[failure][frame]") {
    CHECK(has(faults(train("train: {velocity_x: 0.6 c}", "train: {velocity_x: 1.1 c}")),
              "below the speed of light"));
    CHECK(has(faults(train("metric: flat", "metric: weak_field")),
              "space.frames.train: moving frames belong to `metric: flat`"));
    std::string of_agent = train("frame: train,", "frame: tess,");
    of_agent.replace(of_agent.find("metric: flat"), 12, "metric: weak_field");
    CHECK(has(faults(of_agent), "moving frames belong to"));
    CHECK(has(faults(train("train: {velocity_x: 0.6 c}", "tess: {velocity_x: 0.6 c}")),
              "an agent has this name"));
}

TEST_CASE("An observer's frame is that of its own motion", "[frame]") {
    const Expectation found =
        first_result(train(first_measure,
                           "{measure: elapsed, promise: behind, frame: tess, is: 0.375260 us,"
                           " tolerance: 1 ps}"));
    CHECK(found.holds);
}

TEST_CASE("What never happened has no time", "[frame]") {
    const Expectation found =
        first_result(train("keeps: {behind: {at: 0 s}}", "keeps: {behind: {at: 1 s}}"));
    CHECK(found.found == "nothing");
    CHECK(!found.holds);
}

TEST_CASE("How far clocks went is asked of readings that were recorded", "[frame]") {
    const std::string asked =
        "{measure: worst_offset, of: [tess, peter], is: -0.250173 us,"
        " tolerance: 1 ps}";
    // Tess hears the second flash at 1.000692 us of her clock, when the platform's shows 1.25 times
    // as much.
    const Expectation found = first_result(train(first_measure, asked));
    CHECK(found.found == "-250.1731 ns");
    CHECK(found.holds);
    std::string unread = train(first_measure, asked);
    const std::string all = "readings: all";
    unread.replace(unread.find(all), all.size(), "readings: tess");
    CHECK(has(faults(unread), "readings of `peter` are not recorded"));
}
