// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/ledger/batch.hpp"

namespace worldline {

/// Everything in the order in which the sinks saw it.
inline Digest digest_of_rows(const Batch& facts) {
    Digester digester;
    for (const Transition& row : facts.transitions) {
        digester.add(row.id);
        digester.add(row.time);
        digester.add(row.round);
        digester.add(row.cause);
        digester.add(row.content);
        digester.add(row.history);
    }
    for (const Message& row : facts.messages) {
        digester.add(row.id);
        digester.add(row.receiver);
        digester.add(row.kind);
        digester.add(row.transition);
        digester.add(row.received);
        digester.add(row.promise);
        digester.add_bytes(std::span(facts.contents).subspan(row.contents, row.size));
    }
    for (const Promise& row : facts.promises) digester.add(row);
    for (const BuildsOn& row : facts.builds_on) {
        digester.add(row.from);
        digester.add(row.onto);
        digester.add(row.link);
    }
    for (const Assessment& row : facts.assessments) digester.add(row);
    for (const Time& time : facts.assessed) digester.add(time);
    for (const TransitionId& id : facts.assessed_in) digester.add(id);
    for (const Incidence& row : facts.incidences) {
        digester.add(row.transition);
        digester.add(row.role);
        digester.add(row.kind);
        digester.add(row.node);
        digester.add(row.occurrence);
    }
    for (const ReadingRow& row : facts.readings) {
        digester.add(row.transition);
        digester.add(row.reading);
    }
    for (const PositionRow& row : facts.positions) {
        digester.add(row.transition);
        digester.add(row.axis);
        digester.add(row.position);
    }
    return digester.value();
}

}  // namespace worldline
