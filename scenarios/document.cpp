// SPDX-License-Identifier: Apache-2.0
//
// The only file that knows yaml-cpp. Its own tree forgets duplicate keys and where keys stand, so
// this one is built from its events.
#include "scenarios/document.hpp"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "scenarios/faults.hpp"

namespace worldline {
namespace {

/// A document is not larger than this: aliases of aliases grow without bound.
constexpr std::size_t n_nodes_max = 5'000'000;

std::size_t count(const Node& node) {
    std::size_t n = 1;
    for (const Node& key : node.keys) n += count(key);
    for (const Node& item : node.items) n += count(item);
    return n;
}

class TooLarge {};

/// Builds the tree from the parser's events.
class Builder final : public YAML::EventHandler {
public:
    explicit Builder(Faults& faults) : faults_(faults) {}

    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        close({Node::Kind::null, false, false, place_of(mark)}, anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        Node copy = anchors_[anchor];
        copy.place = place_of(mark);
        n_nodes_ += count(copy);
        close(std::move(copy), 0);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        Node node{Node::Kind::scalar, tag == "!", false, place_of(mark)};
        node.text = value;
        if (tag != "!" && tag != "?") refuse_tag(mark, tag);
        close(std::move(node), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(Node::Kind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close_open(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(Node::Kind::map, mark, tag, anchor);
    }
    void OnMapEnd() override { close_open(); }

private:
    struct Open {
        Node node;
        YAML::anchor_t anchor;
    };

    Place place_of(const YAML::Mark& mark) const {
        const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
        const auto column = static_cast<std::size_t>(std::max(mark.column, 0));
        if (line >= faults_.lines().size()) return {mark.line + 1, mark.column + 1};
        return {mark.line + 1, static_cast<int>(characters(faults_.lines()[line], column)) + 1};
    }
    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        faults_.add(place_of(mark), "`" + tag + "`: this language has no tags");
    }
    void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
              YAML::anchor_t anchor) {
        if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark, tag);
        open_.push_back({{kind, false, false, place_of(mark)}, anchor});
    }
    void close_open() {
        Open top = std::move(open_.back());
        open_.pop_back();
        if (top.node.is_map()) check_keys(top.node);
        close(std::move(top.node), top.anchor);
    }
    void close(Node node, YAML::anchor_t anchor) {
        if (++n_nodes_ > n_nodes_max) throw TooLarge{};
        if (anchor != 0) anchors_[anchor] = node;
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Node& above = open_.back().node;
        const bool is_key = above.is_map() && above.keys.size() == above.items.size();
        (is_key ? above.keys : above.items).push_back(std::move(node));
    }
    void check_keys(const Node& map) {
        std::map<std::string, int> seen;
        for (const Node& key : map.keys) {
            if (!key.is_scalar()) {
                faults_.add(key.place, "a key is a name");
            } else if (const auto [first, is_new] = seen.emplace(key.text, key.place.line);
                       !is_new) {
                faults_.add(key.place, "`" + key.text + "` stands in line " +
                                           std::to_string(first->second) +
                                           " already; a name stands once");
            }
        }
    }

    Faults& faults_;
    Node root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Node> anchors_;
    std::size_t n_nodes_ = 0;
};

bool is_text(std::string_view text) { return first_strange_byte(text) == text.size(); }

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size() && i < items.size(); ++i) {
        if (keys[i].text == key) return &items[i];
    }
    return nullptr;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

const Node* Node::given(std::string_view key) const {
    const Node* node = find(key);
    return node && !node->added ? node : nullptr;
}

void Node::put(std::string_view key, Node value) {
    if (Node* old = find(key)) {
        value.place = old->place;
        *old = std::move(value);
        return;
    }
    keys.push_back(scalar(std::string(key)));
    keys.back().place = place;
    value.place = place;
    items.push_back(std::move(value));
}

Node Node::scalar(std::string text) {
    Node node{Kind::scalar};
    node.text = std::move(text);
    return node;
}

Node read_document(const std::string& text, Faults& faults) {
    if (!is_text(text)) {
        faults.add({}, "this is not a text in UTF-8, so it is no scenario");
        return {};
    }
    Builder builder(faults);
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) {
            faults.add({}, "the file is empty; a scenario begins with `format: worldline/1`");
            return {};
        }
        Node root = builder.take();
        Builder rest(faults);
        if (parser.HandleNextDocument(rest)) {
            faults.add(rest.take().place, "a second document; a scenario is one");
        }
        return root;
    } catch (const YAML::Exception& error) {
        const int line = error.mark.line + 1;
        faults.add({line, error.mark.column + 1}, "this is not YAML: " + error.msg);
    } catch (const TooLarge&) {
        faults.add({}, "the document is too large; do its aliases refer to each other?");
    }
    return {};
}

}  // namespace worldline
