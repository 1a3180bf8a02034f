// SPDX-License-Identifier: Apache-2.0
// Is a promise that is made again while it is live still one promise (C3)?
//
// Goal: one row and one id for the same body, promisees, scope and times; a new one where one of
// them differs, and after it was kept, taken back or past its time.
// Method: an agent of a world that promises as each case says, and the rows of its run.

#include "agents/live_promises.hpp"

#include <functional>

#include "tests/support/check.hpp"
#include "tests/support/relay.hpp"

namespace worldline {
namespace {

struct Notes {
    LivePromises live;

    static constexpr auto fields(auto& self) { return std::tie(self.live); }
};

using Script = std::function<void(LivePromises&, const Percept&, Actions&)>;

/// At the start, and at the readings 10, 20 and 30, does what it is told.
class Promiser final : public BehaviourOf<Promiser, Notes> {
public:
    explicit Promiser(Script script) : script_(std::move(script)) {}

    void react(Notes& notes, const Percept& percept, Actions& actions) const {
        script_(notes.live, percept, actions);
        const Reading next = percept.now + Duration{10};
        if (next.ticks <= 30) actions.wake(next, event_kind::alarm, {});
    }

private:
    Script script_;
};

std::vector<Promise> promises_of(Script script) {
    World world = relays::world_of<Notes>(std::make_shared<const Promiser>(std::move(script)), 1,
                                          Duration{1});
    world.groups = {{AgentId{0}}, {}};
    world.plans.push_back(relays::start_of(AgentId{0}));
    return relays::facts_of(std::move(world)).facts.promises;
}

Promise offer(Reading now, Reading due = no_reading) {
    return {
        .body = BodyId{0}, .promisees = GroupId{0}, .scope = GroupId{0}, .made = now, .due = due};
}

TEST_CASE("C3: the same promise four times is one live promise", "[promises][C3]") {
    std::vector<PromiseId> ids;
    int n_new = 0;
    const auto rows = promises_of([&](LivePromises& live, const Percept& percept, Actions& acts) {
        for (int twice = 0; twice < 2; ++twice) {
            const auto made = live.promise(offer(percept.now), acts);
            ids.push_back(made.id);
            n_new += made.is_new ? 1 : 0;
        }
    });
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].made == Reading{0, 0.0});  // it stays as it was made
    CHECK(ids == std::vector<PromiseId>(8, rows[0].id));
    CHECK(n_new == 1);
}

TEST_CASE("C3: what differs in what is said is another promise", "[promises][C3]") {
    const auto rows = promises_of([](LivePromises& live, const Percept& percept, Actions& acts) {
        const Promise plain = offer(percept.now);
        Promise other = plain;
        other.body = BodyId{1};
        live.promise(plain, acts);
        live.promise(other, acts);
        other = plain;
        other.promisees = GroupId{1};
        live.promise(other, acts);
        other = plain;
        other.scope = GroupId{1};
        live.promise(other, acts);
    });
    CHECK(rows.size() == 4);  // and none of them a second time
}

TEST_CASE("C3: what is due at another time is another promise", "[promises][C3]") {
    const auto due_after = [](std::int64_t span) {
        return promises_of([span](LivePromises& live, const Percept& percept, Actions& acts) {
                   live.promise(offer(percept.now, percept.now + Duration{span}), acts);
               })
            .size();
    };
    CHECK(due_after(50) == 4);
    // Due at 15, whenever it is said: live at 0 and 10, past at 20 and 30, and then made anew.
    const auto rows = promises_of([](LivePromises& live, const Percept& percept, Actions& acts) {
        live.promise(offer(percept.now, Reading{15, 0.0}), acts);
    });
    REQUIRE(rows.size() == 3);
    CHECK(rows[1].made == Reading{20, 0.0});
    const auto at_its_time =
        promises_of([](LivePromises& live, const Percept& percept, Actions& acts) {
            live.promise(offer(percept.now, Reading{30, 0.0}), acts);
        });
    CHECK(at_its_time.size() == 1);  // at the very reading it is not yet past
}

TEST_CASE("C3: what was kept or taken back is promised anew", "[promises][C3]") {
    const auto rows = promises_of([](LivePromises& live, const Percept& percept, Actions& acts) {
        const PromiseId id = live.promise(offer(percept.now), acts).id;
        if (percept.now.ticks == 10) live.end(id);
        live.end(PromiseId{AgentId{7}, 7});  // somebody else's: nothing
    });
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].made == Reading{20, 0.0});
}

}  // namespace
}  // namespace worldline
