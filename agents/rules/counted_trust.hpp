// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/rules/trust.hpp"

namespace worldline {

/// Rules that count verdicts, not degrees.
///
/// `ledger`: points for each verdict, and a link that is made above a strong threshold and cut
/// below a weak one. score = Σ points; trust = its place between weak (0) and strong (1).
/// With points +1 and −3 the score stands still where three in four are kept. Revocable, unless it
/// fades: what silence cost is given back where the outcome comes after all, so a repair is worth
/// `kept` − `not_kept` = 2.
///
/// | parameter      | unit | default | meaning                                             |
/// |----------------|------|---------|-----------------------------------------------------|
/// | kept           | 1    | 1       | points for a promise kept                           |
/// | not_kept       | 1    | −1      | for silence                                         |
/// | broken         | 1    | −3      | for a contrary outcome                              |
/// | weak, strong   | 1    | −10, 10 | thresholds: the link is cut, made                   |
/// | idle           | s    | never   | without evidence, the score goes one point to 0 in so long |
///
/// `weighted_history`: ½ share kept + 0.3 mean degree + 0.2 share kept of the last ten, less 0.01 a
/// day since the last of them; ½ before any. Not revocable: the last ten are in their order.
/// Hearsay is among the last ten where it weighs ½ at least.
///
/// | parameter | unit | default | meaning                  |
/// |-----------|------|---------|--------------------------|
/// | decay     | 1    | 0.01    | what a day without evidence costs |
///
/// Source: WL POC11 (published code); synapsed-promise (published code).
void add_counted_trust(Registry<TrustMaker>& rules);

}  // namespace worldline
