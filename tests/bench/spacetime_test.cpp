// SPDX-License-Identifier: Apache-2.0
//
// What questions to motions, clocks and metrics cost.
//
// Goal: every question is asked of every model, and the line of each can be read by a program.
// Method: few questions; no time is compared with another.
#include <set>

#include <nlohmann/json.hpp>

#include "bench/spacetime.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

TEST_CASE("All models are asked, and each says what it took", "[bench]") {
    std::set<std::string> questions;
    for (const AskedOf& cost : measure_spacetime(3, 2)) {
        questions.insert(cost.question);
        CHECK(cost.least <= cost.nanoseconds);
        CHECK(cost.nanoseconds <= cost.most);
        const auto line = nlohmann::json::parse(json_of(cost));
        CHECK(line["name"] == "spacetime");
        CHECK(line["question"] == cost.question);
        CHECK(line["model"] == cost.model);
    }
    CHECK(questions == std::set<std::string>{"bound", "light_time", "position", "proper_time",
                                             "reading", "when"});
}
