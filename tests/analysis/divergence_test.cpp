// SPDX-License-Identifier: Apache-2.0
//
// The first event that two records tell differently.
//
// Goal: it is the first in time, not the first row; and what led to it can be looked up without
// reading the record.
// Method: two records of the same steady world, in one of which chosen rows were changed.

#include "analysis/divergence.hpp"

#include <functional>

#include "analysis/past.hpp"
#include "sim/record/recorder.hpp"
#include "tests/sim/record/steady.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint32_t n_bins = 30'000;  // 90,000 rows: two blocks

using Change = std::function<void(Batch&)>;

/// In each bin agent 0 reacts last, and stands first.
std::string record_of(const std::string& path, const Change& change = {},
                      Duration bin_width = Duration{1'024}) {
    Recorder recorder(path);
    Preamble preamble = synthetic::preamble();
    preamble.bin_width = bin_width;
    recorder.begin(preamble);
    Batch facts = steady::facts(0, n_bins);
    for (std::size_t row = 0; row < facts.transitions.size(); row += 3) {
        facts.transitions[row].time.ticks += 500;
        facts.assessed[row].ticks += 500;
    }
    if (change) change(facts);
    recorder.commit(facts);
    recorder.end(synthetic::ending(1));
    return path;
}

constexpr std::uint32_t bin = 25'000;
constexpr std::size_t row = 3 * bin;  // in the second block

std::optional<Divergence> divergence_after(const Change& change,
                                           Duration bin_width = Duration{1'024},
                                           const Comparison& what = {.table = "transitions"}) {
    const synthetic::Folder folder;
    const Reader a(record_of(folder.file("a.h5")));
    const Reader b(record_of(folder.file("b.h5"), change, bin_width));
    return first_divergence(a, b, what);
}

TransitionId id_of(std::uint32_t agent, std::uint32_t in_bin) {
    return TransitionId(AgentId{agent}, in_bin + 1);
}

}  // namespace

TEST_CASE("Records that say the same have no first difference", "[analysis]") {
    CHECK_FALSE(divergence_after({}));
    const synthetic::Folder folder;
    const Reader a(record_of(folder.file("a.h5")));
    const Reader b(record_of(folder.file("b.h5")));
    CHECK_FALSE(first_different_row(a, b, {.table = "messages"}));
}

TEST_CASE("The first event that differs is the first in time, wherever its row stands",
          "[analysis]") {
    const Change change = [](Batch& facts) {
        facts.transitions[row].return_code = 1;      // agent 0, at 500
        facts.transitions[row + 2].return_code = 1;  // agent 2, at 2
        facts.transitions[row + 4].return_code = 1;  // agent 1, in the bin after
    };
    const Duration bin_width{GENERATE(1'024, 512)};
    const auto first = divergence_after(change, bin_width);
    REQUIRE(first);
    REQUIRE(first->a);
    REQUIRE(first->b);
    CHECK(first->a->id == id_of(2, bin));
    CHECK(first->a->time == Time{bin * 1'024 + 2});
    CHECK(first->a->digest != first->b->digest);
}

TEST_CASE("An event at another time counts at its earlier one", "[analysis]") {
    const auto first = divergence_after([](Batch& facts) {
        facts.transitions[row].time = Time{bin * 1'024};  // agent 0, before all others
        facts.transitions[row + 1].return_code = 1;
    });
    REQUIRE(first);
    CHECK(first->a->id == id_of(0, bin));
    CHECK(first->b->time == Time{bin * 1'024});
    CHECK(first->a->time == Time{bin * 1'024 + 500});
}

TEST_CASE("An event that only one has is told so", "[analysis]") {
    const auto first = divergence_after([](Batch& facts) {
        facts.transitions.erase(facts.transitions.begin() + static_cast<std::ptrdiff_t>(row + 1));
    });
    REQUIRE(first);
    REQUIRE(first->a);
    CHECK(first->a->id == id_of(1, bin));
    CHECK_FALSE(first->b);
}

TEST_CASE("The first verdict that differs is found without transitions", "[analysis]") {
    const auto first =
        divergence_after([](Batch& facts) { facts.assessments[row + 1].trust = 0.25; },
                         Duration{1'024}, {.table = "assessments"});
    REQUIRE(first);
    CHECK(first->a->id == id_of(1, bin));
}

TEST_CASE("What agents are may be left out of the comparison", "[analysis]") {
    const Change change = [](Batch& facts) {
        for (std::size_t i = 100; i < facts.transitions.size(); ++i) {
            facts.transitions[i].content.low = i;
        }
        facts.transitions[row].return_code = 1;
    };
    CHECK(divergence_after(change)->a->id == id_of(1, 33));
    const auto first =
        divergence_after(change, Duration{1'024}, {.table = "transitions", .has_states = false});
    REQUIRE(first);
    CHECK(first->a->id == id_of(0, bin));
}

TEST_CASE("The first different row is found in any block", "[analysis]") {
    const synthetic::Folder folder;
    const Reader a(record_of(folder.file("a.h5")));
    const Reader b(record_of(folder.file("b.h5"), [](Batch& facts) {
        facts.messages[70'001].kind = 1;
        facts.messages[80'001].received = Time{1};
        facts.promises.pop_back();
    }));
    CHECK(first_different_row(a, b, {.table = "messages"}) == 70'001u);
    CHECK(first_different_row(a, b, {.table = "promises"}) == 3 * n_bins - 1);
}

TEST_CASE("Single facts are looked up in any block", "[analysis]") {
    const synthetic::Folder folder;
    const Reader record(record_of(folder.file("a.h5"), [](Batch& facts) {
        // Three verdicts of one transition, on both sides of the end of a block.
        for (const std::size_t at : {65'535u, 65'537u}) {
            facts.assessments[at].assessor = facts.assessments[65'536].assessor;
            facts.assessed_in[at] = facts.assessed_in[65'536];
        }
    }));
    const Past past(record);
    const Batch facts = steady::facts(0, n_bins);
    for (const std::size_t at : {std::size_t{1}, std::size_t{65'535}, std::size_t{65'537}, row}) {
        const auto transition = past.transition(facts.transitions[at].id);
        REQUIRE(transition);
        CHECK(transition->history == facts.transitions[at].history);
        CHECK(transition->cause == facts.transitions[at].cause);
        const auto message = past.message(facts.messages[at].id);
        REQUIRE(message);
        CHECK(message->transition == facts.messages[at].transition);
        CHECK(message->receiver == facts.messages[at].receiver);
        CHECK(past.said_in(facts.transitions[at].id).size() == 1);
    }
    CHECK(past.judged_in(facts.assessed_in[65'536]).size() == 3);
    CHECK_FALSE(past.transition(id_of(1, n_bins)));
    CHECK_FALSE(past.reading(id_of(1, 5)));
}

TEST_CASE("A chain of causes goes from hearing to saying, and ends at the beginning",
          "[analysis]") {
    const synthetic::Folder folder;
    const Reader record(record_of(folder.file("a.h5"), [](Batch& facts) {
        facts.transitions[3 * 5].cause = MessageId(AgentId{2}, 3);  // of bin 3
    }));
    const Past past(record);
    const auto steps = past.chain(id_of(0, 6), 10);
    std::vector<TransitionId> ids;
    for (const PastStep& step : steps) ids.push_back(step.transition.id);
    CHECK(ids == std::vector{id_of(0, 6), id_of(0, 5), id_of(2, 3), id_of(2, 2), id_of(2, 1),
                             id_of(2, 0)});
    CHECK(steps[1].heard->id == MessageId(AgentId{2}, 3));
    CHECK_FALSE(steps.back().heard);
    CHECK(past.chain(id_of(0, 6), 3).size() == 3);
}
