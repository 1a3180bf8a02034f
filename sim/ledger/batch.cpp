// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/batch.hpp"

namespace worldline {
namespace {

template <class Row>
void append_rows(std::vector<Row>& ours, const std::vector<Row>& later) {
    ours.insert(ours.end(), later.begin(), later.end());
}

}  // namespace

void Batch::clear() {
    promises.clear();
    builds_on.clear();
    assessments.clear();
    assessed.clear();
    assessed_in.clear();
    messages.clear();
    contents.clear();
    transitions.clear();
    incidences.clear();
    readings.clear();
    positions.clear();
}

void Batch::append(const Batch& later) {
    const std::size_t moved = contents.size();
    const std::size_t first = messages.size();
    append_rows(promises, later.promises);
    append_rows(builds_on, later.builds_on);
    append_rows(assessments, later.assessments);
    append_rows(assessed, later.assessed);
    append_rows(assessed_in, later.assessed_in);
    append_rows(messages, later.messages);
    append_rows(contents, later.contents);
    append_rows(transitions, later.transitions);
    append_rows(incidences, later.incidences);
    append_rows(readings, later.readings);
    append_rows(positions, later.positions);
    for (std::size_t i = first; i < messages.size(); ++i) messages[i].contents += moved;
}

}  // namespace worldline
