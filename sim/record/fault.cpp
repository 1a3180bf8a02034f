// SPDX-License-Identifier: Apache-2.0
#include "sim/record/fault.hpp"

namespace worldline {

std::string to_text(const Fault& fault) {
    std::string text;
    if (!fault.table.empty()) {
        text = "/" + fault.table;
        if (!fault.column.empty()) text += "/" + fault.column;
        if (fault.block) text += ", block " + std::to_string(*fault.block);
        if (fault.row) text += ", row " + std::to_string(*fault.row);
        text += ": ";
    }
    constexpr const char* marks[]{"cut short: ", "changed: ", ""};
    return text + marks[static_cast<std::size_t>(fault.kind)] + fault.what;
}

}  // namespace worldline
