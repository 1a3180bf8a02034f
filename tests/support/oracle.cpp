// SPDX-License-Identifier: Apache-2.0
#include "tests/support/oracle.hpp"

#include <map>
#include <utility>
#include <vector>

#include "sim/engine/turns.hpp"

namespace worldline {
namespace {

struct Pending {
    Event event;
    std::vector<std::byte> contents;
};

constexpr unsigned widest_bin = 31;

class Oracle {
public:
    explicit Oracle(World world)
        : world_(std::move(world)),
          running_(world_),
          bins_(widest_bin, 1),
          turns_(world_, running_, {.shift = 31}, bins_) {
        sink_.facts.promises = world_.promises;
        sink_.facts.builds_on = world_.builds_on;
        for (const Planned& planned : world_.plans) plan(planned);
        if (world_.source) {
            for (auto source = world_.source->restarted(); source->next() != never;) {
                plan(source->take());
            }
        }
    }

    MemorySink run() {
        while (!queue_.empty() && queue_.begin()->first.time < world_.until) {
            const auto first = queue_.begin();
            const Time time = first->first.time;
            Pending pending = std::move(first->second);
            queue_.erase(first);
            serve(time, pending);
        }
        Digester all;
        for (std::uint32_t agent = 0; agent < world_.n_agents(); ++agent) {
            const std::uint32_t slot = running_.slot_of(agent);
            all.add(running_.lives[slot].history);
            all.add(world_.kinds[world_.kind[agent]].states->content(running_.place_of(slot)));
        }
        sink_.ending = {world_.until, true, all.value(), n_events_};
        return std::move(sink_);
    }

private:
    void plan(const Planned& planned) {
        const std::uint32_t slot = running_.slot_of(planned.receiver.number);
        Event event{};
        event.receiver = slot;
        event.sender = nobody.number;
        event.sequence = running_.plans[slot]++;
        event.kind = planned.kind;
        put(planned.time, event, planned.contents.bytes());
    }

    void put(Time time, const Event& event, std::span<const std::byte> contents) {
        const AgentId receiver{running_.number_of(event.receiver)};
        const auto draw =
            philox({world_.seed, static_cast<std::uint64_t>(Purpose::tie)},
                   {0, static_cast<std::uint64_t>(time.ticks), receiver.number, event.sender});
        const EventKey key{time,           event.round,
                           receiver,       world_.ordered_ties ? 0 : draw[0],
                           {event.sender}, event.sequence};
        queue_.emplace(key, Pending{event, {contents.begin(), contents.end()}});
    }

    /// One event, in a window that ends where it begins: whatever follows goes to the bins, and
    /// from there into the queue.
    void serve(Time time, Pending& pending) {
        if (pending.contents.size() <= Event::inline_max) {
            pending.event.put_inline(pending.contents);
        } else {
            pending.event.put_long(pending.contents);
        }
        pending.event.offset = 0;
        Batch batch;
        turns_.open({time, time, RecordLevel::full, false}, {&pending.event, 1}, batch);
        while (const auto kind = turns_.next_kind()) {
            world_.kinds[*kind].behaviour->run(*world_.kinds[*kind].states, turns_);
        }
        n_events_ += std::exchange(turns_.n_events, 0);
        turns_.publish_courses();
        sink_.facts.append(batch);
        bins_.take_all([this](Time sent, const Event& event) { put(sent, event, event.bytes()); });
    }

    World world_;
    Running running_;
    Bins bins_;
    Turns turns_;
    MemorySink sink_;
    std::multimap<EventKey, Pending> queue_;  // a stale knock may share the key of a fresh one
    std::uint64_t n_events_ = 0;
};

}  // namespace

MemorySink run_oracle(World world) { return Oracle(std::move(world)).run(); }

}  // namespace worldline
