// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch_trust.hpp"

#include <algorithm>
#include <cmath>

#include "agents/rules/trust_sample.hpp"

namespace worldline {
namespace {

/// As it travelled; its name does not matter here.
Notice notice_of(const Promise& promise, TypeId type) {
    return {.promise = promise.id,
            .name = {},
            .type = type,
            .body = promise.body,
            .made = promise.made,
            .due = promise.due,
            .period = promise.period,
            .occurrences = promise.occurrences};
}

template <class Map>
void save_map(SnapshotWriter& writer, const Map& map) {
    writer.put(std::uint64_t{map.size()});
    for (const auto& [key, value] : map) {
        writer.put(key.first);
        writer.put(key.second);
        writer.put(value);
    }
}

template <class Map>
void load_map(SnapshotReader& reader, Map& map) {
    map.clear();
    for (std::size_t n = reader.take_count(); n > 0; --n) {
        typename Map::key_type key;
        reader.take(key.first);
        reader.take(key.second);
        reader.take(map[key]);
    }
}

}  // namespace

bool is_about_learning(const MeasureSpec& measure) {
    return (measure.measure == "trust" && (measure.has_at || !measure.other)) ||
           measure.measure == "brier" || measure.measure == "brier_skill";
}

double TrustReplay::seconds(Reading reading) const {
    return seconds_of(reading, surroundings_.resolution);
}

void TrustReplay::know(const Promise& promise) { promises_.emplace(promise.id.packed, promise); }

const Body* TrustReplay::body_of(PromiseId promise) const {
    const auto known = promises_.find(promise.packed);
    return known == promises_.end() ? nullptr : &surroundings_.bodies[known->second.body.number];
}

const TrustRecord* TrustReplay::find(AgentId promiser, TypeId type) const {
    const auto held = trust_.find(key_of(promiser, type));
    return held == trust_.end() ? nullptr : &held->second;
}

double TrustReplay::value(AgentId promiser, TypeId type, Reading now) const {
    const TrustRecord* held = find(promiser, type);
    const TrustRule& rule = *surroundings_.trust;
    return rule.value(held ? *held : rule.initial(), seconds(now));
}

TrustSample TrustReplay::sample(const Assessment& row, const Promise& promise) const {
    const Body& body = surroundings_.bodies[promise.body.number];
    if (row.learnt_from == nobody && row.judge < surroundings_.judges.size()) {
        return sample_of(row, notice_of(promise, body.type), surroundings_.judges[row.judge], body,
                         surroundings_.resolution);
    }
    TrustSample sample{.degree = row.degree, .verdict = row.verdict, .now = seconds(row.reading)};
    if (row.learnt_from != nobody && surroundings_.hearsay == Hearsay::weighted) {
        sample.weight = value(row.learnt_from, surroundings_.assessment_type, row.reading);
    }
    return sample;
}

bool TrustReplay::learn(const Assessment& row) {
    const auto known = promises_.find(row.promise.packed);
    if (std::isnan(row.trust) || known == promises_.end()) return false;
    const Promise& promise = known->second;
    const TypeId type = surroundings_.bodies[promise.body.number].type;
    const TrustRule& rule = *surroundings_.trust;
    const TrustRecord* held = find(row.promise.maker(), type);
    TrustRecord trust = held ? *held : rule.initial();
    const auto silence = silent_.find({row.promise.packed, row.occurrence});
    const bool is_own = row.learnt_from == nobody;
    const bool was_silent = is_own && silence != silent_.end();
    if (was_silent) {
        if (!rule.is_revocable()) return false;
        trust = rule.update(trust, silence_taken_back(row, notice_of(promise, type),
                                                      surroundings_.judges[row.judge],
                                                      silence->second, surroundings_.resolution));
        silent_.erase(silence);
    }
    if (row.verdict == Verdict::invalidated) {  // it only gives back
        trust_[key_of(row.promise.maker(), type)] = trust;
        return false;
    }
    if (is_own && row.verdict == Verdict::not_kept && row.reason == Reason::silence) {
        silent_[{row.promise.packed, row.occurrence}] = row.degree;
    }
    trust_[key_of(row.promise.maker(), type)] = rule.update(trust, sample(row, promise));
    return !was_silent;
}

void TrustReplay::save(SnapshotWriter& writer) const {
    writer.put(std::uint64_t{promises_.size()});
    for (const auto& [id, promise] : promises_) writer.put(promise);
    save_map(writer, trust_);
    save_map(writer, silent_);
}

void TrustReplay::load(SnapshotReader& reader) {
    promises_.clear();
    for (std::size_t n = reader.take_count(); n > 0; --n) {
        const auto promise = reader.take<Promise>();
        SnapshotReader::check(promise.body.number < surroundings_.bodies.size(),
                              "a promise has a body that its scenario does not tell of");
        know(promise);
    }
    load_map(reader, trust_);
    load_map(reader, silent_);
}

TrustWatch::TrustWatch(const MeasureSpec& measure, const Spec& spec,
                       const Surroundings& surroundings)
    : measure_(measure),
      surroundings_(surroundings),
      replay_(measure.by.front(), surroundings,
              measure.of == "role" || (measure.measure == "trust" && !measure.other)) {
    if (measure.promisers.empty()) return;
    promisers_.resize(spec.agents.size(), false);
    for (const AgentId promiser : measure.promisers) promisers_[promiser.number] = true;
}

void TrustWatch::see(const Assessment& row, bool is_about) {
    if (measure_.measure == "trust") {
        if (measure_.has_at && row.reading > measure_.at) return;
        replay_.learn(row);
        last_ = row.reading;
        const Body* body = replay_.body_of(row.promise);
        if (body && row.promise.maker() == measure_.other) last_type_ = body->type;
        return;
    }
    const Body* body = replay_.body_of(row.promise);
    const bool is_asked =
        body && is_about && (promisers_.empty() || promisers_[row.promise.maker().number]);
    const double trust = body ? replay_.value(row.promise.maker(), body->type, row.reading) : 0.0;
    const bool is_first = replay_.learn(row);
    const bool is_stated = measure_.of == "probability";
    const double stated = !is_stated ? trust : body ? body->probability : 0.0;
    if (!is_asked || !is_first || std::isnan(stated)) return;
    n_ += 1.0;
    loss_ += (row.degree - stated) * (row.degree - stated);
    sum_ += row.degree;
    squares_ += row.degree * row.degree;
}

std::optional<double> TrustWatch::number() const {
    if (measure_.measure == "trust") {
        return replay_.value(measure_.other.value_or(nobody), measure_.type.value_or(last_type_),
                             measure_.has_at ? measure_.at : last_);
    }
    if (!(n_ > 0.0)) return std::nullopt;
    if (measure_.measure == "brier") return loss_ / n_;
    const double base_rate_loss = squares_ - sum_ * sum_ / n_;
    if (!(base_rate_loss > 0.0)) return std::nullopt;  // all alike: nothing to be better than
    return 1.0 - loss_ / base_rate_loss;
}

void TrustWatch::save(SnapshotWriter& writer) const {
    replay_.save(writer);
    writer.put(last_type_);
    writer.put(last_);
    for (const double number : {n_, loss_, sum_, squares_}) writer.put(number);
}

void TrustWatch::load(SnapshotReader& reader) {
    replay_.load(reader);
    reader.take(last_type_);
    reader.take(last_);
    for (double* number : {&n_, &loss_, &sum_, &squares_}) reader.take(*number);
}

}  // namespace worldline
