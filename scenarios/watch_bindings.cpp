// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch_bindings.hpp"

#include <algorithm>

#include "agents/protocol.hpp"

namespace worldline {

bool is_about_bindings(const MeasureSpec& measure) {
    return measure.measure == "expectation" || measure.measure == "overlap" ||
           measure.measure == "utilisation" || measure.measure == "queue";
}

BindingWatch::BindingWatch(const MeasureSpec& measure, const Spec& spec,
                           const Surroundings& surroundings)
    : measure_(measure), spec_(spec), surroundings_(surroundings) {
    if (measure.by.empty()) return;
    const AgentId observer = measure.by.front();
    const Reading start = surroundings.clocks[observer.number]->read(Time{0});
    for (const PromiseSpec& promise : spec.promises) {
        const auto& scope = spec.groups[promise.promise.scope.number];
        const bool is_own = promise.promise.promiser() == observer;
        const bool is_known = is_own || (!promise.is_announced &&
                                         std::binary_search(scope.begin(), scope.end(), observer));
        if (is_known) heard_.emplace(promise.promise.id, start);
    }
}

void BindingWatch::commit(const Batch& batch) {
    for (const Message& message : batch.messages) {
        const bool is_heard = !measure_.by.empty() && message.receiver == measure_.by.front() &&
                              message.received < spec_.until;
        if (!is_heard) continue;
        if (message.kind == message_kind::promise) {
            const Clock& clock = *surroundings_.clocks[message.receiver.number];
            heard_.emplace(message.promise, clock.read(message.received));
        } else if (message.kind == message_kind::withdrawal) {
            withdrawn_.insert(message.promise);
        }
    }
}

Noticed BindingWatch::written(std::uint32_t place) const {
    const Promise& promise = spec_.promises[place].promise;
    Noticed noticed{promise.id,
                    spec_.bodies[promise.body.number],
                    spec_.groups[promise.promisees.number],
                    {},
                    {}};
    for (const BuildsOn& link : spec_.builds_on) {
        if (link.from == promise.id) noticed.rests_on.push_back(link);
    }
    return noticed;
}

/// In the order in which it noticed them; what it noticed at once, in the order of the file.
std::vector<Noticed> BindingWatch::noticed() const {
    std::vector<Noticed> all;
    for (std::uint32_t place = 0; place < spec_.promises.size(); ++place) {
        const PromiseId id = spec_.promises[place].promise.id;
        const auto heard = heard_.find(id);
        if (heard == heard_.end() || withdrawn_.contains(id)) {
            continue;
        }
        all.push_back(written(place));
        all.back().noticed = heard->second;
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Noticed& a, const Noticed& b) { return a.noticed < b.noticed; });
    return all;
}

double BindingWatch::share(const std::optional<Constraint>& constraint, TypeId type) const {
    if (!constraint) return 0.0;
    if (measure_.of == "n_admissible") return n_admissible(*constraint, spec_.domain(type));
    if (is_empty(*constraint)) return 0.0;
    const bool is_open = constraint->kind == ConstraintKind::event;  // any number at all
    if (measure_.of == "lower") return is_open ? constraint->lower : lowest(*constraint);
    return is_open ? constraint->upper : highest(*constraint);
}

double BindingWatch::number() const {
    const Noticed about = written(*measure_.promise);
    if (measure_.measure == "overlap") {
        const Noticed other = written(*measure_.with);
        if (!is_match(about, other)) return 0.0;
        return share(about.is_give() ? flow(about, other) : flow(other, about), about.body.type);
    }
    const std::vector<Noticed> all = noticed();
    if (measure_.measure == "expectation") return share(expectation(all, about), about.body.type);
    const Places places = places_of(all, about);
    return measure_.measure == "queue" ? static_cast<double>(places.queue.size())
                                       : places.utilisation();
}

void BindingWatch::save(SnapshotWriter& writer) const {
    writer.put(std::uint64_t{heard_.size()});
    for (const auto& [promise, reading] : heard_) {
        writer.put(promise);
        writer.put(reading);
    }
    writer.put(std::uint64_t{withdrawn_.size()});
    for (const PromiseId promise : withdrawn_) writer.put(promise);
}

void BindingWatch::load(SnapshotReader& reader) {
    heard_.clear();
    withdrawn_.clear();
    for (std::size_t n = reader.take_count(); n > 0; --n) {
        const auto promise = reader.take<PromiseId>();
        heard_[promise] = reader.take<Reading>();
    }
    for (std::size_t n = reader.take_count(); n > 0; --n) {
        withdrawn_.insert(reader.take<PromiseId>());
    }
}

}  // namespace worldline
