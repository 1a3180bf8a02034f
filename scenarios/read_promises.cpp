// SPDX-License-Identifier: Apache-2.0
//
// Promises that the scenario writes.
#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "scenarios/draft.hpp"
#include "scenarios/families.hpp"
#include "scenarios/keys.hpp"

namespace worldline {
namespace {

constexpr std::uint32_t n_occurrences_max = 4'000'000'000;

/// A time that is so late that what is added to it might no longer be counted is a fault.
void refuse_late(Draft& draft, const Node& at, const Label& label, Wide ticks) {
    if (ticks <= ticks_max) return;
    draft.desk.fault(at, label.text +
                             ": it is out of range at this resolution; a coarser "
                             "`time.resolution` would do");
}

/// Occurrences up to the end of the schedule: none at 0.
std::uint32_t n_occurrences(Draft& draft, const Fields& schedule, Duration period) {
    Desk& desk = draft.desk;
    const Duration until = schedule.has("until") ? schedule.span("until") : desk.until - Time{0};
    const std::int64_t n = period.ticks > 0 ? until.ticks / period.ticks : 0;
    if (n > n_occurrences_max) {
        desk.fault(*schedule.node("period"), schedule.label("period").text + ": that makes " +
                                                 std::to_string(n) +
                                                 " occurrences, more than can be counted");
        return 1;
    }
    if (n == 0 && period.ticks > 0) {
        desk.warnings.push_back(schedule.label("period").text +
                                " is longer than the schedule: nothing ever falls due");
    }
    return static_cast<std::uint32_t>(n);
}

void read_schedule(Draft& draft, const Fields& fields, Promise& promise) {
    Node* map = fields.node("schedule");
    if (!map) return;
    const Fields schedule(draft.desk, *map, keys::schedule(), fields.label("schedule"));
    if (!schedule.has("period")) return;
    const std::size_t n_before = draft.desk.faults.size();
    promise.period = schedule.span("period");
    if (draft.desk.faults.size() > n_before) return;
    if (promise.period.ticks == 0) {
        draft.desk.fault(*schedule.node("period"),
                         schedule.label("period").text + " must be longer than 0");
        promise.period = {1};  // so that it is a schedule for those who judge it
        promise.occurrences = 1;
        return;
    }
    promise.occurrences = n_occurrences(draft, schedule, promise.period);
    refuse_late(draft, *schedule.node(schedule.has("until") ? "until" : "period"),
                schedule.label("period"), Wide{promise.period.ticks} * promise.occurrences);
    if (fields.has("due")) {
        draft.desk.fault(*fields.node("due"),
                         fields.label("due").text + ": a schedule has its due times already");
    }
}

void read_times(Draft& draft, const Fields& fields, Promise& promise) {
    const auto reading = [](Duration span) { return Reading{} + span; };
    promise.made = reading(fields.span("made"));
    if (const Node* made = fields.node("made")) {
        refuse_late(draft, *made, fields.label("made"), promise.made.ticks);
    }
    if (const Node* due = fields.node("due")) {
        promise.due = reading(fields.span("due"));
        refuse_late(draft, *due, fields.label("due"), promise.due.ticks);
    }
    if (fields.has("clock")) promise.clock = fields.agent("clock").value_or(nobody);
    if (const Node* about = fields.node("about")) {
        const Label label = fields.label("about");
        if (!read::is_pair(draft.desk, *about, label, "[from, to]")) return;
        promise.about_from = reading(read::span(draft.desk, about->items[0], label));
        promise.about_to = reading(read::span(draft.desk, about->items[1], label));
        refuse_late(draft, *about, label, promise.about_to.ticks);
        if (promise.about_to < promise.about_from) {
            draft.desk.fault(*about, label.text + ": it ends before it begins");
        }
    }
}

/// The family that a promise is one of, if it is.
const FamilySpec* family_of(const Spec& spec, std::uint32_t place) {
    const auto at =
        std::find_if(spec.families.begin(), spec.families.end(),
                     [&](const FamilySpec& family) { return place - family.first < family.count; });
    return at == spec.families.end() ? nullptr : &*at;
}

/// Which promises of a family the promise at a place rests on, by place: as `keys::builds_on` says.
std::vector<std::uint32_t> rests_on(Draft& draft, const Fields& entry, std::uint32_t place,
                                    const FamilySpec& family) {
    const FamilySpec* own = family_of(draft.spec, place);
    std::vector<std::uint32_t> onto;
    if (own == &family) {
        const std::uint32_t number = place - family.first;
        if (number > 0) return {place - 1};
        if (entry.flag("closed")) onto = {family.first + family.count - 1};
    } else if (own) {
        if (own->count == family.count) return {family.first + (place - own->first)};
        draft.desk.fault(*entry.node("promise"),
                         entry.label("promise").text + ": `" + own->name + "` are " +
                             std::to_string(own->count) + " promises and `" + family.name + "` " +
                             std::to_string(family.count) + "; which rests on which?");
    } else {
        for (std::uint32_t i = 0; i < family.count; ++i) onto.push_back(family.first + i);
    }
    return onto;
}

void read_builds_on(Draft& draft, const Fields& fields, std::uint32_t place,
                    std::vector<std::pair<std::uint32_t, BuildsOn>>& links) {
    Node* list = fields.node("builds_on");
    if (!list) return;
    const Label label = fields.label("builds_on");
    if (!list->is_list()) {
        return draft.desk.fault(*list, label.text + ": a list of {promise, link} is due here");
    }
    for (Node& item : list->items) {
        const Fields entry(draft.desk, item, keys::builds_on(), label);
        const Parameter& row = *keys::builds_on().find("link");
        const Link link = enum_of<Link>(entry.choice("link"), row);
        const Node* node = entry.node("promise");
        if (!node) continue;
        std::vector<std::uint32_t> meant;
        if (const auto* family = draft.desk.families.find(node->text)) {
            meant = rests_on(draft, entry, place, draft.spec.families[*family]);
        } else if (const auto one = read::meaning(draft.desk, *node, label + "promise",
                                                  draft.desk.promises, "promise")) {
            meant = {*one};
        }
        for (const std::uint32_t onto : meant) {
            if (onto == place) draft.desk.fault(*node, label.text + ": a promise rests on others");
            const bool is_known = std::any_of(links.begin(), links.end(), [&](const auto& known) {
                return known.first == onto && known.second.from == PromiseId{place} &&
                       known.second.link == link;
            });
            if (is_known) {
                draft.desk.fault(*node, label.text + ": `" + node->text + "` stands here twice");
            }
            links.push_back({onto, {PromiseId{place}, PromiseId{onto}, link}});
        }
    }
}

Body read_polarity(Draft& draft, const Fields& fields) {
    Node* give = fields.node("give");
    Node* accept = fields.node("accept");
    if (give && accept) {
        draft.desk.fault(*accept, fields.label("accept").text +
                                      ": `give` is there too; a promise offers or takes");
    }
    if (!give && !accept) {
        draft.desk.faults.add(fields.place(), fields.label("give").text +
                                                  " is missing: what is offered (or `accept`: "
                                                  "what is taken)");
        return {};
    }
    Body body =
        read_body(draft, give ? *give : *accept, fields.label(give ? "give" : "accept"), true);
    body.polarity = give ? Polarity::give : Polarity::accept;
    if (give && body.impositions) {
        draft.desk.fault(*give, fields.label("give").text +
                                    ": impositions are accepted; `accept: {impositions: true}`");
    }
    return body;
}

/// Odd, and no fault: what nobody would mean.
void warn_of_times(Draft& draft, const std::string& name, const Promise& promise) {
    const auto warn = [&](const char* words) { draft.desk.warnings.push_back(name + words); };
    if (promise.due != no_reading && promise.due < promise.made) {
        warn(" is due before it is made");
    } else if (promise.made.ticks >= draft.desk.until.ticks && draft.desk.until.ticks > 0) {
        warn(" is made after the end of the run");
    }
}

/// Who knows: the promiser, the promisees, and whom `scope` names.
std::vector<AgentId> scope_of(const Fields& fields, AgentId promiser,
                              const std::vector<AgentId>& promisees) {
    std::vector<AgentId> scope = fields.agents("scope");
    scope.insert(scope.end(), promisees.begin(), promisees.end());
    scope.push_back(promiser);
    return scope;
}

/// What is kept after another's promise is one thing, and its keeper hears of the other.
void check_after(Draft& draft, const AgentTemplate& of, const std::string& name,
                 const Keeps& keeps) {
    if (!keeps.after || (keeps.after->number & family_bit) != 0) return;
    const Spec& spec = draft.spec;
    const PromiseSpec& own = spec.promises[keeps.name.number];
    const PromiseSpec& other = spec.promises[keeps.after->number];
    const std::string label = name + ".keeps." + own.name + ".after: ";
    if (keeps.after->number == keeps.name.number) {
        draft.desk.faults.add(of.place, label + "`" + own.name + "` is this promise itself");
        return;
    }
    if (own.promise.is_schedule()) {
        draft.desk.faults.add(of.place, label + "a schedule keeps to its own times");
    }
    const AgentId keeper = own.promise.promiser();
    const auto& scope = spec.groups[other.promise.scope.number];
    const bool hears = other.promise.promiser() != keeper &&
                       std::binary_search(scope.begin(), scope.end(), keeper);
    if (hears) return;
    draft.desk.faults.add(
        of.place, label + "it never hears how `" + other.name + "` ends: it is not in its scope");
}

/// Promises of a group that are kept one after the other: each after one that it rests on.
void check_after_family(Draft& draft, const AgentTemplate& of, const std::string& name,
                        const Keeps& keeps) {
    const Spec& spec = draft.spec;
    const FamilySpec& after = spec.families[keeps.after->number & ~family_bit];
    const std::string label = name + ".keeps.";
    if ((keeps.name.number & family_bit) == 0) {
        return draft.desk.faults.add(
            of.place, label + spec.promises[keeps.name.number].name + ".after: `" + after.name +
                          "` are promises of a group; one of them is due here, such as `" +
                          after.name + "_1`");
    }
    const FamilySpec& own = spec.families[keeps.name.number & ~family_bit];
    const auto links = rests_within(spec, own, after);
    const bool hear = std::all_of(links.begin(), links.end(), [&](const auto& link) {
        const auto& scope = spec.groups[spec.promises[link.second].promise.scope.number];
        return std::binary_search(scope.begin(), scope.end(),
                                  spec.promises[link.first].promise.promiser());
    });
    if (links.empty()) {
        draft.desk.faults.add(of.place, label + own.name + ".after: `" + own.name +
                                            "` rest on no promise of `" + after.name + "`");
    } else if (!hear) {
        draft.desk.faults.add(of.place, label + own.name + ".after: not all of them hear how `" +
                                            after.name + "` end: they are not in their scope");
    }
}

/// Whoever keeps or withdraws a promise has made it.
void check_own(Draft& draft, std::size_t agent, const PromiseSpec& promise, const char* key) {
    if (promise.promise.promiser().number == agent || !promise.promise.id.exists()) return;
    const Spec& spec = draft.spec;
    draft.desk.faults.add(spec.templates[spec.agents[agent].of].place,
                          spec.agents[agent].name + "." + key + ": `" + promise.name +
                              "` is not its own promise; who makes it keeps it");
}

/// The outcome that keeps a promise, where one alone does.
std::optional<double> only_outcome(Spec& spec, const Constraint& constraint) {
    const auto& numbers = constraint.numbers;
    switch (constraint.kind) {
    case ConstraintKind::event:
        return std::nullopt;
    case ConstraintKind::set:
    case ConstraintKind::text:
        return numbers.size() == 1 ? std::optional(numbers.front()) : std::nullopt;
    case ConstraintKind::vector:
        break;
    default:
        return constraint.lower == constraint.upper ? std::optional(constraint.lower)
                                                    : std::nullopt;
    }
    std::vector<double> components;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
        if (numbers[i] != numbers[i + 1]) return std::nullopt;
        components.push_back(numbers[i]);
    }
    return spec.vector_place(components);
}

/// What is shown where the scenario writes no outcome: the one that there can be, or 0 if that
/// keeps the promise, too. Where there are others, only its author can say.
double unwritten_outcome(Draft& draft, std::uint32_t name, const PromiseSpec& promise) {
    Spec& spec = draft.spec;
    const Constraint& constraint = spec.bodies[promise.promise.body.number].constraint;
    if (const auto only = only_outcome(spec, constraint)) return *only;
    const bool is_numeric = spec.domain(promise.notice.type) < Domain::text;
    if (constraint.kind == ConstraintKind::event) {
        return is_numeric ? 0.0 : std::numeric_limits<double>::quiet_NaN();
    }
    const auto kept = draft.kept.find(name);
    if ((is_numeric && admits(constraint, 0.0)) || kept == draft.kept.end()) return 0.0;
    const auto& [place, label] = kept->second;
    draft.desk.faults.add(place, (label + "value").text +
                                     " is missing: more than one outcome keeps `" + promise.name +
                                     "`; which will it be?");
    return 0.0;
}

/// A vector is as long as those that keep the promise: another could only be a slip.
void check_length(Draft& draft, const Node& node, const Label& label, const PromiseSpec& promise) {
    const Constraint& constraint = draft.spec.bodies[promise.promise.body.number].constraint;
    const std::size_t n_due = constraint.numbers.size() / 2;
    if (constraint.kind != ConstraintKind::vector || !node.is_list()) return;
    if (node.items.size() == n_due || n_due == 0) return;
    draft.desk.fault(node, label.text + ": " + std::to_string(node.items.size()) +
                               " components, and `" + promise.name + "` has " +
                               std::to_string(n_due));
}

double kept_outcome(Draft& draft, std::uint32_t name, const PromiseSpec& promise) {
    const TypeId type = promise.notice.type;
    if (!type.exists()) return 0.0;
    const auto outcome = draft.outcomes.find(name);
    if (outcome == draft.outcomes.end()) return unwritten_outcome(draft, name, promise);
    const auto& [node, label] = outcome->second;
    check_length(draft, node, label, promise);
    return read_outcome(draft, node, label, type);
}

/// Who keeps the promises of a group is of that group.
void check_family(Draft& draft, std::size_t agent, const FamilySpec& family) {
    const Spec& spec = draft.spec;
    if (family.first >= spec.promises.size()) return;  // after a fault
    const PromiseId first = spec.promises[family.first].promise.id;
    if (!first.exists()) return;
    const std::uint32_t maker = first.maker().number;  // members have numbers in a row
    if (agent >= maker && agent < std::size_t{maker} + family.count) return;
    draft.desk.faults.add(spec.templates[spec.agents[agent].of].place,
                          spec.agents[agent].name + ".keeps: none of the promises `" + family.name +
                              "` is its own; who makes one keeps it");
}

/// What says when it is kept can be meant.
void check_plan(Draft& draft, const AgentTemplate& of, const std::string& agent, const Keeps& keeps,
                const PromiseSpec& promise) {
    const std::string label = agent + ".keeps." + promise.name;
    if (keeps.unless && keeps.unless->number == keeps.name.number) {
        draft.desk.faults.add(of.place,
                              label + ".unless: `" + promise.name + "` is this promise itself");
    }
    if (keeps.until.ticks > 0 && !promise.promise.is_schedule()) {
        draft.desk.faults.add(of.place, label + ".until: `" + promise.name + "` is no schedule");
    }
}

void finish_keeps_of(Draft& draft, std::size_t agent, Keeps& keeps, bool is_first) {
    Spec& spec = draft.spec;
    const AgentTemplate& of = spec.templates[spec.agents[agent].of];
    const std::uint32_t name = keeps.name.number;
    const bool is_family = (name & family_bit) != 0;
    if (is_family) check_family(draft, agent, spec.families[name & ~family_bit]);
    const std::uint32_t place = is_family ? spec.families[name & ~family_bit].first : name;
    if (place >= spec.promises.size()) return;
    const PromiseSpec& promise = spec.promises[place];
    if (is_first) keeps.value = kept_outcome(draft, name, promise);
    if (keeps.unless) keeps.failing = spec.promises[keeps.unless->number].promise.id;
    if (is_family) return;
    keeps.promise = promise.promise.id;
    check_plan(draft, of, spec.agents[agent].name, keeps, promise);
    check_after(draft, of, spec.agents[agent].name, keeps);
    check_own(draft, agent, promise, "keeps");
}

/// What the scenario writes about when its promises are kept: whose they are is known now.
void finish_keeps(Draft& draft) {
    Spec& spec = draft.spec;
    std::vector<bool> is_seen(spec.templates.size(), false);
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        if (spec.agents[i].of == AgentSpec::no_template) continue;
        AgentTemplate& of = spec.templates[spec.agents[i].of];
        const bool is_first = !is_seen[spec.agents[i].of];
        is_seen[spec.agents[i].of] = true;
        for (Keeps& keeps : of.setup.keeps) {
            finish_keeps_of(draft, i, keeps, is_first);
            const bool is_after_family = keeps.after && (keeps.after->number & family_bit) != 0;
            if (is_first && is_after_family) {
                check_after_family(draft, of, spec.agents[i].name, keeps);
            }
        }
        for (Withdraws& withdraws : of.setup.withdraws) {
            const PromiseSpec& promise = spec.promises[withdraws.name.number];
            withdraws.promise = promise.promise.id;
            check_own(draft, i, promise, "withdraws");
        }
    }
}

/// What a superagent offers rests on what its members promise to it: it cannot be kept before they
/// have kept theirs, and it has no ground where one of them fails.
void rest_on_members(Spec& spec) {
    for (std::uint32_t whole = 0; whole < spec.agents.size(); ++whole) {
        const std::uint32_t of = spec.agents[whole].of;
        if (of == AgentSpec::no_template || spec.templates[of].members.empty()) continue;
        const auto& members = spec.templates[of].members;
        const auto is_offer = [&](const PromiseSpec& promise) {
            return promise.promise.id.exists() && promise.notice.type.exists() &&
                   spec.bodies[promise.promise.body.number].polarity == Polarity::give;
        };
        std::vector<PromiseId> parts;
        for (const PromiseSpec& part : spec.promises) {
            const auto& to = spec.groups[part.promise.promisees.number];
            const bool is_of_member =
                is_offer(part) &&
                std::binary_search(members.begin(), members.end(), part.promise.promiser()) &&
                std::binary_search(to.begin(), to.end(), AgentId{whole});
            if (is_of_member) parts.push_back(part.promise.id);
        }
        for (const PromiseSpec& promise : spec.promises) {
            if (!is_offer(promise) || promise.promise.promiser().number != whole) continue;
            for (const PromiseId part : parts) {
                spec.builds_on.push_back({promise.promise.id, part, Link::condition});
                spec.builds_on.push_back({promise.promise.id, part, Link::assumes});
            }
        }
    }
}

/// Of two promises that conflict the less preferred one is withdrawn when the other is made.
void withdraw_less_preferred(Draft& draft) {
    Spec& spec = draft.spec;
    const auto do_conflict = [&](PromiseId a, PromiseId b) {
        return std::any_of(spec.builds_on.begin(), spec.builds_on.end(), [&](const BuildsOn& l) {
            return l.link == Link::conflicts &&
                   ((l.from == a && l.onto == b) || (l.from == b && l.onto == a));
        });
    };
    for (const BuildsOn& link : spec.builds_on) {
        if (link.link != Link::preferred || !do_conflict(link.from, link.onto)) continue;
        const AgentId promiser = link.from.maker();
        if (link.onto.maker() != promiser || promiser.number >= spec.agents.size()) continue;
        const auto made = std::find_if(
            spec.promises.begin(), spec.promises.end(),
            [&](const PromiseSpec& promise) { return promise.promise.id == link.from; });
        const std::uint32_t of = spec.agents[promiser.number].of;
        if (of == AgentSpec::no_template || made == spec.promises.end()) continue;
        spec.templates[of].setup.withdraws.push_back(
            {.promise = link.onto, .name = {}, .at = {made->promise.made.ticks}});
    }
}

}  // namespace

void read_promises(Draft& draft) {
    Spec& spec = draft.spec;
    std::vector<std::pair<std::uint32_t, BuildsOn>> links;
    each_entry(draft, "promises", [&](const Node& name, Node& map) {
        const Fields fields(draft.desk, map, keys::promise(), {name.text});
        PromiseSpec promise;
        promise.name = name.text;
        promise.place = name.place;
        const auto place = static_cast<std::uint32_t>(spec.promises.size());
        const auto promiser = fields.agent("promiser");
        std::vector<AgentId> promisees = fields.agents("promisees");
        const Node* to = fields.node("promisees");
        if (to && to->is_list() && to->items.empty()) {
            draft.desk.warnings.push_back(name.text + " is promised to nobody");
        }
        const Body body = read_polarity(draft, fields);
        if (promiser) promise.promise.id = PromiseId(*promiser, draft.n_made[*promiser]++);
        promise.promise.body = spec.intern(body);
        promise.promise.scope =
            spec.intern(scope_of(fields, promiser.value_or(AgentId{0}), promisees));
        promise.promise.promisees = spec.intern(std::move(promisees));
        read_times(draft, fields, promise.promise);
        read_schedule(draft, fields, promise.promise);
        warn_of_times(draft, name.text, promise.promise);
        read_builds_on(draft, fields, place, links);
        promise.is_announced = fields.flag("announce");
        promise.notice = {.promise = promise.promise.id,
                          .name = {place},
                          .type = body.type,
                          .body = promise.promise.body,
                          .made = promise.promise.made,
                          .due = promise.promise.due,
                          .period = promise.promise.period,
                          .occurrences = promise.promise.occurrences};
        spec.promises.push_back(std::move(promise));
    });
    for (auto& [onto, link] : links) {  // places become ids
        link.from = spec.promises[link.from.packed].promise.id;
        link.onto = spec.promises[onto].promise.id;
        spec.builds_on.push_back(link);
    }
    rest_on_members(spec);
    finish_keeps(draft);
    withdraw_less_preferred(draft);
}

}  // namespace worldline
