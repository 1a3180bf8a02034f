// SPDX-License-Identifier: Apache-2.0
//
// When a run fails on the way.
//
// Goal: whoever made the mistake learns who did what and when, and the record of what happened
// before it is whole, can be opened and says that the run did not reach its end.
// Method: behaviours that throw or never come to rest, and a limit of memory that is too small,
// each recorded, on one thread and on two.

#include <stdexcept>

#include "sim/record/reader.hpp"
#include "sim/record/recorder.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;
using namespace worldline::relays;

namespace {

struct Count {
    std::uint32_t n_heard = 0;
    static constexpr auto fields(auto& self) { return std::tie(self.n_heard); }
};

/// Pass a token round, and do something wrong at their fifth turn.
class Tired final : public BehaviourOf<Tired, Count> {
public:
    void react(Count& state, const Percept& percept, Actions& actions) const {
        if (++state.n_heard == 5) throw std::runtime_error("no strength is left");
        actions.tell(AgentId{1 - percept.self.number}, {.kind = first_message_kind});
    }
};

/// From their fifth turn on they talk to themselves, without delay and without end.
class Restless final : public BehaviourOf<Restless, Count> {
public:
    void react(Count& state, const Percept& percept, Actions& actions) const {
        const AgentId other{1 - percept.self.number};
        actions.tell(++state.n_heard < 5 ? other : percept.self, {.kind = first_message_kind});
    }
};

World pair_of(std::shared_ptr<const Behaviour> behaviour) {
    World world = world_of<Count>(std::move(behaviour), 2, Duration{10});
    world.until = Time{10'000};
    world.plans = {start_of(AgentId{0})};
    world.preamble = synthetic::preamble();
    world.preamble.until = world.until;
    return world;
}

struct Failed {
    std::string said;
    Ending ending;
};

/// Keeps how a run ended.
class Listener final : public Sink {
public:
    void commit(const Batch&) override {}
    void end(const Ending& told) override { ending = told; }
    Ending ending;
};

Failed record_failing(World world, const std::string& path, const RunOptions& options) {
    Recorder recorder(path);
    Listener listener;
    Sink* const sinks[] = {&recorder, &listener};
    try {
        run(std::move(world), options, sinks);
    } catch (const RunError& error) {
        return {error.what(), listener.ending};
    }
    return {"nothing", listener.ending};
}

}  // namespace

TEST_CASE("What a behaviour throws ends the run with its words, by whom and when", "[failure]") {
    const synthetic::Folder folder;
    for (const int threads : {1, 2}) {
        RunOptions options;
        options.schedule.threads = threads;
        options.parallel_events_min = 0;
        const Failed failed = record_failing(pair_of(std::make_shared<const Tired>()),
                                             folder.file("run.h5"), options);
        CHECK_THAT(failed.said, Catch::Contains("no strength is left"));
        CHECK_THAT(failed.said, Catch::Contains("alice"));
        CHECK_FALSE(failed.ending.complete);

        // Alice's turns are at 0, 20, ..., 80; the window of the last begins at 80.
        const Reader record(folder.file("run.h5"));
        CHECK_FALSE(record.is_complete());
        CHECK(record.number<std::int64_t>("ended") <= 80);
        CHECK(record.rows("transitions") == 8);
        CHECK_THAT(info(folder.file("run.h5")), Catch::Contains("complete        no"));
    }
}

TEST_CASE("A loop without end at one instant is named, and the record stays", "[failure]") {
    const synthetic::Folder folder;
    const Failed failed = record_failing(pair_of(std::make_shared<const Restless>()),
                                         folder.file("run.h5"), {});
    CHECK_THAT(failed.said, Catch::Contains("a loop without end"));
    CHECK_THAT(failed.said, Catch::Contains("alice"));
    const Reader record(folder.file("run.h5"));
    CHECK_FALSE(record.is_complete());
    CHECK(record.rows("transitions") >= 8);
    CHECK(record.number<std::int64_t>("ended") <= 80);
}

TEST_CASE("A run that takes too much memory ends, and says what takes it", "[failure]") {
    const synthetic::Folder folder;
    World world = ring(4, 4, Duration{10}, Time{100'000});
    world.preamble = synthetic::preamble();
    RunOptions options;
    options.memory_limit = 1;
    const Failed failed = record_failing(std::move(world), folder.file("run.h5"), options);
    for (const char* part : {"memory", "over its limit", "agents", "pending events", "rows"}) {
        CHECK_THAT(failed.said, Catch::Contains(part));
    }
    const Reader record(folder.file("run.h5"));
    CHECK_FALSE(record.is_complete());
    CHECK(record.rows("transitions") > 0);
    const auto time = record.column<std::int64_t>("transitions", "time");
    CHECK(time.back() < record.number<std::int64_t>("ended"));
}
