// SPDX-License-Identifier: Apache-2.0
#include "scenarios/diagnostic.hpp"

#include <utility>

namespace worldline {
namespace {

/// Blanks up to a column, with the tabs of the line above, so that the caret stands below it.
std::string indent(const std::string& line, int column) {
    std::string blanks;
    int passed = 1;
    for (std::size_t i = 0; i < line.size() && passed < column; ++i) {
        if ((static_cast<unsigned char>(line[i]) & 0xc0) == 0x80) continue;
        blanks += line[i] == '\t' ? '\t' : ' ';
        ++passed;
    }
    return blanks + std::string(static_cast<std::size_t>(column - passed), ' ');
}

std::string shown(const Diagnostic& fault) {
    std::string text = fault.file + ":";
    if (fault.line > 0) text += std::to_string(fault.line) + ":";
    if (fault.line > 0 && fault.column > 0 && fault.column < last_column)
        text += std::to_string(fault.column) + ":";
    text += " " + fault.message;
    if (fault.line <= 0 || fault.text.empty()) return text;
    text += "\n  " + fault.text;
    if (fault.column > 0) text += "\n  " + indent(fault.text, fault.column) + "^";
    return text;
}

std::string shown(const std::vector<Diagnostic>& faults) {
    std::string text;
    for (const Diagnostic& fault : faults) text += (text.empty() ? "" : "\n") + shown(fault);
    return text;
}

}  // namespace

ScenarioError::ScenarioError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(shown(diagnostics)), diagnostics_(std::move(diagnostics)) {}

}  // namespace worldline
