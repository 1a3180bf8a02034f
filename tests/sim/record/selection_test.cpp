// SPDX-License-Identifier: Apache-2.0
//
// What of a batch is handed on?
//
// Goal: every row is judged by the rule of its kind, and by nothing else.
// Method: by hand. Agent 0 promises to agent 1 and tells it; agent 2 hears of nothing. See
// `by_hand::talk`, to which verdicts, readings and contents are added here.

#include "sim/record/selection.hpp"

#include "sim/ledger/memory_sink.hpp"
#include "sim/record/schema.hpp"
#include "sim/record/tables.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"
#include "tests/support/facts.hpp"

using namespace worldline;
using by_hand::transition;

namespace {

constexpr AgentId zero{0}, one{1}, two{2};

Preamble preamble() {
    Preamble preamble;
    preamble.groups = {{zero, one}, {two}};
    return preamble;
}

Batch facts() {
    Batch facts = by_hand::talk();
    Promise known;
    known.id = {zero, 0};
    known.scope = GroupId{0};
    Promise alone;
    alone.id = {two, 0};
    alone.scope = GroupId{1};
    facts.promises = {known, alone};
    facts.builds_on = {{known.id, alone.id, Link::cites}};
    const auto judge = [&](AgentId assessor, Verdict verdict, TransitionId in, std::int64_t time) {
        Assessment assessment;
        assessment.assessor = assessor;
        assessment.promise = known.id;
        assessment.verdict = verdict;
        facts.assessments.push_back(assessment);
        facts.assessed_in.push_back(in);
        facts.assessed.push_back(Time{time});
    };
    judge(one, Verdict::kept, transition(1, 1), 10);
    judge(zero, Verdict::broken, transition(0, 3), 20);
    facts.readings = {{transition(0, 2), {15, 0.0}}, {transition(1, 1), {9, 0.5}}};
    facts.positions = {{transition(0, 1), 0, 1.5}};
    facts.contents = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
    facts.messages[0].size = 1;  // 1
    facts.messages[1].contents = 1;
    facts.messages[1].size = 2;  // 2, 3
    facts.messages[1].kind = 3;
    facts.messages[2].contents = 3;
    facts.messages[2].size = 1;  // 4
    facts.transitions[2].return_code = 1;
    return facts;
}

Batch handed_on(const Selected& selected) {
    MemorySink sink;
    Selection selection(sink, selected);
    selection.begin(preamble());
    selection.commit(facts());
    return sink.facts;
}

std::vector<std::uint64_t> ids(const Batch& facts) {
    std::vector<std::uint64_t> found;
    for (const Transition& row : facts.transitions) found.push_back(row.id.packed);
    return found;
}

std::vector<std::uint64_t> ids_of_messages(const Batch& facts) {
    std::vector<std::uint64_t> found;
    for (const Message& row : facts.messages) found.push_back(row.id.packed);
    return found;
}

std::vector<bool> only(AgentId agent) {
    std::vector<bool> agents(3, false);
    agents[agent.number] = true;
    return agents;
}

Selected between(std::int64_t from, std::int64_t until) {
    Selected selected;
    selected.from = Time{from};
    selected.until = Time{until};
    return selected;
}

using Ids = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("Who leaves nothing out needs no selection", "[selection]") {
    MemorySink sink;
    CHECK(Selection::before(sink, {}) == nullptr);
    CHECK(Selection::before(sink, between(0, 5)) != nullptr);
    CHECK(handed_on({}).rows() == facts().rows());
}

TEST_CASE("Of an agent is kept what it does, says, hears, judges and knows of", "[selection]") {
    const Batch kept = handed_on({.agents = only(one)});

    CHECK(ids(kept) == Ids{transition(1, 1).packed});
    CHECK(ids_of_messages(kept) == Ids{by_hand::message(0, 0).packed,  // heard
                                       by_hand::message(1, 0).packed,  // said
                                       by_hand::message(1, 1).packed});
    REQUIRE(kept.assessments.size() == 1);
    CHECK(kept.assessments[0].assessor == one);
    CHECK(kept.assessed == std::vector<Time>{Time{10}});
    CHECK(kept.assessed_in == std::vector<TransitionId>{transition(1, 1)});
    REQUIRE(kept.promises.size() == 1);
    CHECK(kept.promises[0].id.maker() == zero);
    CHECK(kept.builds_on.empty());  // a link between promises of others
    CHECK(kept.incidences.empty());
    REQUIRE(kept.readings.size() == 1);
    CHECK(kept.readings[0].transition == transition(1, 1));
    CHECK(kept.positions.empty());
}

TEST_CASE("A link is kept with the promiser of either end", "[selection]") {
    CHECK(handed_on({.agents = only(zero)}).builds_on.size() == 1);
    CHECK(handed_on({.agents = only(two)}).builds_on.size() == 1);
    CHECK(handed_on({.agents = only(two)}).promises.size() == 1);
}

TEST_CASE("Contents come along with their messages, side by side", "[selection]") {
    const Batch kept = handed_on({.agents = only(two)});

    CHECK(ids_of_messages(kept) == Ids{by_hand::message(1, 1).packed});
    CHECK(kept.contents == std::vector<std::byte>{std::byte{4}});
    CHECK(kept.messages[0].contents == 0);
    CHECK(kept.messages[0].size == 1);
}

TEST_CASE("A time keeps what is done, judged, said or heard in it", "[selection]") {
    const Batch kept = handed_on(between(10, 20));

    CHECK(ids(kept) == Ids{transition(0, 2).packed, transition(1, 1).packed});
    CHECK(ids_of_messages(kept) == Ids{by_hand::message(0, 0).packed,  // heard at 10
                                       by_hand::message(1, 0).packed,  // said at 10
                                       by_hand::message(1, 1).packed});
    REQUIRE(kept.assessments.size() == 1);
    CHECK(kept.assessments[0].assessor == one);
    REQUIRE(kept.incidences.size() == 1);
    CHECK(kept.incidences[0].role == Role::keeps);
    CHECK(kept.readings.size() == 2);
    CHECK(kept.positions.empty());
    CHECK(kept.promises.size() == 2);  // at any time
    CHECK(kept.builds_on.size() == 1);
}

TEST_CASE("Both ends of a message count for the agent and the time together", "[selection]") {
    Selected selected = between(20, 21);
    selected.agents = only(one);
    CHECK(handed_on(selected).messages.empty());  // said at 10, and heard at 20 by another
    selected.agents = only(zero);
    CHECK(ids_of_messages(handed_on(selected)) == Ids{by_hand::message(1, 0).packed});
}

TEST_CASE("A message that is lost is its sender's alone", "[selection]") {
    MemorySink sink;
    Batch lost = facts();
    lost.messages[0].received = never;
    for (const AgentId agent : {zero, one}) {
        Selection selection(sink, {.agents = only(agent)});
        selection.begin(preamble());
        sink.facts.clear();
        selection.commit(lost);
        const Ids found = ids_of_messages(sink.facts);
        const auto id = by_hand::message(0, 0).packed;
        CHECK((std::find(found.begin(), found.end(), id) != found.end()) == (agent == zero));
    }
    Selected late;
    late.from = Time{5};
    Selection selection(sink, late);
    selection.begin(preamble());
    sink.facts.clear();
    selection.commit(lost);
    CHECK(sink.facts.messages.size() == 2);  // said at 0, never heard
}

TEST_CASE("A kind that is not named is left out, and no other", "[selection]") {
    const auto n_of = [](const Batch& facts) {
        return std::array<std::size_t, n_row_kinds>{
            facts.promises.size(), facts.builds_on.size(),   facts.assessments.size(),
            facts.messages.size(), facts.transitions.size(), facts.incidences.size(),
            facts.readings.size(), facts.positions.size()};
    };
    for (std::size_t left_out = 0; left_out < n_row_kinds; ++left_out) {
        Selected selected = between(0, 100);  // so that what hangs on a transition is looked up
        selected.kinds[left_out] = false;
        auto expected = n_of(facts());
        expected[left_out] = 0;
        INFO(row_kind_names[left_out]);
        CHECK(n_of(handed_on(selected)) == expected);
    }
}

TEST_CASE("A condition leaves out rows of its own kind", "[selection]") {
    Selected broken;
    broken.verdicts = {false, false, false, true, false};
    const Batch judged = handed_on(broken);
    REQUIRE(judged.assessments.size() == 1);
    CHECK(judged.assessments[0].assessor == zero);
    CHECK(judged.assessed_in == std::vector<TransitionId>{transition(0, 3)});
    CHECK(judged.rows() == facts().rows() - 1);

    Selected third;
    third.message_kinds = {false, false, false, true};
    const Batch told = handed_on(third);
    CHECK(ids_of_messages(told) == Ids{by_hand::message(1, 0).packed});
    CHECK(told.contents == std::vector<std::byte>{std::byte{2}, std::byte{3}});
    CHECK(told.rows() == facts().rows() - 2);
}

TEST_CASE("What belongs to a transition goes with it", "[selection]") {
    Selected failed;
    failed.failed_only = true;
    const Batch kept = handed_on(failed);

    CHECK(ids(kept) == Ids{transition(1, 1).packed});
    CHECK(kept.incidences.empty());
    REQUIRE(kept.readings.size() == 1);
    CHECK(kept.readings[0].transition == transition(1, 1));
    CHECK(kept.positions.empty());
    CHECK(kept.messages.size() == 3);
    CHECK(kept.assessments.size() == 2);
}

TEST_CASE("What is handed on does not depend on where batches end", "[selection]") {
    Selected selected = between(1'000, 20'000);
    selected.agents = {true, false, true};
    selected.failed_only = true;
    const auto run = [&](std::uint32_t batch_size) {
        MemorySink sink;
        Selection selection(sink, selected);
        synthetic::run(selection, 3'000, batch_size);
        return sink.facts;
    };
    const Batch whole = run(3'000);
    const Batch pieces = run(7);
    CHECK(ids(whole) == ids(pieces));
    CHECK(ids_of_messages(whole) == ids_of_messages(pieces));
    CHECK(whole.contents == pieces.contents);
    CHECK(whole.rows() == pieces.rows());
    CHECK(ids(whole).size() > 100);
    CHECK(whole.messages.size() > 1'000);
}

TEST_CASE("The sink behind a selection decides the level and is told of the rest", "[selection]") {
    struct Behind final : Sink {
        RecordLevel level() const override { return RecordLevel::promises; }
        void begin(const Preamble&) override { ++n_begun; }
        void commit(const Batch& batch) override { rows.append(batch); }
        void checkpoint(const Checkpoint& at) override { checkpoints.push_back(at.time); }
        void end(const Ending& ending) override { ended = ending.events; }
        int n_begun = 0;
        Batch rows;
        std::vector<Time> checkpoints;
        std::uint64_t ended = 0;
    } behind;
    Selection selection(behind, {.agents = only(one)});
    selection.begin(preamble());
    selection.commit(facts());
    selection.checkpoint({.time = Time{12}, .run_digest = {}});
    selection.end({.time = Time{20}, .run_digest = {}, .events = 4});

    CHECK(selection.level() == RecordLevel::promises);
    CHECK(behind.n_begun == 1);
    CHECK(behind.rows.assessments.size() == 1);
    CHECK(behind.rows.transitions.empty());  // nobody behind it writes them down
    CHECK(behind.checkpoints == std::vector<Time>{Time{12}});
    CHECK(behind.ended == 4);
}

TEST_CASE("Every kind of row is a table of facts, and every such table has a kind", "[selection]") {
    std::vector<std::string> tables;
    for (const schema::Table& table : schema::tables) {
        const std::string name(table.name);
        const bool is_contents = name.starts_with("contents");  // they belong to messages
        if (table.kind == schema::TableKind::fact && !is_contents) tables.push_back(name);
    }
    CHECK(tables == std::vector<std::string>(row_kind_names.begin(), row_kind_names.end()));
}
