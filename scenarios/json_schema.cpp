// SPDX-License-Identifier: Apache-2.0
//
// The language as a JSON Schema (draft 2020-12), for editors, from the tables that validate it. It
// says less than the validator: what depends on another place of the file is left open.
#include "scenarios/json_schema.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/network/read_graphs.hpp"

namespace worldline {
namespace {

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c == '\n' ? ' ' : c;
    }
    return result + "\"";
}

std::string list_of(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + quoted(word);
    return "[" + text + "]";
}

/// Members of a JSON object, in their order.
using Members = std::vector<std::pair<std::string, std::string>>;

std::string object(const Members& members) {
    std::string text;
    for (const auto& [name, value] : members) {
        text += (text.empty() ? "" : ", ") + quoted(name) + ": " + value;
    }
    return "{" + text + "}";
}

std::string reference(std::string_view name) {
    return R"({"$ref": "#/$defs/)" + std::string(name) + "\"}";
}

std::string any_of(const std::string& one, const std::string& other) {
    return R"({"anyOf": [)" + one + ", " + other + "]}";
}

std::string list(const std::string& item) { return R"({"type": "array", "items": )" + item + "}"; }

/// Names to entries.
std::string map_of(const std::string& entry) {
    return R"({"type": ["object", "null"], "patternProperties": {"^x-": {}}, )"
           R"("additionalProperties": )" +
           entry + "}";
}

std::string number_schema(const Parameter& row, const char* type) {
    Members members = {{"type", quoted(type)}};
    if (std::isfinite(row.minimum)) members.emplace_back("minimum", fmt::format("{}", row.minimum));
    if (std::isfinite(row.maximum)) members.emplace_back("maximum", fmt::format("{}", row.maximum));
    return object(members);
}

using Special = std::map<std::string, std::string>;

std::string table_schema(const Part& table, const Special& special, bool may_draw = false);

/// The values that a key takes.
std::string value_schema(const Parameter& row, bool may_draw) {
    const auto drawn = [&](const std::string& value) {
        return may_draw ? any_of(value, reference("distribution")) : value;
    };
    switch (row.kind) {
    case ParameterKind::quantity:
    case ParameterKind::number:
        if (row.unit != "1") return drawn(reference("quantity"));
        return drawn(any_of(number_schema(row, "number"), reference("number")));
    case ParameterKind::duration:
        return drawn(reference("quantity"));
    case ParameterKind::integer:
        return drawn(any_of(number_schema(row, "integer"), reference("word")));
    case ParameterKind::flag:
        return R"({"type": "boolean"})";
    case ParameterKind::agent:
    case ParameterKind::promise:
        return reference("word");
    case ParameterKind::agents:
        return any_of(reference("word"), list(reference("word")));
    case ParameterKind::choice:
        return row.choices.empty() ? reference("word")
                                   : R"({"enum": )" + list_of(row.choices) + "}";
    case ParameterKind::names: {
        const std::string one = R"({"enum": )" + list_of(row.choices) + "}";
        return any_of(one, list(one));
    }
    case ParameterKind::rows:
        return list(table_schema({.name = row.name, .parameters = row.columns}, {}));
    case ParameterKind::point:
        return R"({"type": "object", "additionalProperties": )" +
               any_of(reference("number"), R"({"type": "number"})") + "}";
    case ParameterKind::text:
    case ParameterKind::file:
        return R"({"type": ["string", "number"]})";
    case ParameterKind::map:
        break;
    }
    return R"({"type": ["object", "array", "string", "null"]})";
}

std::string described(std::string value, const Parameter& row) {
    value.pop_back();
    value += R"(, "description": )" + quoted(row.meaning);
    if (row.unit != "1") value += R"(, "x-unit": )" + quoted(row.unit);
    if (!row.default_value.empty()) value += R"(, "x-default": )" + quoted(row.default_value);
    return value + "}";
}

std::string properties_of(const Part& table, const Special& special, bool may_draw) {
    Members members;
    for (const Parameter& row : table.parameters) {
        const auto given = special.find(row.name);
        const std::string value =
            given == special.end() ? value_schema(row, may_draw) : given->second;
        members.emplace_back(row.name, described(value, row));
    }
    return object(members);
}

/// A map with the keys of a table and no others, but for `x-`.
std::string table_schema(const Part& table, const Special& special, bool may_draw) {
    std::vector<std::string> required;
    for (const Parameter& row : table.parameters) {
        if (row.required) required.push_back(row.name);
    }
    Members members = {{"type", R"(["object", "null"])"},
                       {"properties", properties_of(table, special, may_draw)},
                       {"patternProperties", R"({"^x-": {}})"},
                       {"additionalProperties", "false"}};
    if (!required.empty()) members[0].second = quoted("object");
    if (!required.empty()) members.emplace_back("required", list_of(required));
    return object(members);
}

/// A map whose key `key` names one part of a family, whose parameters are its further keys.
/// @param otherwise  the part that is meant where the key is missing; empty: it must be there
std::string family_schema(const Family& family, const Part& own, const Special& special,
                          const std::string& key, const std::string& otherwise = {}) {
    std::string cases;
    for (const Part* part : family.parts) {
        const bool may_be_missing = part->name == otherwise;
        const std::string test =
            std::string(may_be_missing ? "{" : R"({"type": "object", )") + R"("properties": {)" +
            quoted(key) + R"(: {"const": )" + quoted(part->name) + "}}" +
            (may_be_missing ? "" : R"(, "required": [)" + quoted(key) + "]") + "}";
        Part all = keys::joined(own, *part);
        if (!all.find(key)) {
            all.parameters.push_back({.name = key, .kind = ParameterKind::choice, .meaning = ""});
        }
        Special with_key = special;
        with_key[key] = R"({"const": )" + quoted(part->name) + "}";
        cases +=
            (cases.empty() ? "" : ", ") +
            object({{"if", test}, {"then", table_schema(all, with_key, family.is_individual)}});
    }
    Members members = {
        {"type", otherwise.empty() ? quoted("object") : R"(["object", "null"])"},
        {"properties", object({{key, R"({"enum": )" + list_of(family.names()) + "}"}})},
        {"allOf", "[" + cases + "]"}};
    if (otherwise.empty()) members.emplace_back("required", list_of({key}));
    return object(members);
}

std::string pair_of(const std::string& item) {
    return R"({"type": "array", "minItems": 2, "maxItems": 2, "items": )" + item + "}";
}

std::string distribution_schema() {
    const std::string value = any_of(reference("number"), R"({"type": "number"})");
    std::string cases;
    for (const Part& part : distributions()) {
        const std::string given =
            part.name == "exponential" ? value
            : part.name == "choice" ? R"({"type": "array", "minItems": 1, "items": )" + value + "}"
                                    : pair_of(value);
        cases += (cases.empty() ? "" : ", ") + quoted(part.name) + ": " + given;
    }
    return R"({"type": "object", "minProperties": 1, "maxProperties": 1, )"
           R"("additionalProperties": false, "properties": {)" +
           cases + "}}";
}

/// A number, or what muParser makes one of.
const char* const expression = R"({"type": ["string", "number"]})";

/// What a transition does. An act has the key that is its name.
std::string act_schema() {
    const Special special = {{"set", map_of(expression)},
                             {"with", map_of(expression)},
                             {"value", expression},
                             {"due", R"({"type": "string"})"},
                             {"give", reference("body")},
                             {"accept", reference("body")},
                             {"to", any_of(reference("word"), list(reference("word")))}};
    std::string cases;
    std::string keys_of_acts;
    Part every;  // so that a key that no act has is told as such
    for (const Part& part : keys::acts()) {
        if (part.parameters.empty()) continue;  // stands alone, as a word
        every = keys::joined(every, part);
        const std::string must = R"({"required": [)" + quoted(part.name) + "]}";
        keys_of_acts += (keys_of_acts.empty() ? "" : ", ") + must;
        cases += (cases.empty() ? "" : ", ") +
                 object({{"if", must}, {"then", table_schema(part, special)}});
    }
    std::string all;
    for (const Parameter& row : every.parameters) {
        all += (all.empty() ? "" : ", ") + quoted(row.name) + ": {}";
    }
    const std::string one = object({{"properties", "{" + all + "}"},
                                    {"patternProperties", R"({"^x-": {}})"},
                                    {"additionalProperties", "false"},
                                    {"anyOf", "[" + keys_of_acts + "]"},
                                    {"allOf", "[" + cases + "]"}});
    return object(
        {{"if", R"({"type": "object"})"}, {"then", one}, {"else", R"({"const": "stop"})"}});
}

std::string machine_schema() {
    const std::string words = any_of(reference("word"), list(reference("word")));
    const Special of_transition = {{"hears", words},
                                   {"from", words},
                                   {"after", R"({"type": "string"})"},
                                   {"every", R"({"type": "string"})"},
                                   {"rate", expression},
                                   {"when", expression},
                                   {"do", list(reference("act"))}};
    const std::string transitions = list(table_schema(keys::transition(), of_transition));
    return table_schema(keys::machine(),
                        {{"parameters", map_of(expression)},
                         {"variables", map_of(expression)},
                         {"states", map_of(any_of(R"({"type": "null"})", transitions))}});
}

/// Words, quantities and numbers as texts. Where a value is due, the name of a parameter may stand.
Members definitions(const Catalogue& catalogue) {
    const Special body = {{"range", pair_of(any_of(reference("number"), R"({"type": "number"})"))},
                          {"amount", any_of(reference("number"), R"({"type": "number"})")},
                          {"exactly", any_of(reference("number"), R"({"type": "number"})")},
                          {"set", list(R"({"type": ["string", "number"]})")}};
    const Special promise = {{"give", reference("body")},
                             {"accept", reference("body")},
                             {"about", pair_of(reference("quantity"))},
                             {"schedule", table_schema(keys::schedule(), {})},
                             {"builds_on", list(table_schema(keys::builds_on(), {}))}};
    const Special outcome = {{"value", R"({"type": ["string", "number", "array"]})"}};
    const Special agent = {{"behaviour", R"({"type": "string"})"},
                           {"clock", any_of(reference("word"), reference("clock"))},
                           {"motion", reference("motion")},
                           {"judges", map_of(reference("word"))},
                           {"keeps", map_of(table_schema(keys::keeps(), outcome))},
                           {"withdraws", map_of(reference("quantity"))},
                           {"imposes", list(table_schema(keys::imposes(), outcome))}};
    Part of_agents = keys::group();  // one agent, or with a count many: `groups` asks for it
    for (Parameter& row : of_agents.parameters) row.required = false;
    const Part none;
    return {
        {"word", R"({"type": "string", "pattern": "^[^\\s,:\\[\\]{}]+$"})"},
        {"quantity",
         R"({"type": "string", "pattern": "^\\s*([-+]?[0-9.][^,]*[A-Za-z%°µ'\"][^,]*|)"
         R"([A-Za-z_][^\\s,:]*)$", )"
         R"("description": "a number and a unit, such as `40 ms`, or the name of a parameter"})"},
        {"number", R"({"type": "string", "description": "a number, or the name of a parameter"})"},
        {"distribution", distribution_schema()},
        {"body", table_schema(keys::body(), body)},
        {"promise", table_schema(keys::promise(), promise)},
        {"act", act_schema()},
        {"machine", machine_schema()},
        {"clock", family_schema(clock_family(), none, {}, "kind")},
        {"motion", family_schema(motion_family(), none, {}, "kind")},
        // Further keys of an agent with a machine are the parameters of that machine.
        {"agent", object({{"if", R"({"type": "object", "required": ["machine"]})"},
                          {"then", object({{"properties", properties_of(of_agents, agent, true)}})},
                          {"else", family_schema(behaviour_family(catalogue), of_agents, agent,
                                                 "behaviour", "observer")}})},
    };
}

std::string network_schema() {
    const Special drawn = {
        {"delay", any_of(reference("quantity"), reference("distribution"))},
        {"latency", any_of(reference("quantity"), reference("distribution"))},
        {"jitter", any_of(reference("quantity"), reference("distribution"))},
        {"loss",
         any_of(any_of(R"({"type": "number", "minimum": 0, "maximum": 1})", reference("number")),
                reference("distribution"))}};
    const Special links = {
        {"links", list(table_schema(keys::link(), {{"between", pair_of(reference("word"))}}))},
        {"graphs", map_of(family_schema(graph_family(), keys::graph(), drawn, "kind"))}};
    return table_schema(keys::network(), links);
}

std::string judges_schema() {
    Special special;
    special["rule"] = R"({"enum": )" + list_of(judge_family().names()) + "}";
    return map_of(table_schema(keys::judge(), special));
}

/// `record: full`, or its keys.
std::string record_schema() {
    const auto listed = [](const Part& table) {
        Special special;
        for (const Parameter& row : table.parameters) {
            if (row.kind != ParameterKind::choice || row.name == "level") continue;
            const std::string one = R"({"enum": )" + list_of(row.choices) + "}";
            special[row.name] = any_of(one, list(one));
        }
        return special;
    };
    Special keys_of_record = listed(keys::record());
    keys_of_record["when"] = table_schema(keys::record_when(), listed(keys::record_when()));
    const std::string patterns = R"({"type": "string"})";  // in them `*` stands for any letters
    keys_of_record["agents"] = any_of(patterns, list(patterns));
    const Parameter& level = *keys::record().find("level");
    return any_of(R"({"enum": )" + list_of(level.choices) + "}",
                  table_schema(keys::record(), keys_of_record));
}

std::string expect_schema() {
    Family measures{"measure", {}};
    for (const Part& part : keys::measures()) measures.parts.push_back(&part);
    return list(family_schema(measures, keys::expectation(), {}, "measure"));
}

Special sections(const Catalogue& catalogue) {
    Special made;
    made["parameters"] = map_of(R"({"type": ["string", "number"]})");
    made["seed"] = R"({"type": "integer", "minimum": 0})";
    made["format"] = R"({"const": "worldline/1"})";
    made["time"] = table_schema(keys::time(), {});
    made["space"] = family_schema(metric_family(), keys::space(),
                                  {{"axes", list(table_schema(keys::axis(), {}))},
                                   {"frames", map_of(table_schema(keys::frame(), {}))}},
                                  "metric", "graph");
    made["types"] = map_of(table_schema(keys::type(), {}));
    made["clocks"] = map_of(reference("clock"));
    made["network"] = network_schema();
    made["judges"] = judges_schema();
    made["trust"] = family_schema(
        trust_family(catalogue), keys::trust(),
        {{"prior", pair_of(any_of(R"({"type": "number"})", reference("number")))}}, "rule", "beta");
    made["machines"] = map_of(reference("machine"));
    made["record"] = record_schema();
    made["engine"] = table_schema(keys::engine(), {});
    made["promises"] = map_of(reference("promise"));
    made["kernels"] = map_of(table_schema(keys::kernel(), {}));
    made["groups"] = map_of(reference("agent"));
    made["agents"] = map_of(reference("agent"));
    made["traces"] = map_of(
        table_schema(keys::trace(), {{"columns", any_of(table_schema(keys::trace_columns(), {}),
                                                        table_schema(keys::rating_columns(), {}))},
                                     {"give", reference("body")},
                                     {"outcomes", map_of(reference("word"))},
                                     {"promisers", reference("agent")},
                                     {"promisees", reference("agent")},
                                     {"assessors", reference("agent")}}));
    made["expect"] = expect_schema();
    return made;
}

/// Line ends after members of the outer two levels: a page that can be read and compared.
std::string broken_into_lines(const std::string& text) {
    std::string result;
    int depth = 0;
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        result += c;
        if (c == '\\') {
            result += text[++i];
            continue;
        }
        if (c == '"') is_quoted = !is_quoted;
        if (is_quoted) continue;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        if (c == ',' && depth <= 3)
            result += "\n" + std::string(static_cast<std::size_t>(depth) - 1, ' ');
    }
    return result + "\n";
}

}  // namespace

std::string language_schema(const Catalogue& catalogue) {
    Members members = {{"$schema", quoted("https://json-schema.org/draft/2020-12/schema")},
                       {"title", quoted("worldline scenario")},
                       {"$defs", object(definitions(catalogue))}};
    // The top table's own object, with the head of a schema before it.
    std::string text = object(members);
    const std::string top = table_schema(keys::top(), sections(catalogue));
    text.pop_back();
    return broken_into_lines(text + ", " + top.substr(1));
}

}  // namespace worldline
