// SPDX-License-Identifier: Apache-2.0
//
// What is promised: a body, and the outcomes that may keep it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"

namespace worldline {
namespace {

/// A number in the unit of a type: with its unit, or bare.
double number_of(Draft& draft, const Node& node, const Label& label, TypeId type) {
    const std::string& unit = draft.spec.type_units[type.number];
    const std::size_t n_before = draft.desk.faults.size();
    const double number = read::quantity(draft.desk, node, label, unit);
    const bool is_whole = draft.spec.domain(type) != Domain::whole || std::floor(number) == number;
    if (!is_whole && draft.desk.faults.size() == n_before) {
        draft.desk.fault(node, label.text + ": the type counts whole numbers");
    }
    return number;
}

/// The constraint that a body writes, in the unit of its type.
class ConstraintReader {
public:
    ConstraintReader(Draft& draft, const Fields& fields, TypeId type)
        : draft_(draft), desk_(draft.desk), fields_(fields), type_(type) {}

    Constraint read() const {
        Constraint result;
        std::string first;
        for (const char* key : {"amount", "exactly", "range", "set", "text", "vector"}) {
            if (!fields_.has(key)) continue;
            if (!first.empty()) {
                fault(key, "`" + first + "` is given too; a body has one constraint");
            }
            first = key;
            if (belongs(first)) {
                result = constraint(first);
            } else {
                fault(key, "the type has the domain `" + draft_.spec.type_domains[type_.number] +
                               "`, and this belongs to " + homes(first));
            }
        }
        return result;
    }

private:
    bool is_numeric() const {
        const Domain domain = draft_.spec.domain(type_);
        return domain == Domain::number || domain == Domain::whole || domain == Domain::time;
    }
    bool is_textual() const {
        const Domain domain = draft_.spec.domain(type_);
        return domain == Domain::text || domain == Domain::set;
    }
    bool belongs(const std::string& key) const {
        if (key == "vector") return draft_.spec.domain(type_) == Domain::vector;
        if (key == "text") return is_textual();
        return is_numeric() || (key == "set" && is_textual());
    }
    static std::string homes(const std::string& key) {
        return key == "vector" ? "`vector`"
               : key == "text" ? "`text` or `set`"
               : key == "set"  ? "`text`, `set` or numbers"
                               : "`number`, `whole` or `time`";
    }
    void fault(const std::string& key, const std::string& message) const {
        desk_.fault(*fields_.node(key), fields_.label(key).text + ": " + message);
    }
    double number(const Node& node, const std::string& key) const {
        return number_of(draft_, node, fields_.label(key), type_);
    }
    Constraint constraint(const std::string& key) const {
        if (key == "vector") return box();
        if (key == "range") return range();
        if (key == "set" && fields_.node("set")->is_list() && fields_.node("set")->items.empty()) {
            fault("set", "one outcome at least is due here: nothing could keep this promise");
        }
        if (key == "text" || key == "set") return is_numeric() ? numbers() : texts(key);
        const double upper = number(*fields_.node(key), key);
        const bool is_amount = key == "amount";
        if (is_amount && upper < 0.0) fault(key, "an amount is at least 0");
        return {.kind = is_amount ? ConstraintKind::amount : ConstraintKind::exactly,
                .lower = is_amount ? 0.0 : upper,
                .upper = upper};
    }
    std::pair<double, double> bounds(const Node& node, const std::string& key) const {
        if (!read::is_pair(desk_, node, fields_.label(key), "[lowest, highest]")) return {};
        const double lower = number(node.items[0], key);
        const double upper = number(node.items[1], key);
        if (lower > upper) fault(key, "the lowest comes first");
        return {lower, upper};
    }
    Constraint range() const {
        const auto [lower, upper] = bounds(*fields_.node("range"), "range");
        return {.kind = ConstraintKind::range, .lower = lower, .upper = upper};
    }
    Constraint numbers() const {
        const Node& node = *fields_.node("set");
        Constraint result{.kind = ConstraintKind::set};
        const std::vector<Node> one = {node};
        for (const Node& item : node.is_list() ? node.items : one) {
            result.numbers.push_back(number(item, "set"));
        }
        std::sort(result.numbers.begin(), result.numbers.end());
        result.numbers.erase(std::unique(result.numbers.begin(), result.numbers.end()),
                             result.numbers.end());
        return result;
    }
    Constraint texts(const std::string& key) const {
        const Node& node = *fields_.node(key);
        if (key == "text" && node.is_list()) {
            fault(key, "one text is due here; `set` takes several");
        }
        Constraint result{.kind = key == "set" ? ConstraintKind::set : ConstraintKind::text};
        const std::vector<Node> one = {node};
        for (const Node& item : node.is_list() ? node.items : one) {
            std::string word = read::text(desk_, item, fields_.label(key));
            auto& members = result.members;
            if (std::find(members.begin(), members.end(), word) != members.end()) continue;
            result.numbers.push_back(draft_.spec.text_place(word));
            members.push_back(std::move(word));
        }
        return result;
    }
    Constraint box() const {
        const Node& node = *fields_.node("vector");
        Constraint result{.kind = ConstraintKind::vector};
        if (!node.is_list() || node.items.empty()) {
            fault("vector", "a list is due here, with an entry for each component");
            return result;
        }
        for (const Node& item : node.items) {
            const double number = item.is_list() ? 0.0 : this->number(item, "vector");
            const auto [lower, upper] =
                item.is_list() ? bounds(item, "vector") : std::pair(number, number);
            result.numbers.insert(result.numbers.end(), {lower, upper});
        }
        return result;
    }

    Draft& draft_;
    Desk& desk_;
    const Fields& fields_;
    TypeId type_;
};

}  // namespace

double read_outcome(Draft& draft, const Node& node, const Label& label, TypeId type) {
    switch (draft.spec.domain(type)) {
    case Domain::text:
    case Domain::set:
        return draft.spec.text_place(read::text(draft.desk, node, label));
    case Domain::vector:
        break;
    case Domain::event:
        draft.desk.fault(node, label.text + ": `" + draft.spec.types[type.number] +
                                   "` is an event, which happens and has no value");
        return 0.0;
    default:
        return number_of(draft, node, label, type);
    }
    if (!node.is_list()) {
        draft.desk.fault(node, label.text + ": a list is due here, with a number a component");
        return 0.0;
    }
    std::vector<double> components;
    for (const Node& item : node.items) {
        components.push_back(number_of(draft, item, label, type));
    }
    return draft.spec.vector_place(components);
}

Body read_body(Draft& draft, Node& map, const Label& label, bool may_have_subject) {
    Desk& desk = draft.desk;
    const Fields fields(desk, map, keys::body(), label);
    Body body;
    const Node* type = fields.node("type");
    if (!type) return body;
    const auto place = read::meaning(desk, *type, fields.label("type"), desk.types, "type");
    if (!place) return body;
    body.type = {*place};
    body.constraint = ConstraintReader(draft, fields, body.type).read();
    if (fields.has("probability")) body.probability = fields.number("probability");
    if (fields.has("places")) body.places = static_cast<std::uint32_t>(fields.integer("places"));
    body.all_or_nothing = fields.flag("all_or_nothing");
    body.impositions = fields.flag("impositions");
    body.names = fields.agents("names");
    if (fields.has("subject")) {
        body.subject = fields.agent("subject").value_or(nobody);
        if (!may_have_subject) {
            desk.fault(*fields.node("subject"), "a trace's promises are about the promiser");
        }
    }
    return body;
}

}  // namespace worldline
