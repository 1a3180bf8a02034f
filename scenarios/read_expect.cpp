// SPDX-License-Identifier: Apache-2.0
//
// What a scenario expects of its run.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"

namespace worldline {
namespace {

const Part* measure_part(std::string_view name) {
    for (const Part& part : keys::measures()) {
        if (part.name == name) return &part;
    }
    return nullptr;
}

std::vector<std::string> measure_names() {
    std::vector<std::string> names;
    for (const Part& part : keys::measures()) names.push_back(part.name);
    return names;
}

/// Reads one entry, key by key, and makes a sentence of it.
class MeasureReader {
public:
    MeasureReader(Draft& draft, Node& map, const Part& part, const Part& table)
        : draft_(draft), part_(part), fields_(draft.desk, map, table, {part.name}) {}

    MeasureSpec read() {
        measure_.measure = part_.name;
        measure_.line = fields_.place().line;
        measure_.source = fields_.has("source") ? fields_.text("source") : "";
        read_agents();
        read_promise();
        read_frame();
        read_rest();
        read_expected();
        measure_.text = sentence();
        return std::move(measure_);
    }

private:
    bool takes(std::string_view key) const { return part_.find(key) != nullptr; }
    bool has(std::string_view key) const { return takes(key) && fields_.has(key); }

    void read_agents() {
        const bool is_count = part_.name == "count";
        if (is_count) {
            if (has("by")) measure_.by = fields_.agents("by");
            if (has("promiser")) measure_.promisers = fields_.agents("promiser");
            return;
        }
        if (part_.name == "response") {
            measure_.by = fields_.agents("by");
            measure_.says = message_kind_of("says");
            measure_.hears = message_kind_of("hears");
            return;
        }
        if (part_.name == "worst_offset") {
            measure_.by = fields_.agents("of");
            return;
        }
        if (has("promiser")) measure_.promisers = fields_.agents("promiser");
        if (part_.name == "variable" || part_.name == "opposing_messages") {
            read_of_machines();
            return;
        }
        const char* one = takes("by") ? "by" : "of";
        const Parameter* row = part_.find(one);
        if (row && row->kind == ParameterKind::choice) return;
        if (const auto agent = fields_.agent(one)) measure_.by = {*agent};
        const char* other = takes("in") ? "in" : "against";
        if (takes(other)) measure_.other = fields_.agent(other);
    }

    /// Whose variable, or between whom.
    void read_of_machines() {
        Desk& desk = draft_.desk;
        if (part_.name == "opposing_messages") {
            const Node* between = fields_.node("between");
            if (between &&
                read::is_pair(desk, *between, fields_.label("between"), "[one, other]")) {
                measure_.by = fields_.agents("between");
            }
            return;
        }
        measure_.by = fields_.agents("agents");
        measure_.name = fields_.name("name");
        measure_.of = fields_.choice("over");
        for (const AgentId agent : measure_.by) {
            const std::uint32_t of = draft_.spec.agents[agent.number].of;
            if (of == AgentSpec::no_template || desk.faults.size() > 0) continue;
            std::vector<std::string> known;
            const MachineUse& use = draft_.spec.templates[of].setup.machine;
            if (use.exists()) {
                for (const auto& variable : draft_.spec.machines.all[use.machine].variables) {
                    known.push_back(variable.name);
                }
            }
            if (std::find(known.begin(), known.end(), measure_.name) != known.end()) continue;
            read::refuse_unknown(desk, *fields_.node("name"), fields_.label("name"), measure_.name,
                                 known, "variable of " + draft_.spec.agents[agent.number].name);
        }
    }

    std::uint16_t message_kind_of(std::string_view key) const {
        const std::string word = fields_.choice(key);
        const auto at = std::find(message_kind_names.begin(), message_kind_names.end(), word);
        return static_cast<std::uint16_t>(at - message_kind_names.begin());
    }

    void read_frame() {
        if (!has("frame")) return;
        Desk& desk = draft_.desk;
        const Node& node = *fields_.node("frame");
        const std::string word = read::name(desk, node, fields_.label("frame"));
        if (word.empty()) return;
        measure_.frame_place = node.place;
        if (const auto* frame = desk.frames.find(word)) {
            measure_.frame = *frame;
        } else if (const AgentId* agent = desk.agents.find(word)) {
            measure_.frame_of = *agent;
        } else {
            std::vector<std::string> known = desk.frames.all();
            for (const std::string& name : desk.agents.all()) known.push_back(name);
            read::refuse_unknown(desk, node, fields_.label("frame"), word, known, "frame or agent");
        }
    }

    void read_promise() {
        if (has("with")) {
            const auto with = read::meaning(draft_.desk, *fields_.node("with"),
                                            fields_.label("with"), draft_.desk.promises, "promise");
            if (with) measure_.with = *with;
        }
        if (has("since")) {
            const auto since =
                read::meaning(draft_.desk, *fields_.node("since"), fields_.label("since"),
                              draft_.desk.promises, "promise");
            if (since) measure_.since = *since;
        }
        const Node* node = has("promise") ? fields_.node("promise") : nullptr;
        if (!node) return;
        Desk& desk = draft_.desk;
        const Label label = fields_.label("promise");
        const std::string word = read::name(desk, *node, label);
        if (word.empty()) return;
        std::vector<std::string> known = desk.promises.all();
        if (const auto* promise = desk.promises.find(word)) {
            measure_.promise = *promise;
            return;
        }
        if (part_.name == "count" || takes("promiser")) {
            const auto* family = part_.name == "count" ? desk.families.find(word) : nullptr;
            if (family != nullptr) {
                measure_.promise = draft_.spec.families[*family].first;
                measure_.n_promises = draft_.spec.families[*family].count;
                if (has("judge")) {
                    desk.fault(*node, label.text + ": `" + word +
                                          "` are promises of a group, and one by one are judged "
                                          "again, such as `" +
                                          word + "_1`");
                }
                return;
            }
            if (const auto* trace = desk.traces.find(word)) {
                measure_.trace = *trace;
                return;
            }
            for (const std::string& name : desk.traces.all()) known.push_back(name);
        }
        read::refuse_unknown(desk, *node, label, word, known, "promise");
    }

    void read_rest() {
        Desk& desk = draft_.desk;
        if (has("occurrence")) check_occurrence();
        if (has("occurrence")) {
            measure_.occurrence = static_cast<std::uint32_t>(fields_.integer("occurrence"));
        }
        if (has("since_occurrence")) {
            measure_.since_occurrence =
                static_cast<std::uint32_t>(fields_.integer("since_occurrence"));
        }
        if (has("judge")) {
            const auto judge = read::meaning(desk, *fields_.node("judge"), fields_.label("judge"),
                                             desk.judges, "judge");
            if (judge) measure_.judge = static_cast<std::uint16_t>(*judge);
        }
        if (has("type")) {
            const auto type = read::meaning(desk, *fields_.node("type"), fields_.label("type"),
                                            desk.types, "type");
            if (type) measure_.type = TypeId{*type};
        }
        if (has("verdict")) measure_.verdict = verdict("verdict");
        if (has("reason")) {
            measure_.reason = enum_of<Reason>(fields_.choice("reason"), *part_.find("reason"));
        }
        const bool is_choice = takes("of") && part_.find("of")->kind == ParameterKind::choice;
        if (is_choice) measure_.of = fields_.choice("of");
        if (has("of")) check_bound();
        if (has("kind")) {
            measure_.kind = message_kind_of("kind");
            if (measure_.of != "messages") {
                desk.fault(*fields_.node("kind"),
                           "count.kind belongs to messages, and " + measure_.of + " are counted");
            }
        }
        if (part_.name == "trust" && !has("in") && !has("type")) {
            desk.faults.add(fields_.place(),
                            "trust.in is missing: trust in whom (or `type`: in "
                            "the role of those who promise it)");
        }
        if (takes("at")) measure_.at = Reading{} + fields_.span("at");
        measure_.has_at = has("at");
        const bool is_of_rows = part_.name == "count" && measure_.of != "assessments";
        for (const char* key : {"verdict", "reason", "judge"}) {
            if (!is_of_rows || !has(key)) continue;
            desk.fault(*fields_.node(key), fields_.label(key).text + " belongs to assessments, " +
                                               "and " + measure_.of + " are counted");
        }
        if (part_.name == "count" && measure_.judge && (measure_.by.empty() || !has("promise"))) {
            desk.fault(*fields_.node("judge"),
                       "count.judge: to judge again, `by` and `promise` must be given");
        }
    }

    /// `.inf` as YAML writes it: an unconstrained number has so many outcomes.
    static std::optional<double> infinity(const Node& node) {
        constexpr double endless = std::numeric_limits<double>::infinity();
        if (node.quoted || !node.is_scalar()) return std::nullopt;
        if (node.text == ".inf" || node.text == "+.inf") return endless;
        if (node.text == "-.inf") return -endless;
        return std::nullopt;
    }
    void check_bounds(const Node& node, const Parameter& row, double value) const {
        if (value >= row.minimum && value <= row.maximum) return;
        draft_.desk.fault(node, fields_.label("is").text + " must be finite (" + row.meaning + ")");
    }

    /// Schedules have occurrences, and so have acceptances of impositions.
    void check_occurrence() const {
        if (!measure_.promise || draft_.desk.faults.size() > 0) return;
        const PromiseSpec& promise = draft_.spec.promises[*measure_.promise];
        const Body& body = draft_.spec.bodies[promise.promise.body.number];
        if (promise.promise.is_schedule() || body.impositions) return;
        draft_.desk.fault(*fields_.node("occurrence"), fields_.label("occurrence").text + ": `" +
                                                           promise.name + "` is no schedule");
    }
    /// Only numbers have a lowest and a highest.
    void check_bound() const {
        if ((measure_.of != "lower" && measure_.of != "upper") || !measure_.promise) return;
        const TypeId type = draft_.spec.promises[*measure_.promise].notice.type;
        if (!type.exists()) return;
        const Domain domain = draft_.spec.domain(type);
        if (domain == Domain::number || domain == Domain::whole || domain == Domain::time) return;
        draft_.desk.fault(*fields_.node("of"), fields_.label("of").text + ": outcomes of `" +
                                                   draft_.spec.types[type.number] +
                                                   "` are no numbers, so there is no " +
                                                   (measure_.of == "lower" ? "lowest" : "highest"));
    }
    Verdict verdict(std::string_view key) const {
        return enum_of<Verdict>(fields_.choice(key), *part_.find(key));
    }

    void read_expected() {
        const Node* is = fields_.node("is");
        if (!is) return;
        measure_.expected = is->text;
        const Parameter& row = *part_.find("is");
        if (row.kind == ParameterKind::choice) {
            measure_.verdict = verdict("is");
        } else if (row.kind == ParameterKind::integer) {
            measure_.is = static_cast<double>(fields_.integer("is"));
        } else if (const auto endless = infinity(*is)) {
            check_bounds(*is, row, *endless);
            measure_.is = *endless;
        } else {
            measure_.is = fields_.number("is");
        }
        if (!takes("tolerance")) return;
        measure_.tolerance = fields_.number("tolerance");
        if (measure_.tolerance > 0.0) {
            measure_.expected += " ± " + fields_.node("tolerance")->text;
        }
    }

    std::string text_of(std::string_view key) const {
        const Node* node = fields_.node(key);
        if (!node) return {};
        if (!node->is_list()) return node->text;
        std::string all;
        for (const Node& item : node->items) all += (all.empty() ? "" : ", ") + item.text;
        return all;
    }

    /// "verdict by carol on parcel, judged again by by_postmark".
    std::string sentence() const {
        std::string text = part_.name;
        const auto say = [&](std::string_view key, std::string_view words) {
            if (has(key)) text += " " + std::string(words) + " " + text_of(key);
        };
        if (part_.name == "count") text += " of " + measure_.of;
        if (part_.name != "count") say("of", "of");
        say("with", "with");
        say("verdict", "of verdict");
        say("kind", "of kind");
        say("by", "by");
        say("says", "from");
        say("hears", "to");
        say("in", "in");
        say("against", "against");
        say("name", "called");
        if (part_.name == "variable") say("agents", "of");
        say("over", "over");
        say("between", "between");
        say("promise", "on");
        say("promiser", "promised by");
        say("occurrence", "occurrence");
        say("since", "since");
        say("since_occurrence", "occurrence");
        say("frame", "in the frame of");
        say("reason", "for the reason");
        say("type", "for type");
        say("at", "at");
        say("judge", "judged again by");
        return text;
    }

    Draft& draft_;
    const Part& part_;
    Fields fields_;
    MeasureSpec measure_;
};

}  // namespace

void read_expect(Draft& draft) {
    Desk& desk = draft.desk;
    Node* list = section(draft, "expect");
    if (!list || list->is_null()) return;
    if (!list->is_list()) return desk.fault(*list, "expect: a list of measures is due here");
    for (Node& item : list->items) {
        const Node* name = item.is_map() ? item.find("measure") : nullptr;
        if (!name) {
            desk.fault(item, "expect: an entry names its measure, {measure: verdict, ...}");
            continue;
        }
        const Part* part = measure_part(name->text);
        if (!part) {
            read::refuse_unknown(desk, *name, {"expect.measure"}, name->text, measure_names(),
                                 "measure");
            continue;
        }
        Part table = keys::joined(keys::expectation(), *part);
        table.name = "measure " + part->name;
        draft.spec.measures.push_back(MeasureReader(draft, item, *part, table).read());
    }
}

}  // namespace worldline
