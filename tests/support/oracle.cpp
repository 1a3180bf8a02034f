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

class Oracle {
public:
    explicit Oracle(World world) : world_(std::move(world)), running_(world_.n_agents()) {
        for (const Promise& promise : world_.promises) {
            auto& count = running_.promises[promise.promiser().number];
            count = std::max(count, promise.id.count() + 1);
        }
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
        for (std::size_t agent = 0; agent < world_.n_agents(); ++agent) {
            all.add(running_.history[agent]);
            all.add(world_.kinds[world_.kind[agent]].states->content(world_.index[agent]));
        }
        sink_.ending = {world_.until, true, all.value(), n_events_};
        return std::move(sink_);
    }

private:
    void plan(const Planned& planned) {
        Event event;
        event.receiver = planned.receiver.number;
        event.sender = nobody.number;
        event.sequence = running_.plans[planned.receiver.number]++;
        event.kind = planned.kind;
        const auto bytes = planned.contents.bytes();
        put(planned.time, event, {bytes.begin(), bytes.end()});
    }

    void put(Time time, const Event& event, std::vector<std::byte> contents) {
        const auto draw =
            philox({world_.seed, static_cast<std::uint64_t>(Purpose::tie)},
                   {0, static_cast<std::uint64_t>(time.ticks), event.receiver, event.sender});
        const EventKey key{
            time,           event.round,   {event.receiver}, world_.ordered_ties ? 0 : draw[0],
            {event.sender}, event.sequence};
        queue_.emplace(key, Pending{event, std::move(contents)});
    }

    /// One event, in a window that ends where it begins: whatever follows goes to the outbox.
    void serve(Time time, Pending& pending) {
        Outbox outbox;
        std::vector<std::byte> bytes;
        if (pending.contents.size() <= Event::inline_max) {
            pending.event.put_inline(pending.contents);
        } else {
            bytes = pending.contents;
            pending.event.put_handle(0, static_cast<std::uint32_t>(bytes.size()));
        }
        pending.event.offset = 0;
        Turns turns(world_, running_, {time, time, RecordLevel::full}, {&pending.event, 1}, bytes,
                    outbox);
        while (const auto kind = turns.next_kind()) {
            world_.kinds[*kind].behaviour->run(*world_.kinds[*kind].states, turns);
        }
        n_events_ += outbox.n_events;
        sink_.facts.append(outbox.batch);
        for (const Sent& sent : outbox.sent) {
            const auto contents = sent.event.contents_in(outbox.bytes);
            put(sent.time, sent.event, {contents.begin(), contents.end()});
        }
    }

    World world_;
    Running running_;
    MemorySink sink_;
    std::multimap<EventKey, Pending> queue_;  // a stale knock may share the key of a fresh one
    std::uint64_t n_events_ = 0;
};

}  // namespace

MemorySink run_oracle(World world) { return Oracle(std::move(world)).run(); }

}  // namespace worldline
