// SPDX-License-Identifier: Apache-2.0
//
// The life of a promise, on its promiser's side.
//
// Goal: taken back in time costs nothing, too late changes nothing (C19); texts, sets and vectors
// are kept by what was shown; who knows of places and acceptances when (C14).
// Method: small scenarios, one tick (1 ms) apart; times by hand.
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

using Found = std::vector<std::string>;

std::string one(const std::string& promise, const std::string& ann, const std::string& expect) {
    return "types: {act: {}, colour: {domain: text}, place: {domain: vector, unit: m}, size: "
           "{domain: number, unit: m}, number: {domain: whole}}\n"
           "judges: {mine: {rule: deadline, patience: 1 s}, close: {rule: range, value_tolerance: "
           "2}}\npromises:\n  p: {promiser: ann, promisees: [bob], " +
           promise + "}\nagents:\n  ann: {behaviour: steward, " + ann +
           "}\n  bob: {judges: {p: mine}}\nexpect: [" + expect + "]\n";
}

const std::string verdict = "{measure: verdict, promise: p, by: bob, is: kept}";

}  // namespace

TEST_CASE("C19: taken back before it is due costs nothing; later it is judged as if it were not",
          "[promises][C19]") {
    const auto with = [&](const std::string& at, const std::string& about = "") {
        return found(one("give: {type: act}, due: 2 s" + about, "withdraws: {p: " + at + "}",
                         verdict + ", {measure: trust, by: bob, in: ann, is: 0}"));
    };
    CHECK(with("1 s") == Found{"undecided", "0.5"});
    CHECK(with("1999 ms").front() == "not_kept");  // it arrives at 2 s, when it is due
    CHECK(with("2500 ms").front() == "not_kept");
    // What a promise is about has begun: too late to take it back.
    CHECK(with("1 s", ", about: [500 ms, 2 s]").front() == "not_kept");
    CHECK(with("400 ms", ", about: [500 ms, 2 s]").front() == "undecided");
}

TEST_CASE("C19: who has taken a promise back does not keep it", "[promises][C19]") {
    CHECK(found(one("give: {type: act}, due: 2 s", "withdraws: {p: 500 ms}, keeps: {p: {at: 1 s}}",
                    verdict + ", {measure: count, of: messages, by: ann, is: 1}")) ==
          Found{"undecided", "1"});
}

TEST_CASE("C19: a promise expires at the end of what it is about, else when it was last due",
          "[promises][C19]") {
    Promise promise{.due = {40, 0.0}};
    CHECK(promise.expires() == Reading{40, 0.0});
    promise.about_to = {30, 0.0};
    CHECK(promise.expires() == Reading{30, 0.0});
    const Promise schedule{.period = {10}, .occurrences = 4};
    CHECK(schedule.expires() == Reading{40, 0.0});
    CHECK(Promise{}.expires() == no_reading);
}

TEST_CASE("Texts, sets and vectors are kept by what the outcome shows", "[promises][C4]") {
    const auto shown = [&](const std::string& body, const std::string& value) {
        return found(one("give: {" + body + "}, due: 1 s", "keeps: {p: {at: 0 s" + value + "}}",
                         verdict))
            .front();
    };
    CHECK(shown("type: colour, text: red", ", value: red") == "kept");
    CHECK(shown("type: colour, text: red", ", value: blue") == "broken");
    CHECK(shown("type: colour, set: [red, green]", ", value: green") == "kept");
    CHECK(shown("type: place, vector: [[0 m, 1 m], 2 m]", ", value: [0.5 m, 2 m]") == "kept");
    CHECK(shown("type: place, vector: [[0 m, 1 m], 2 m]", ", value: [150 cm, 2 m]") == "broken");
    CHECK(shown("type: size, amount: 3 m", ", value: 299 cm") == "kept");
    CHECK(shown("type: size, amount: 3 m", ", value: 301 cm") == "broken");
    CHECK(shown("type: number, set: [1, 4]", ", value: 4") == "kept");
    CHECK(shown("type: number, set: [1, 4]", ", value: 3") == "broken");
}

TEST_CASE("C15: of two promises in conflict the other is withdrawn when the preferred is made",
          "[promises][C15]") {
    const std::string text =
        one("give: {type: act}, due: 2 s}\n  better: {promiser: ann, promisees: [bob], give: "
            "{type: act}, made: 1 s, due: 3 s, builds_on: [{promise: p, link: conflicts}, "
            "{promise: p, link: preferred}]",
            "keeps: {better: {at: 2 s}}",
            verdict +
                ", {measure: count, by: bob, promise: p, reason: withdrawn, is: 1}, "
                "{measure: expectation, promise: p, by: bob, is: 0}, {measure: expectation, "
                "promise: better, by: bob, is: 1}");
    CHECK(found(text) == Found{"undecided", "1", "0", "1"});
}

TEST_CASE("C14: places are used by acceptances as they are noticed", "[promises][C14]") {
    std::string accepts, agents;
    for (int i = 1; i <= 5; ++i) {
        const std::string n = std::to_string(i);
        accepts += "}\n  want_" + n + ": {promiser: guest_" + n +
                   ", promisees: [ann], accept: {type: act}, announce: true, made: " + n + " s";
    }
    const std::string text =
        one("give: {type: act, places: 2}, scope: [guest]" + accepts, "knows: []",
            "{measure: utilisation, promise: p, by: ann, is: 2.5}, {measure: "
            "queue, promise: p, by: ann, is: 3}");
    std::string with_guests = text + "groups: {guest: {count: 5, behaviour: steward}}\n";
    with_guests.replace(with_guests.find("promisees: [bob]"), 16, "promisees: [bob, guest]");
    CHECK(found(with_guests) == Found{"2.5", "3"});
}
