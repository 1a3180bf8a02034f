// SPDX-License-Identifier: Apache-2.0
//
// One value each: a quantity, a span, a name.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <string_view>

#include "scenarios/desk.hpp"
#include "scenarios/traps.hpp"
#include "sim/base/units.hpp"

namespace worldline {

const AgentId* AgentNames::find(std::string_view name) const {
    if (const AgentId* single = single_.find(name)) return single;
    const std::size_t bar = name.rfind('_');
    if (bar == name.npos) return nullptr;
    const auto* members = groups_.find(name.substr(0, bar));
    const std::string_view digits = name.substr(bar + 1);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool is_number =
        error == std::errc() && end == digits.data() + digits.size() && !digits.starts_with('0');
    const bool is_member = members && is_number && number <= members->size();
    return is_member ? &(*members)[number - 1] : nullptr;
}

std::vector<std::string> AgentNames::all() const {
    constexpr std::size_t n_members_shown = 100;
    std::vector<std::string> names = single_.all();
    for (const std::string& group : groups_.all()) {
        const std::size_t n = std::min(groups_.find(group)->size(), n_members_shown);
        for (std::size_t i = 1; i <= n; ++i) names.push_back(group + "_" + std::to_string(i));
    }
    return names;
}

}  // namespace worldline

namespace worldline::read {
namespace {

bool is_scalar(Desk& desk, const Node& node, const Label& label, std::string_view due) {
    if (node.is_scalar()) return true;
    const char* found = node.is_map() ? "a map" : node.is_list() ? "a list" : "nothing";
    desk.fault(node, label.text + ": " + std::string(due) + " is due here, not " + found);
    return false;
}

bool is_word(std::string_view text) {
    const auto is_good = [](char c) {
        return static_cast<unsigned char>(c) > 0x20 &&
               std::string_view(",:[]{}\"'`").find(c) == std::string_view::npos;
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), is_good);
}

/// The text of a quantity: the node's own, or its parameter's. Empty after a fault.
std::string quantity_text(Desk& desk, const Node& node, const Label& label, bool is_time) {
    if (!is_scalar(desk, node, label, is_time ? "a time" : "a quantity")) return {};
    const std::string* parameter = node.quoted ? nullptr : desk.parameters.find(node.text);
    const std::string& text = parameter ? *parameter : node.text;
    if (parameter) desk.used[node.text].push_back(label.text);
    const auto caught = node.quoted ? std::nullopt : quantity_trap(text, is_time);
    if (caught) {
        desk.fault(node, label.text + ": " + *caught);
        return {};
    }
    return text;
}

/// A name that no parameter has, where a quantity is due.
bool refuse_parameter(Desk& desk, const Node& node, const Label& label, std::string_view text) {
    const bool is_number = text.find_first_of("0123456789") != text.npos && text[0] < 'A';
    if (is_number || !is_word(text)) return false;
    if (node.text != text && desk.parameters.find(text)) {
        desk.fault(node, label.text + ": `" + node.text + "` is `" + std::string(text) +
                             "`, another parameter; a quantity is due there");
        return true;
    }
    desk.fault(node, label.text + ": `" + std::string(text) +
                         "` is neither a quantity nor a parameter" +
                         suggestion(text, desk.parameters.all()));
    return true;
}

}  // namespace

std::string text(Desk& desk, const Node& node, const Label& label) {
    if (!is_scalar(desk, node, label, "a text")) return {};
    if (!node.quoted) {
        if (const auto caught = name_trap(node.text)) {
            desk.fault(node, label.text + ": " + *caught);
        }
    }
    return node.text;
}

std::string name(Desk& desk, const Node& node, const Label& label) {
    if (!is_scalar(desk, node, label, "a name")) return {};
    const std::size_t n_before = desk.faults.size();
    const std::string word = text(desk, node, label);
    if (desk.faults.size() > n_before) return {};
    if (is_word(word)) return word;
    desk.fault(node, label.text + ": `" + word + "` is no name; a name is one word, without " +
                         "blanks, commas, colons, quotes and brackets");
    return {};
}

std::string substituted(Desk& desk, const Node& node, const Label& label) {
    const std::string word = text(desk, node, label);
    const std::string* parameter = node.quoted ? nullptr : desk.parameters.find(word);
    if (!parameter) return word;
    desk.used[word].push_back(label.text);
    return *parameter;
}

double quantity(Desk& desk, const Node& node, const Label& label, const std::string& unit) {
    const std::string text = quantity_text(desk, node, label, unit == "s");
    if (text.empty() || refuse_parameter(desk, node, label, text)) return 0.0;
    try {
        return worldline::quantity(text, unit);
    } catch (const UnitError& error) {
        desk.fault(node, label.text + ": " + error.what());
    }
    return 0.0;
}

Duration span(Desk& desk, const Node& node, const Label& label) {
    const std::string text = quantity_text(desk, node, label, true);
    if (text.empty() || refuse_parameter(desk, node, label, text)) return {};
    try {
        return duration(text, desk.resolution);
    } catch (const UnitError& error) {
        desk.fault(node, label.text + ": " + error.what());
    }
    return {};
}

std::int64_t integer(Desk& desk, const Node& node, const Label& label) {
    const std::string text = quantity_text(desk, node, label, false);
    if (text.empty() || refuse_parameter(desk, node, label, text)) return 0;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return value;
    desk.fault(node, label.text + ": `" + text + "` is not a whole number");
    return 0;
}

bool flag(Desk& desk, const Node& node, const Label& label) {
    if (!is_scalar(desk, node, label, "true or false")) return false;
    if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text == "true";
    const auto meant = node.quoted ? std::nullopt : trap(node.text);
    desk.fault(node, label.text + ": `" + node.text + "` is neither `true` nor `false`" +
                         (meant ? "; YAML 1.1 takes it for `" + *meant + "`, write that" : ""));
    return false;
}

std::string choice(Desk& desk, const Node& node, const Label& label,
                   const std::vector<std::string>& choices) {
    if (!is_scalar(desk, node, label, "a word")) return {};
    if (std::find(choices.begin(), choices.end(), node.text) != choices.end()) return node.text;
    std::string all;
    for (const std::string& one : choices) all += (all.empty() ? "`" : ", `") + one + "`";
    const std::string hint = suggestion(node.text, choices);
    desk.fault(node, label.text + ": `" + node.text + "` is not one of " + all + hint);
    return {};
}

std::vector<std::string> names(Desk& desk, const Node& node, const Label& label,
                               const std::vector<std::string>& choices) {
    if (!node.is_list()) {
        const std::string one = choice(desk, node, label, choices);
        return one.empty() ? std::vector<std::string>() : std::vector{one};
    }
    std::vector<std::string> words;
    for (const Node& item : node.items) {
        const std::string word = choice(desk, item, label, choices);
        if (word.empty()) continue;
        if (std::find(words.begin(), words.end(), word) != words.end()) {
            desk.fault(item, label.text + ": `" + word + "` stands here twice");
        }
        words.push_back(word);
    }
    return words;
}

std::map<std::string, double> point(Desk& desk, const Node& node, const Label& label,
                                    const std::string& per) {
    std::map<std::string, double> values;
    if (!node.is_map()) {
        desk.fault(node, label.text + ": a map from axes to quantities is due here, such as {" +
                             (desk.axes.empty() ? "x" : desk.axes.front().first) + ": ...}");
        return values;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::string& axis = node.keys[i].text;
        std::vector<std::string> known;
        const std::string* unit = nullptr;
        for (const auto& [name, its_unit] : desk.axes) {
            known.push_back(name);
            if (name == axis) unit = &its_unit;
        }
        if (!unit) {
            refuse_unknown(desk, node.keys[i], label, axis, known, "axis of space");
            continue;
        }
        const bool is_plain = per.empty() || per == "1";
        const std::string whole = is_plain ? *unit : *unit + per;
        values[axis] = quantity(desk, node.items[i], label + axis, whole);
    }
    return values;
}

std::string file(Desk& desk, const Node& node, const Label& label, const std::string& given,
                 const std::string& made_by) {
    std::error_code ignored;
    const auto beside = std::filesystem::path(desk.folder) / given;
    for (const auto& path : {beside, std::filesystem::path(given)}) {
        if (!std::filesystem::exists(path, ignored)) continue;
        if (!std::filesystem::is_directory(path, ignored)) return path.string();
        desk.fault(node, label.text + ": `" + given + "` is a folder");
        return {};
    }
    std::string message = label.text + ": there is no file `" + given +
                          "` beside the scenario or in the current folder";
    if (!made_by.empty()) message += "; `" + made_by + "` makes it";
    if (given != node.text) message += "; `--set " + node.text + "=PATH` says where it is";
    desk.fault(node, message);
    return {};
}

bool is_pair(Desk& desk, const Node& node, const Label& label, std::string_view what) {
    if (node.is_list() && node.items.size() == 2) return true;
    desk.fault(node, label.text + ": a list of two is due here, " + std::string(what));
    return false;
}

void refuse_unknown(Desk& desk, const Node& node, const Label& label, const std::string& name,
                    const std::vector<std::string>& known, std::string_view what) {
    if (what == "promise" && desk.families.find(name)) {
        desk.fault(node, label.text + ": `" + name + "` are the promises of a group; one is due " +
                             "here, such as `" + name + "_1`");
        return;
    }
    desk.fault(node, label.text + ": there is no " + std::string(what) + " `" + name + "`" +
                         suggestion(name, known));
}

std::optional<AgentId> agent(Desk& desk, const Node& node, const Label& label) {
    const std::string word = name(desk, node, label);
    if (word.empty()) return std::nullopt;
    if (const AgentId* found = desk.agents.find(word)) return *found;
    if (desk.groups.find(word)) {
        desk.fault(node, label.text + ": `" + word +
                             "` is a group; one agent is due here, such as `" + word + "_1`");
    } else if (desk.is_complete) {
        refuse_unknown(desk, node, label, word, desk.agents.all(), "agent");
    }
    return std::nullopt;
}

std::vector<AgentId> agents(Desk& desk, const Node& node, const Label& label) {
    std::vector<AgentId> found;
    std::set<std::string_view> seen;
    const auto take = [&](const Node& item) {
        if (item.is_scalar() && !seen.insert(item.text).second) {
            return desk.fault(item, label.text + ": `" + item.text + "` stands here twice");
        }
        const auto* group = item.is_scalar() ? desk.groups.find(item.text) : nullptr;
        if (group) {
            found.insert(found.end(), group->begin(), group->end());
        } else if (const auto one = agent(desk, item, label)) {
            found.push_back(*one);
        }
    };
    if (node.is_list()) {
        for (const Node& item : node.items) take(item);
    } else if (is_scalar(desk, node, label, "a list of agents")) {
        take(node);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

}  // namespace worldline::read
