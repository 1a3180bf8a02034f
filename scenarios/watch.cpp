// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "scenarios/watch_again.hpp"
#include "scenarios/watch_bindings.hpp"
#include "scenarios/watch_events.hpp"
#include "scenarios/watch_response.hpp"
#include "scenarios/watch_traffic.hpp"
#include "scenarios/watch_trust.hpp"
#include "sim/base/digest.hpp"

namespace worldline {
namespace {

/// Numbers are compared within their tolerance and this, relatively: the rounding of a double.
constexpr double rounding = 1e-12;

/// Whose verdict, on what, and who told it.
struct AssessmentKey {
    AgentId assessor;
    PromiseId promise;
    std::uint32_t occurrence;
    AgentId learnt_from = nobody;

    friend auto operator<=>(const AssessmentKey&, const AssessmentKey&) = default;
};

AssessmentKey key_of(const Assessment& row) {
    return {row.assessor, row.promise, row.occurrence, row.learnt_from};
}

std::string text_of(Verdict verdict) {
    constexpr std::array<const char*, 5> words = {"undecided", "kept", "not_kept", "broken",
                                                  "invalidated"};
    return words[static_cast<std::size_t>(verdict)];
}

/// Seconds as people write them: "-60 ms".
std::string time_text(double seconds) {
    struct Unit {
        const char* name;
        double seconds;
    };
    constexpr std::array<Unit, 5> units = {
        {{"s", 1.0}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}, {"ps", 1e-12}}};
    for (const Unit& unit : units) {
        if (std::abs(seconds) >= unit.seconds * (1.0 - rounding)) {
            // Of years, seconds are wanted, too.
            const int digits = std::abs(seconds) < 1e5 ? 7 : 15;
            return fmt::format("{:.{}g} {}", seconds / unit.seconds, digits, unit.name);
        }
    }
    return seconds == 0.0 ? "0 s" : fmt::format("{:.3g} s", seconds);
}

/// Which trace each promise comes from: by its body and its promiser, which no two traces share
/// (`read_traces` sees to it). Promises that the scenario writes come from none; they are the first
/// that each promiser makes. One byte a promise.
class Origins {
public:
    explicit Origins(const Spec& spec) : spec_(spec) {
        for (const TraceSpec& trace : spec.traces) {
            std::vector<bool> promises(spec.agents.size(), false);
            for (std::size_t i = 0; i < spec.agents.size(); ++i) {
                const auto at = trace.promisers.find(spec.agents[i].name);
                promises[i] = at != trace.promisers.end();
            }
            promisers_.push_back(std::move(promises));
        }
        if (spec.traces.empty()) return;
        by_maker_.resize(spec.agents.size());
        n_written_.resize(spec.agents.size(), 0);
        for (const PromiseSpec& written : spec.promises) {
            ++n_written_[written.promise.promiser().number];
        }
    }

    void learn(const Promise& promise) {
        const std::size_t maker = promise.promiser().number;
        if (maker >= by_maker_.size() || promise.id.count() < n_written_[maker]) return;
        for (std::size_t i = 0; i < spec_.traces.size(); ++i) {
            if (!spec_.traces[i].has(promise.body) || !promisers_[i][maker]) continue;
            auto& origins = by_maker_[maker];
            if (origins.size() <= promise.id.count()) origins.resize(promise.id.count() + 1, 0);
            origins[promise.id.count()] = static_cast<std::uint8_t>(i + 1);
            return;
        }
    }
    std::optional<std::uint32_t> trace_of(PromiseId promise) const {
        const std::size_t maker = promise.maker().number;
        if (maker >= by_maker_.size() || promise.count() >= by_maker_[maker].size()) return {};
        const std::uint8_t origin = by_maker_[maker][promise.count()];
        return origin == 0 ? std::nullopt : std::optional<std::uint32_t>(origin - 1u);
    }
    void save(SnapshotWriter& writer) const { writer.put(by_maker_); }
    void load(SnapshotReader& reader) {
        const std::size_t n_makers = by_maker_.size();
        reader.take(by_maker_);
        SnapshotReader::check(by_maker_.size() == n_makers, "it is of other agents");
        for (const auto& origins : by_maker_) {
            const bool are_known = std::all_of(origins.begin(), origins.end(), [&](auto origin) {
                return origin <= spec_.traces.size();
            });
            SnapshotReader::check(are_known,
                                  "a promise comes from a trace that the scenario has not");
        }
    }

private:
    const Spec& spec_;
    std::vector<std::vector<bool>> promisers_;         ///< by trace and agent
    std::vector<std::vector<std::uint8_t>> by_maker_;  ///< by promiser and count; 0: no trace
    std::vector<std::uint32_t> n_written_;             ///< by promiser
};

/// What was found of one occurrence.
struct Judged {
    Verdict verdict = Verdict::undecided;
    Reason reason = Reason::pending;
    double margin = 0.0;  ///< [s]

    static constexpr auto fields(auto& self) {
        return std::tie(self.verdict, self.reason, self.margin);
    }
};

/// A verdict that an observer holds.
struct Held {
    Judged judged;
    bool is_own = false;  ///< not told

    static constexpr auto fields(auto& self) { return std::tie(self.judged, self.is_own); }
};

/// Rows that may still be replaced, for the counts: verdicts that are not final.
using Open = std::map<AssessmentKey, Assessment>;

void save_open(const Open& open, SnapshotWriter& writer) {
    writer.put(std::uint64_t{open.size()});
    for (const auto& [key, row] : open) writer.put(row);
}

void load_open(Open& open, SnapshotReader& reader) {
    open.clear();
    for (std::size_t n = reader.take_count(); n > 0; --n) {
        const auto row = reader.take<Assessment>();
        open.emplace(key_of(row), row);
    }
}

/// One measure, and what it has seen.
struct Question {
    const MeasureSpec* measure;
    std::unique_ptr<JudgingAgain> again = nullptr;
    std::unique_ptr<EventWatch> events = nullptr;
    std::unique_ptr<BindingWatch> bindings = nullptr;
    std::unique_ptr<TrustWatch> learning = nullptr;
    std::unique_ptr<TrafficWatch> traffic = nullptr;
    std::vector<double> last = {};  ///< of each agent, when the run is over
    std::unique_ptr<ResponseWatch> response = nullptr;
    double count = 0.0;
    double trust = 0.0;
    std::map<std::uint32_t, Held> seen = {};  ///< by occurrence
    std::vector<bool> by = {};                ///< by agent; empty: everybody
    std::vector<bool> promisers = {};         ///< likewise
    Open open = {};                           ///< of those that are judged again
    Rehearing::Found found = {};              ///< takes what these find

    void save(SnapshotWriter& writer) const {
        writer.put(count);
        writer.put(trust);
        writer.put(std::uint64_t{seen.size()});
        for (const auto& [occurrence, held] : seen) {
            writer.put(occurrence);
            writer.put(held);
        }
        save_open(open, writer);
        if (again) again->save(writer);
        if (events) events->save(writer);
        if (bindings) bindings->save(writer);
        if (learning) learning->save(writer);
        if (traffic) traffic->save(writer);
        if (response) response->save(writer);
    }
    void load(SnapshotReader& reader) {
        reader.take(count);
        reader.take(trust);
        seen.clear();
        for (std::size_t n = reader.take_count(); n > 0; --n) {
            const auto occurrence = reader.take<std::uint32_t>();
            reader.take(seen[occurrence]);
        }
        load_open(open, reader);
        if (again) again->load(reader);
        if (events) events->load(reader);
        if (bindings) bindings->load(reader);
        if (learning) learning->load(reader);
        if (traffic) traffic->load(reader);
        if (response) response->load(reader);
    }
};

std::vector<bool> flags(const std::vector<AgentId>& agents, std::size_t n) {
    if (agents.empty()) return {};
    std::vector<bool> result(n, false);
    for (const AgentId agent : agents) result[agent.number] = true;
    return result;
}

bool admits(const std::vector<bool>& set, AgentId agent) {
    return set.empty() || (agent.number < set.size() && set[agent.number]);
}

class Watch final : public Expectations {
public:
    Watch(std::shared_ptr<const Spec> spec, std::shared_ptr<const Surroundings> surroundings);

    RecordLevel level() const override { return level_; }
    void commit(const Batch& batch) override;
    void last_states(const LastStates& states) override;
    void end(const Ending& ending) override;
    std::vector<Expectation> results() const override;
    std::vector<std::byte> save() const override;
    void load(std::span<const std::byte> saved) override;

private:
    void assess(const Assessment& row);
    void find_again(Question& question, const Assessment& row);
    template <class Count>
    static void replace(Open& open, const Assessment& row, Count count);
    void count(Question& question, const Assessment& row, double weight) const;
    void see(Question& question, const Assessment& row) const;
    bool is_about(const MeasureSpec& measure, PromiseId promise) const;
    std::optional<TypeId> type_of(PromiseId promise) const;
    std::optional<Judged> judged(const Question& question, std::uint32_t occurrence) const;
    std::optional<double> number(const Question& question) const;
    double first(const Question& question) const;
    double rate(const MeasureSpec& measure) const;
    Expectation result(const Question& question) const;

    std::shared_ptr<const Spec> spec_;
    std::shared_ptr<const Surroundings> surroundings_;
    Origins origins_;
    std::vector<Question> questions_;
    std::map<PromiseId, std::uint32_t> families_;  ///< promises of families: place of the first
    RecordLevel level_ = RecordLevel::off;
    bool counts_assessments_ = false;
    Open open_;
};

/// Does the run itself answer it, because the observer used this very judge?
bool is_own_judge(const Spec& spec, const MeasureSpec& measure) {
    const std::uint32_t name = measure.promise ? *measure.promise
                                               : static_cast<std::uint32_t>(spec.promises.size()) +
                                                     measure.trace.value_or(0);
    return std::all_of(measure.by.begin(), measure.by.end(), [&](AgentId agent) {
        const auto& judges = spec.templates[spec.agents[agent.number].of].setup.judges;
        return std::any_of(judges.begin(), judges.end(), [&](const JudgesBy& by) {
            return by.name.number == name && measure.n_promises == 1 &&
                   by.judge == *measure.judge;
        });
    });
}

Watch::Watch(std::shared_ptr<const Spec> spec, std::shared_ptr<const Surroundings> surroundings)
    : spec_(std::move(spec)), surroundings_(std::move(surroundings)), origins_(*spec_) {
    questions_.reserve(spec_->measures.size());  // they are spoken to where they stand
    for (const FamilySpec& family : spec_->families) {
        for (std::uint32_t i = 0; i < family.count; ++i) {
            families_.emplace(spec_->promises[family.first + i].promise.id, family.first);
        }
    }
    for (const MeasureSpec& measure : spec_->measures) {
        Question question{&measure};
        question.by = flags(measure.by, spec_->agents.size());
        question.promisers = flags(measure.promisers, spec_->agents.size());
        question.trust = surroundings_->trust->value(surroundings_->trust->initial(), 0.0);
        const bool is_of_rows = measure.of == "messages" || measure.of == "transitions";
        const bool is_of_clocks = measure.measure == "rate" || measure.measure == "offset" ||
                                  measure.measure == "variable";
        const bool is_again = measure.judge && !is_own_judge(*spec_, measure);
        if (is_about_events(measure)) {
            question.events = std::make_unique<EventWatch>(measure, *spec_, *surroundings_);
        }
        if (is_about_bindings(measure)) {
            question.bindings = std::make_unique<BindingWatch>(measure, *spec_, *surroundings_);
        }
        if (is_about_learning(measure)) {
            question.learning = std::make_unique<TrustWatch>(measure, *spec_, *surroundings_);
        }
        if (measure.measure == "opposing_messages" && measure.by.size() == 2) {
            question.traffic = std::make_unique<TrafficWatch>(measure.by[0], measure.by[1]);
        }
        if (measure.measure == "response") {
            question.response = std::make_unique<ResponseWatch>(measure, *spec_);
        }
        const bool is_of_facts = is_again || question.events || question.bindings ||
                                 question.traffic || question.response || is_of_rows;
        const RecordLevel needed = is_of_facts    ? RecordLevel::full
                                   : is_of_clocks ? RecordLevel::off
                                                  : RecordLevel::promises;
        level_ = std::max(level_, needed);
        counts_assessments_ = counts_assessments_ || measure.of == "assessments";
        questions_.push_back(std::move(question));
        if (!is_again) continue;
        Question& asked = questions_.back();
        asked.found = [this, &asked](const Assessment& row, Time) { find_again(asked, row); };
        asked.again = std::make_unique<JudgingAgain>(measure, *spec_, surroundings_, asked.found);
    }
}

bool Watch::is_about(const MeasureSpec& measure, PromiseId promise) const {
    if (measure.promise && measure.n_promises == 1) {
        return spec_->promises[*measure.promise].promise.id == promise;
    }
    if (measure.promise) {
        const auto at = families_.find(promise);
        return at != families_.end() && at->second == *measure.promise;
    }
    if (measure.trace) return origins_.trace_of(promise) == measure.trace;
    return true;
}

std::optional<TypeId> Watch::type_of(PromiseId promise) const {
    if (const auto trace = origins_.trace_of(promise)) return spec_->traces[*trace].type;
    for (const PromiseSpec& written : spec_->promises) {
        if (written.promise.id == promise) return written.notice.type;
    }
    return std::nullopt;
}

void Watch::commit(const Batch& batch) {
    for (const Promise& promise : batch.promises) origins_.learn(promise);
    for (const Assessment& row : batch.assessments) assess(row);
    for (Question& question : questions_) {
        const MeasureSpec& measure = *question.measure;
        if (question.again) question.again->commit(batch);
        if (question.events) question.events->commit(batch);
        if (question.bindings) question.bindings->commit(batch);
        if (question.learning) {
            question.learning->commit(
                batch, [&](PromiseId promise) { return is_about(measure, promise); });
        }
        if (question.traffic) question.traffic->commit(batch);
        if (question.response) question.response->commit(batch);
        if (measure.of == "promises") {
            for (const Promise& row : batch.promises) {
                const bool counts = admits(question.by, row.promiser()) &&
                                    admits(question.promisers, row.promiser()) &&
                                    is_about(measure, row.id);
                question.count += counts ? 1.0 : 0.0;
            }
        } else if (measure.of == "messages") {
            for (const Message& row : batch.messages) {
                const bool is_bare =
                    !measure.promise && !measure.trace && question.promisers.empty();
                const bool counts = admits(question.by, row.id.maker()) &&
                                    (!measure.kind || *measure.kind == row.kind) &&
                                    (is_bare || (row.promise.exists() &&
                                                 admits(question.promisers, row.promise.maker()) &&
                                                 is_about(measure, row.promise)));
                question.count += counts ? 1.0 : 0.0;
            }
        } else if (measure.of == "transitions") {
            for (const Transition& row : batch.transitions) {
                question.count += admits(question.by, row.id.maker()) ? 1.0 : 0.0;
            }
        }
    }
}

/// Variables of machines: what they have come to.
void Watch::last_states(const LastStates& states) {
    for (Question& question : questions_) {
        const MeasureSpec& measure = *question.measure;
        if (measure.measure != "variable") continue;
        question.last.clear();
        for (const AgentId agent : measure.by) {
            const auto number = states.number(agent, measure.name);
            if (number) question.last.push_back(*number);
        }
    }
}

/// A verdict that is not final may be replaced by a later one of the same key: then the earlier
/// one is taken out of the counts again. Final ones need not be remembered.
template <class Count>
void Watch::replace(Open& open, const Assessment& row, Count count) {
    const AssessmentKey key = key_of(row);
    const auto earlier = open.empty() ? open.end() : open.find(key);
    if (earlier != open.end()) {
        count(earlier->second, -1.0);
        open.erase(earlier);
    }
    count(row, 1.0);
    if (!is_final(row.verdict)) open.emplace(key, row);
}

/// What the run has found. Questions that are answered by judging again do not look at it.
void Watch::assess(const Assessment& row) {
    if (counts_assessments_) {
        replace(open_, row, [this](const Assessment& one, double weight) {
            for (Question& question : questions_) {
                if (!question.again) count(question, one, weight);
            }
        });
    }
    for (Question& question : questions_) {
        if (!question.again) see(question, row);
    }
}

/// What judging again has found, for one question.
void Watch::find_again(Question& question, const Assessment& row) {
    if (!is_about(*question.measure, row.promise)) return;  // what that rests on
    replace(question.open, row,
            [&](const Assessment& one, double weight) { count(question, one, weight); });
    see(question, row);
}

void Watch::end(const Ending& ending) {
    for (Question& question : questions_) {
        if (question.again) question.again->end(ending.time);
    }
}

/// Own findings count. What others have told is counted where just that is asked for.
void Watch::count(Question& question, const Assessment& row, double weight) const {
    const MeasureSpec& measure = *question.measure;
    if (row.learnt_from != nobody && measure.reason != Reason::told) return;
    const bool counts =
        measure.of == "assessments" && (!measure.verdict || *measure.verdict == row.verdict) &&
        (!measure.reason || *measure.reason == row.reason) && admits(question.by, row.assessor) &&
        admits(question.promisers, row.promise.maker()) && is_about(measure, row.promise);
    if (counts) question.count += weight;
}

void Watch::see(Question& question, const Assessment& row) const {
    const MeasureSpec& measure = *question.measure;
    if (question.events || question.bindings || question.learning || question.traffic ||
        question.response || measure.measure == "count" || measure.by.empty() ||
        row.assessor != measure.by.front()) {
        return;
    }
    if (measure.measure == "trust") {
        if (row.promise.maker() != measure.other || std::isnan(row.trust)) return;
        if (measure.type && type_of(row.promise) != measure.type) return;
        question.trust = row.trust;
    } else if (measure.promise && is_about(measure, row.promise)) {
        const bool is_own = row.learnt_from == nobody;
        Held& held = question.seen[row.occurrence];
        if (held.is_own && !is_own) return;  // what one has found stands above what one is told
        held = {{row.verdict, row.reason, row.margin}, is_own};
    }
}

std::optional<Judged> Watch::judged(const Question& question, std::uint32_t occurrence) const {
    const auto at = question.seen.find(occurrence);
    return at == question.seen.end() ? std::nullopt : std::optional(at->second.judged);
}

double Watch::first(const Question& question) const {
    const MeasureSpec& measure = *question.measure;
    const Notice& notice = spec_->promises[*measure.promise].notice;
    const std::uint32_t last = notice.is_schedule() ? notice.occurrences : 0;
    for (std::uint32_t occurrence = 1; occurrence <= last; ++occurrence) {
        const auto found = judged(question, occurrence);
        if (found && found->verdict == *measure.verdict) return occurrence;
    }
    return 0.0;
}

/// From what both clocks show at the start and at the end: whole ticks, so nothing is lost.
double Watch::rate(const MeasureSpec& measure) const {
    const auto gone = [&](AgentId agent) {
        const Clock& clock = *surroundings_->clocks[agent.number];
        const Reading start = clock.read(Time{0});
        const Reading end = clock.read(spec_->until);
        return shifted({end.ticks - start.ticks, 0.0}, end.fraction - start.fraction);
    };
    const Reading of = gone(measure.by.front());
    const Reading against = gone(*measure.other);
    return ticks_between(of, against) / ticks_between(against, Reading{});
}

/// The sum, the mean, or of each by itself the one that is farthest from what is expected.
std::optional<double> of_all(const std::vector<double>& values, const MeasureSpec& measure) {
    if (values.empty()) return std::nullopt;
    double sum = 0.0, farthest = values.front();
    for (const double value : values) {
        sum += value;
        if (std::abs(value - measure.is) > std::abs(farthest - measure.is)) farthest = value;
    }
    if (measure.of == "each") return farthest;
    return measure.of == "sum" ? sum : sum / static_cast<double>(values.size());
}

std::optional<double> Watch::number(const Question& question) const {
    const MeasureSpec& measure = *question.measure;
    if (question.events) return question.events->number();
    if (question.bindings) return question.bindings->number();
    if (question.learning) return question.learning->number();
    if (question.traffic) return question.traffic->n_pairs();
    if (measure.measure == "variable") return of_all(question.last, measure);
    if (question.response) return question.response->number();
    if (measure.measure == "margin") {
        const auto found = judged(question, measure.occurrence);
        return found ? std::optional(found->margin) : std::nullopt;
    }
    if (measure.measure == "trust") return question.trust;
    if (measure.measure == "first") return first(question);
    if (measure.measure == "rate") return rate(measure);
    if (measure.measure == "offset") {
        const Clock& of = *surroundings_->clocks[measure.by.front().number];
        const Clock& against = *surroundings_->clocks[measure.other->number];
        // Later than the run there is nothing to compare; a tick is for rounding at its end.
        if (ticks_between(measure.at, against.read(spec_->until)) > 1.0) return std::nullopt;
        const Reading shown = translated(measure.at, against, of);
        return ticks_between(shown, measure.at) * spec_->resolution.seconds();
    }
    return question.count;
}

Expectation Watch::result(const Question& question) const {
    const MeasureSpec& measure = *question.measure;
    Expectation result{measure.text, measure.expected, "nothing", measure.source,
                       false,        measure.line};
    if (measure.measure == "verdict") {
        const auto found = judged(question, measure.occurrence);
        if (found) result.found = text_of(found->verdict);
        result.holds = found && found->verdict == *measure.verdict;
        return result;
    }
    const auto found = number(question);
    if (!found) return result;
    const bool is_time = measure.measure == "margin" || measure.measure == "offset" ||
                         question.events || question.response;
    result.found = is_time ? time_text(*found) : fmt::format("{:.10g}", *found);
    const double accepted = measure.tolerance + rounding * std::abs(measure.is);
    result.holds = *found == measure.is ||
                   (std::isfinite(measure.is) && std::abs(*found - measure.is) <= accepted);
    return result;
}

std::vector<std::byte> Watch::save() const {
    SnapshotWriter writer;
    writer.put(std::uint64_t{questions_.size()});
    origins_.save(writer);
    for (const Question& question : questions_) question.save(writer);
    save_open(open_, writer);
    return std::move(writer).sealed();
}

void Watch::load(std::span<const std::byte> saved) {
    SnapshotReader reader(saved);
    const auto n_questions = reader.take<std::uint64_t>();
    SnapshotReader::check(n_questions == questions_.size(),
                          "it is of another scenario's `expect:`");
    origins_.load(reader);
    for (Question& question : questions_) question.load(reader);
    load_open(open_, reader);
    SnapshotReader::check(reader.n_left() == 0, "it goes on behind its end");
}

std::vector<Expectation> Watch::results() const {
    std::vector<Expectation> all;
    for (const Question& question : questions_) all.push_back(result(question));
    return all;
}

}  // namespace

std::unique_ptr<Expectations> watch(std::shared_ptr<const Spec> spec,
                                    std::shared_ptr<const Surroundings> surroundings) {
    return std::make_unique<Watch>(std::move(spec), std::move(surroundings));
}

}  // namespace worldline
