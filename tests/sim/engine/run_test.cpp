// SPDX-License-Identifier: Apache-2.0
//
// Goal: a sink that is told of a checkpoint has all rows before it and none after; the run goes on
// from it to the same end; a run that is stopped makes one where checkpoints are wanted.
// Method: a ring of relays; a sink that writes down what it had at each checkpoint.
#include <algorithm>
#include <latch>

#include "sim/engine/engine.hpp"
#include "tests/support/check.hpp"
#include "tests/support/relay.hpp"
#include "tests/support/rows.hpp"

using namespace worldline;

namespace {

constexpr Time until{2'000};

/// With a promise that is there from the beginning.
World world() {
    World world = relays::ring(10, 5, Duration{10}, until);
    world.promises = {{.id = {AgentId{3}, 0}}};
    return world;
}

struct Listener final : public Sink {
    RecordLevel level() const override { return wanted; }
    void commit(const Batch& batch) override { facts.append(batch); }
    void checkpoint(const Checkpoint& told) override {
        if (waits_for != nullptr) waits_for->wait();
        if (throws) throw std::runtime_error("the disk is full");
        checkpoints.push_back(told);
        n_transitions.push_back(facts.transitions.size());
        last = facts;
    }
    void end(const Ending& given) override { ending = given; }

    RecordLevel wanted = RecordLevel::full;
    std::latch* waits_for = nullptr;
    bool throws = false;
    Batch facts;
    std::vector<Checkpoint> checkpoints;
    std::vector<std::size_t> n_transitions;  ///< at each
    Batch last;                              ///< rows at the last
    Ending ending;
};

Ending run_with(Listener& listener, const RunOptions& options) {
    Sink* const sinks[]{&listener};
    return run(world(), options, sinks);
}

/// A checkpoint after every window, whether the last has been taken or not.
Ending run_with_all(Listener& listener) {
    Sink* const sinks[]{&listener};
    Engine engine(world(), {}, sinks);
    while (engine.step()) engine.checkpoint();
    return engine.finish();
}

/// Stops when so much has been done, or a little later.
std::function<bool(const Progress&)> until_window(std::uint64_t n) {
    return [n](const Progress& progress) { return progress.windows < n; };
}

}  // namespace

TEST_CASE("A checkpoint comes after all rows before it, and before all after it", "[checkpoint]") {
    Listener listener;
    const Ending ending = run_with_all(listener);
    REQUIRE(listener.checkpoints.size() == 200);  // one every 10 ticks
    for (std::size_t i = 0; i < listener.checkpoints.size(); ++i) {
        const Checkpoint& told = listener.checkpoints[i];
        const auto is_before = [&](const Transition& row) { return row.time < told.time; };
        const auto& rows = listener.facts.transitions;
        const auto n_before =
            static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), is_before));
        CHECK(listener.n_transitions[i] == n_before);
        CHECK(told.events == n_before);
        CHECK(!told.snapshot.empty());
        if (i > 0) CHECK(told.windows > listener.checkpoints[i - 1].windows);
    }
    CHECK(ending.complete);
    CHECK(!ending.resumable);
    CHECK(ending.run_digest == run(world(), {}, {}).run_digest);
}

TEST_CASE("A run goes on from any checkpoint to the same end", "[checkpoint]") {
    Listener whole;
    const Ending ending = run_with_all(whole);
    REQUIRE(!whole.checkpoints.empty());
    for (std::size_t i = 0; i < whole.checkpoints.size(); ++i) {
        Listener rest;
        RunOptions options;
        options.snapshot =
            std::make_shared<const std::vector<std::byte>>(whole.checkpoints[i].snapshot);
        CHECK(run_with(rest, options).run_digest == ending.run_digest);
        CHECK(rest.facts.transitions.size() + whole.n_transitions[i] ==
              whole.facts.transitions.size());
        CHECK(rest.facts.promises.empty());  // told of before
    }
    CHECK(whole.facts.promises.size() == 1);
}

TEST_CASE("A run that is stopped makes a checkpoint, and goes on from there", "[checkpoint]") {
    Listener whole;
    const Ending unbroken = run_with(whole, {});
    Listener first;
    RunOptions options;
    options.checkpoint_due = [](const Progress&) { return false; };
    options.on_progress = until_window(64);
    const Ending stopped = run_with(first, options);
    CHECK(!stopped.complete);
    CHECK(stopped.resumable);
    CHECK(first.ending.resumable);
    REQUIRE(first.checkpoints.size() == 1);
    CHECK(first.checkpoints[0].time == stopped.time);
    CHECK(first.checkpoints[0].run_digest == stopped.run_digest);
    CHECK(first.last.rows() == first.facts.rows());
    Listener second;
    options.on_progress = nullptr;
    options.snapshot =
        std::make_shared<const std::vector<std::byte>>(first.checkpoints[0].snapshot);
    CHECK(run_with(second, options).run_digest == unbroken.run_digest);
    Batch facts = first.facts;
    facts.append(second.facts);
    CHECK(digest_of_rows(facts) == digest_of_rows(whole.facts));
}

TEST_CASE("A run that is stopped makes no checkpoint that nobody wants", "[checkpoint]") {
    Listener listener;
    RunOptions options;
    options.on_progress = until_window(64);
    SECTION("none are asked for") {}
    SECTION("no sink takes rows") {
        listener.wanted = RecordLevel::off;
        options.checkpoint_due = [](const Progress&) { return true; };
    }
    const Ending ending = run_with(listener, options);
    CHECK(!ending.complete);
    CHECK(!ending.resumable);
    CHECK(listener.checkpoints.empty());
}

TEST_CASE("No checkpoint is asked for while another is under way", "[checkpoint]") {
    Listener listener;
    std::latch is_looked_at(1);
    listener.waits_for = &is_looked_at;
    std::size_t n_asked = 0;
    std::size_t n_asked_early = 0;
    RunOptions options;
    options.checkpoint_due = [&](const Progress&) {
        ++n_asked;
        return true;
    };
    options.on_progress = [&](const Progress& progress) {
        if (progress.windows == 64) {
            n_asked_early = n_asked;
            is_looked_at.count_down();
        }
        return true;
    };
    run_with(listener, options);
    CHECK(n_asked_early == 1);
    CHECK(listener.checkpoints.size() == n_asked);
}

TEST_CASE("A checkpoint that cannot be written ends the run", "[checkpoint]") {
    Listener listener;
    listener.throws = true;
    CHECK_THROWS_WITH(run_with_all(listener), "the disk is full");
}

TEST_CASE("A snapshot that is refused reaches no sink", "[checkpoint]") {
    struct Untouched final : public Sink {
        void begin(const Preamble&) override { is_touched = true; }
        void commit(const Batch&) override { is_touched = true; }
        void end(const Ending&) override { is_touched = true; }
        bool is_touched = false;
    } sink;
    Sink* const sinks[]{&sink};
    RunOptions options;
    options.snapshot = std::make_shared<const std::vector<std::byte>>(100);
    CHECK_THROWS_AS(run(world(), options, sinks), SnapshotError);
    CHECK(!sink.is_touched);
}
