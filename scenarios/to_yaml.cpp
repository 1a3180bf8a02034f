// SPDX-License-Identifier: Apache-2.0
//
// A document back to YAML: what the record keeps, so that the run can be had again from it alone.
#include <algorithm>
#include <string_view>

#include "scenarios/document.hpp"
#include "scenarios/traps.hpp"

namespace worldline {
namespace {

constexpr std::size_t flow_columns = 90;  ///< what is shorter stands on one line

/// Texts that mean themselves wherever they stand, in YAML 1.1 and 1.2 alike.
bool is_plain(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    const auto is_safe = [&](char c) {
        return is_letter(c) || std::string_view(" _-+./%*()").find(c) != text.npos;
    };
    if (text.empty() || text.back() == ' ' || text == "null" || text == "Null") return false;
    const bool begins_well =
        is_letter(text[0]) || text[0] == '_' ||
        (text.size() > 1 && std::string_view("-+.").find(text[0]) != text.npos && text[1] >= '0' &&
         text[1] <= '9');
    return begins_well && std::all_of(text.begin(), text.end(), is_safe) && !trap(text);
}

std::string quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (c == '\n') {
            result += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            result += "\\x";
            result += digits[byte >> 4];
            result += digits[byte & 15];
        } else {
            result += c;
        }
    }
    return result + "\"";
}

std::string text_of(const Node& node) {
    // What stands plain and reads so has been taken for a flag; all other truths are texts.
    if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text;
    return node.quoted || !is_plain(node.text) ? quoted(node.text) : node.text;
}

std::string on_one_line(const Node& node);

std::string inside(const Node& node) {
    std::string result;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        if (i > 0) result += ", ";
        if (node.is_map()) result += text_of(node.keys[i]) + ": ";
        result += on_one_line(node.items[i]);
    }
    return result;
}

std::string on_one_line(const Node& node) {
    switch (node.kind) {
    case Node::Kind::null:
        return "null";
    case Node::Kind::scalar:
        return text_of(node);
    case Node::Kind::list:
        return "[" + inside(node) + "]";
    case Node::Kind::map:
        return "{" + inside(node) + "}";
    }
    return {};
}

void write(const Node& node, std::size_t depth, std::string& out) {
    const std::string indent(2 * depth, ' ');
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const Node& item = node.items[i];
        const std::string head = indent + (node.is_map() ? text_of(node.keys[i]) + ":" : "-");
        const std::string line = on_one_line(item);
        const bool is_short = head.size() + line.size() < flow_columns && depth > 0;
        if (item.items.empty() || is_short) {
            out += head + " " + line + "\n";
        } else {
            out += head + "\n";
            write(item, depth + 1, out);
        }
    }
}

}  // namespace

std::string to_yaml(const Node& document) {
    std::string out;
    write(document, 0, out);
    return out;
}

}  // namespace worldline
