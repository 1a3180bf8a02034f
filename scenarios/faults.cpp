// SPDX-License-Identifier: Apache-2.0
#include "scenarios/faults.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sim/base/registry.hpp"

namespace worldline {
namespace {

/// A value that stands for itself needs no path of keys before it: "far.tolerance: a time is due",
/// "far.tolerance must be ...".
std::string without_label(const std::string& name, const std::string& message) {
    if (message.starts_with(name + ": ")) return message.substr(name.size() + 2);
    const std::size_t end = message.find_first_of(": `");
    const std::size_t dot = message.rfind('.', end);
    if (end == std::string::npos || dot == std::string::npos || dot > end) return message;
    return message.substr(message.find_first_not_of(": ", end));
}

}  // namespace

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        lines.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::size_t first_strange_byte(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned lead = byte(i);
        const std::size_t size = lead < 0x80                    ? 1
                                 : lead >= 0xc2 && lead <= 0xdf ? 2
                                 : (lead & 0xf0) == 0xe0        ? 3
                                 : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                                : 0;
        if (lead == 0 || size == 0 || i + size > text.size()) return i;
        for (std::size_t j = 1; j < size; ++j) {
            if ((byte(i + j) & 0xc0) != 0x80) return i;
        }
        // Longer than need be, half of a pair, or past the last character.
        const unsigned next = size > 2 ? byte(i + 1) : 0;
        const bool is_bad = (lead == 0xe0 && next < 0xa0) || (lead == 0xed && next > 0x9f) ||
                            (lead == 0xf0 && next < 0x90) || (lead == 0xf4 && next > 0x8f);
        if (is_bad) return i;
        i += size;
    }
    return text.size();
}

std::string readable(std::string_view text) {
    std::string result;
    while (true) {
        const std::size_t end = first_strange_byte(text);
        result += text.substr(0, end);
        if (end == text.size()) return result;
        result += '?';
        text.remove_prefix(end + 1);
    }
}

std::size_t characters(std::string_view text, std::size_t n_bytes) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(n_bytes, text.size()));
    const auto is_first = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(text.begin(), end, is_first));
}

std::string suggestion(std::string_view word, const std::vector<std::string>& names) {
    const std::string near = nearest(word, names);
    return near.empty() ? "" : "; did you mean `" + near + "`?";
}

namespace {

constexpr std::size_t n_kept_max = 10'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Does it name a member, as `pulse_17`?
bool is_of_member(std::string_view message) {
    for (std::size_t i = 0; i + 1 < message.size(); ++i) {
        if (message[i] == '_' && is_digit(message[i + 1])) return true;
    }
    return false;
}

std::string without_numbers(std::string message) {
    message.erase(std::remove_if(message.begin(), message.end(), is_digit), message.end());
    return message;
}

}  // namespace

Faults::Faults(std::string file, std::string_view text)
    : file_(std::move(file)), lines_(lines_of(text)) {}

Place Faults::aside(std::string name, std::string text) {
    asides_.emplace_back(std::move(name), std::move(text));
    return {-static_cast<int>(asides_.size()), 1};
}

void Faults::add(Place place, std::string message) {
    if (is_of_member(message) && found_.size() < n_kept_max) {
        Shared first{found_.size(), 0, message};
        const auto [at, is_new] = shared_.try_emplace(
            {place.line, place.column, without_numbers(message)}, std::move(first));
        if (!is_new) {
            ++n_added_;
            Shared& shared = at->second;
            if (shared.last_said != message) ++shared.n_more;
            shared.last_said = std::move(message);
            return;
        }
    }
    if (place.line < 0) {
        const auto& [name, text] = asides_.at(static_cast<std::size_t>(-place.line) - 1);
        return add({name, 1, place.column, without_label(name, message), text});
    }
    Diagnostic fault{file_, place.line, place.column, std::move(message), {}};
    const auto index = static_cast<std::size_t>(place.line) - 1;
    if (place.line > 0 && index < lines_.size()) fault.text = lines_[index];
    add(std::move(fault));
}

/// A large table may have a fault in each of its lines: nobody reads them all.
void Faults::add(Diagnostic diagnostic) {
    ++n_added_;
    if (found_.size() >= n_kept_max) {
        ++n_more_;
    } else {
        found_.push_back(std::move(diagnostic));
    }
}

void Faults::raise() {
    if (found_.empty()) return;
    for (const auto& [shape, shared] : std::exchange(shared_, {})) {
        if (shared.n_more == 0) continue;
        found_[shared.at].message += " (and so for " + std::to_string(shared.n_more) + " more)";
    }
    const auto key = [this](const Diagnostic& fault) {
        return std::tuple(fault.file != file_, std::string_view(fault.file), fault.line,
                          fault.column, std::string_view(fault.message));
    };
    std::stable_sort(found_.begin(), found_.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
    // A part that several agents share is read for each of them, and complains each time.
    const auto is_same = [](const Diagnostic& a, const Diagnostic& b) {
        return a.file == b.file && a.line == b.line && a.column == b.column &&
               a.message == b.message;
    };
    found_.erase(std::unique(found_.begin(), found_.end(), is_same), found_.end());
    n_added_ = 0;
    if (n_more_ > 0) {
        found_.push_back({file_, 0, 0, "and " + std::to_string(n_more_) + " more faults", {}});
        n_more_ = 0;
    }
    throw ScenarioError(std::exchange(found_, {}));
}

}  // namespace worldline
