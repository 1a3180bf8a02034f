// SPDX-License-Identifier: Apache-2.0
//
// Goal: rows reach the sinks in row order, once each, however large the batches and however slow
// the sinks; who is too fast waits; the error of a sink arrives at the caller.
// Method: rows that carry numbers of their own; sinks that are slow, or throw.
#include "sim/engine/outgoing.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "sim/ledger/memory_sink.hpp"
#include "tests/support/check.hpp"
#include "tests/support/facts.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;

namespace {

/// `count` transitions of one agent, counted on from `next`.
Batch rows(std::uint32_t agent, std::size_t count, std::uint32_t& next) {
    Batch batch;
    for (std::size_t i = 0; i < count; ++i) {
        batch.transitions.push_back(by_hand::step(by_hand::transition(agent, next++), 0));
    }
    return batch;
}

class Listener final : public Sink {
public:
    void commit(const Batch& batch) override {
        if (slow) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (n_batches++ == throws_at) throw std::runtime_error("the disk is full");
        for (const Transition& row : batch.transitions) heard.push_back(row.id.count());
    }
    void end(const Ending&) override { ++n_ends; }

    bool slow = false;
    std::size_t throws_at = ~std::size_t{0};
    std::size_t n_batches = 0;
    std::size_t n_ends = 0;
    std::vector<std::uint32_t> heard;
};

bool is_counted(const std::vector<std::uint32_t>& heard, std::uint32_t count) {
    if (heard.size() != count) return false;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (heard[i] != i) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("Rows reach the sinks in order, in small batches and large", "[outgoing]") {
    const bool slow = GENERATE(false, true);
    Listener first, second;
    first.slow = slow;
    Sink* const sinks[]{&first, &second};
    std::uint32_t next = 0;
    {
        Outgoing outgoing(sinks, false);
        outgoing.begin({});
        for (std::size_t i = 0; i < 200; ++i) {
            const std::size_t sizes[]{0, 1, 10, 4'095, 4'096, 3, 40'000};
            Batch batch = rows(1, sizes[i % 7], next);
            outgoing.add(batch);
            CHECK(batch.rows() == 0);
            if (i % 3 == 0) outgoing.close_window();
        }
        outgoing.end({});
        CHECK(outgoing.bytes() > 0);
        CHECK(outgoing.bytes() < std::size_t{64} << 20);  // some batches, not all
    }
    CHECK(is_counted(first.heard, next));
    CHECK(is_counted(second.heard, next));
    CHECK(first.n_ends == 1);
    CHECK(second.n_ends == 1);
}

TEST_CASE("Few rows are told together", "[outgoing]") {
    Listener listener;
    Sink* const sinks[]{&listener};
    Outgoing outgoing(sinks, false);
    std::uint32_t next = 0;
    for (int i = 0; i < 1'000; ++i) {
        Batch batch = rows(1, 5, next);
        outgoing.add(batch);
        outgoing.close_window();
    }
    outgoing.end({});
    CHECK(listener.n_batches == 1);
    CHECK(is_counted(listener.heard, 5'000));
}

TEST_CASE("Where turns interleave, the rows of a window are put in the order of agents",
          "[outgoing]") {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    Outgoing outgoing(sinks, true);
    Batch batch;
    for (std::uint32_t count = 1; count <= 3; ++count) {
        for (const std::uint32_t agent : {2u, 0u, 1u}) {
            batch.transitions.push_back(by_hand::step(by_hand::transition(agent, count), 0));
            batch.messages.push_back(
                by_hand::said(by_hand::message(agent, count), by_hand::transition(agent, count),
                              0, 10));
            Assessment assessment;
            assessment.assessor = AgentId{agent};
            batch.assessments.push_back(assessment);
            batch.assessed.push_back(Time{agent * 10 + count});
            batch.assessed_in.push_back(by_hand::transition(agent, count));
        }
    }
    outgoing.add(batch);
    outgoing.close_window();
    outgoing.end({});
    REQUIRE(sink.facts.transitions.size() == 9);
    for (std::uint32_t i = 0; i < 9; ++i) {
        CHECK(sink.facts.transitions[i].id == by_hand::transition(i / 3, i % 3 + 1));
        CHECK(sink.facts.messages[i].id == by_hand::message(i / 3, i % 3 + 1));
        CHECK(sink.facts.assessments[i].assessor == AgentId{i / 3});
        CHECK(sink.facts.assessed[i] == Time{i / 3 * 10 + i % 3 + 1});
        CHECK(sink.facts.assessed_in[i] == by_hand::transition(i / 3, i % 3 + 1));
    }
}

TEST_CASE("The error of a sink arrives at the caller, and nothing is told after it", "[outgoing]") {
    Listener failing, behind;
    failing.throws_at = 3;
    Sink* const sinks[]{&failing, &behind};
    Outgoing outgoing(sinks, false);
    std::uint32_t next = 0;
    const auto add_until_it_throws = [&] {
        for (int i = 0; i < 1'000; ++i) {
            Batch batch = rows(1, 5'000, next);
            outgoing.add(batch);
            std::this_thread::yield();
        }
        outgoing.end({});
    };
    CHECK_THROWS_WITH(add_until_it_throws(), "the disk is full");
    CHECK_THROWS_WITH(outgoing.end({}), "the disk is full");
    CHECK(failing.n_batches == 4);
    CHECK(is_counted(behind.heard, 15'000));  // whole batches, in order
    CHECK(failing.n_ends == 0);
}

TEST_CASE("The error of a sink ends the run", "[outgoing][engine]") {
    Listener failing;
    failing.throws_at = 0;
    Sink* const sinks[]{&failing};
    for (const int threads : {1, 2}) {
        CHECK_THROWS_WITH(run(relays::ring(100, 100, Duration{10}, Time{20'000}),
                              {.schedule = {.threads = threads, .shuffle = {}}}, sinks),
                          "the disk is full");
        failing.n_batches = 0;
    }
}

TEST_CASE("A slow sink changes nothing but the time", "[outgoing][engine]") {
    const auto told = [](bool slow) {
        Listener listener;
        listener.slow = slow;
        Sink* const sinks[]{&listener};
        run(relays::ring(100, 100, Duration{10}, Time{10'000}), {}, sinks);
        return listener.heard;
    };
    const auto heard = told(false);
    CHECK(heard.size() == 100 * 1'000);
    CHECK(told(true) == heard);
}
