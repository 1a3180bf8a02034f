// SPDX-License-Identifier: Apache-2.0
//
// Goal: alarms ring in the order of their readings, once each, unless they are cancelled; and the
// name of an alarm that has rung stands for no other.
// Method: by hand, and random ones against a sorted list.
#include "sim/engine/alarms.hpp"

#include <map>

#include "sim/base/random.hpp"
#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

using namespace worldline;

namespace {

Alarm alarm_at(std::int64_t ticks, std::uint32_t sequence) {
    Alarm alarm;
    alarm.at = Reading{ticks, 0.0};
    alarm.time = Time{ticks};
    alarm.sequence = sequence;
    return alarm;
}

}  // namespace

TEST_CASE("The first alarm is the one with the least reading", "[alarms]") {
    Alarms alarms;
    CHECK(alarms.first() == nullptr);
    alarms.set(alarm_at(30, 0));
    alarms.set(alarm_at(10, 1));
    alarms.set(alarm_at(20, 2));
    CHECK(alarms.size() == 3);
    CHECK(alarms.first()->at.ticks == 10);
    CHECK(alarms.take().sequence == 1);
    CHECK(alarms.take().sequence == 2);
    CHECK(alarms.take().sequence == 0);
    CHECK(alarms.first() == nullptr);
}

TEST_CASE("At one reading alarms ring in the order of setting", "[alarms]") {
    Alarms alarms;
    for (std::uint32_t i = 0; i < 20; ++i) alarms.set(alarm_at(5, i));
    for (std::uint32_t i = 0; i < 20; ++i) CHECK(alarms.take().sequence == i);
}

TEST_CASE("Readings that differ by a fraction are told apart", "[alarms]") {
    Alarms alarms;
    Alarm later = alarm_at(5, 0);
    later.at.fraction = 0.75;
    alarms.set(later);
    alarms.set(alarm_at(5, 1));
    CHECK(alarms.take().sequence == 1);
    CHECK(alarms.take().sequence == 0);
}

TEST_CASE("A cancelled alarm never rings", "[alarms]") {
    Alarms alarms;
    const AlarmId first = alarms.set(alarm_at(1, 0));
    alarms.set(alarm_at(2, 1));
    const AlarmId third = alarms.set(alarm_at(3, 2));
    alarms.cancel(first);
    alarms.cancel(third);
    CHECK(alarms.first()->sequence == 1);
    alarms.take();
    CHECK(alarms.first() == nullptr);
}

TEST_CASE("The name of an alarm that has rung cancels no other", "[alarms]") {
    Alarms alarms;
    const AlarmId rung = alarms.set(alarm_at(1, 0));
    alarms.take();
    const AlarmId fresh = alarms.set(alarm_at(2, 1));
    CHECK(fresh.place == rung.place);  // memory is used again,
    CHECK(fresh != rung);              // names are not
    alarms.cancel(rung);
    REQUIRE(alarms.first() != nullptr);
    CHECK(alarms.first()->sequence == 1);
}

TEST_CASE("Cancelling nothing does nothing", "[alarms]") {
    Alarms alarms;
    alarms.cancel(AlarmId{});
    alarms.cancel({7, 0});
    const AlarmId id = alarms.set(alarm_at(1, 3));
    alarms.cancel({id.place, 2});
    CHECK(alarms.first() != nullptr);
}

TEST_CASE("Random alarms ring as in a sorted list", "[alarms]") {
    Random random(1, Purpose::scenario, AgentId{0}, 0);
    Alarms alarms;
    std::map<std::pair<std::int64_t, std::uint32_t>, AlarmId> expected;
    std::vector<AlarmId> all;
    for (std::uint32_t step = 0; step < 20'000; ++step) {
        const std::uint64_t act = random.below(5);
        if (act < 2) {
            const auto at = static_cast<std::int64_t>(random.below(1'000));
            const AlarmId id = alarms.set(alarm_at(at, step));
            expected.emplace(std::pair(at, step), id);
            all.push_back(id);
        } else if (act == 2 && !all.empty()) {
            const AlarmId id = all[random.below(all.size())];  // many have rung already
            alarms.cancel(id);
            std::erase_if(expected, [&](const auto& entry) { return entry.second == id; });
        } else {
            const Alarm* first = alarms.first();
            REQUIRE((first == nullptr) == expected.empty());
            if (first == nullptr) continue;
            REQUIRE(alarms.first_id() == expected.begin()->second);
            REQUIRE(alarms.take().sequence == expected.begin()->first.second);
            expected.erase(expected.begin());
        }
    }
    CHECK(alarms.bytes() < 20'000 * sizeof(Alarm));
}

TEST_CASE("An alarm that is moved rings once, at its new reading", "[alarms]") {
    using namespace worldline::scripted;
    std::vector<std::int64_t> rung;
    const auto react = [&rung](Notes& notes, const Percept& percept, Actions& actions) {
        if (percept.kind == event_kind::start) {
            notes.alarm = actions.wake(Reading{20, 0.0}, 5, {});
            actions.wake(Reading{10, 0.0}, 6, {});
        } else if (percept.kind == 6) {
            notes.alarm = actions.move(notes.alarm, Reading{15, 0.0}, 5, {});
            notes.alarm = actions.move(notes.alarm, Reading{40, 0.0}, 5, {});
        } else {
            rung.push_back(percept.now.ticks);
            CHECK(percept.alarm == notes.alarm);
            if (rung.size() == 1) notes.alarm = actions.move(notes.alarm, Reading{50, 0.0}, 5, {});
        }
    };
    run(scripted::world_of(react, 1), {}, {});
    CHECK(rung == std::vector<std::int64_t>{40, 50});  // a move of one that rang sets it anew
}

TEST_CASE("An alarm for a reading that has passed rings now, one round later", "[alarms]") {
    using namespace worldline::scripted;
    const auto react = [](Notes& notes, const Percept& percept, Actions& actions) {
        if (percept.kind == event_kind::start) {
            notes.alarm = actions.wake(Reading{30, 0.0}, 5, {});
        } else if (percept.kind == 5) {
            actions.wake(Reading{-1'000, 0.0}, 6, {});
            actions.wake(Reading{30, 0.0}, 6, {});
        }
    };
    const MemorySink facts = relays::facts_of(scripted::world_of(react, 1));
    REQUIRE(facts.facts.transitions.size() == 4);
    CHECK(facts.facts.transitions[1].round == 0);
    for (const std::size_t i : {2u, 3u}) {
        CHECK(facts.facts.transitions[i].time == Time{30});
        CHECK(facts.facts.transitions[i].round == 1);
    }
}

TEST_CASE("An alarm beyond the end of the run never rings", "[alarms]") {
    using namespace worldline::scripted;
    const auto react = [](Notes& notes, const Percept& percept, Actions& actions) {
        if (percept.kind != event_kind::start) return;
        notes.alarm = actions.wake(Reading{100, 0.0}, 5, {});
        actions.wake(Reading{never_ticks, 0.0}, 5, {});
        actions.wake(Reading{never_ticks - 1, 0.5}, 5, {});
    };
    CHECK(relays::facts_of(scripted::world_of(react, 1)).facts.transitions.size() == 1);
}
