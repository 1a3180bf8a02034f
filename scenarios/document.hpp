// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace worldline {

class Faults;

/// Where something stands in a file. Lines and columns (of characters) count from 1.
struct Place {
    int line = 0;
    int column = 0;
};

/// One value of a YAML document. Texts stay as they were written: what a text means is decided
/// by the table of the key it belongs to, so `no` and `1:30` are nothing but texts here.
struct Node {
    enum class Kind : unsigned char { null, scalar, list, map };

    Kind kind = Kind::null;
    bool quoted = false;
    bool added = false;  ///< a default that the file leaves out
    Place place = {};
    std::string text = {};
    std::vector<Node> keys = {};   ///< of a map, in the order of the file
    std::vector<Node> items = {};  ///< of a list, or the values of a map

    bool is_null() const { return kind == Kind::null; }
    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_list() const { return kind == Kind::list; }
    bool is_map() const { return kind == Kind::map; }

    /// The value of a key; null if the map does not have it.
    const Node* find(std::string_view key) const;
    Node* find(std::string_view key);

    /// The same for a key that the file itself gives.
    const Node* given(std::string_view key) const;

    /// Puts a value for a key, in the place of an old one or at the end.
    void put(std::string_view key, Node value);

    static Node scalar(std::string text);
};

/// The value of a whole file in YAML 1.2. Faults are collected; the node is then not complete.
///
/// Duplicate keys, several documents in one file and what is no text at all are faults.
Node read_document(const std::string& text, Faults& faults);

/// The document as YAML. Reads back to an equal document.
std::string to_yaml(const Node& document);

}  // namespace worldline
