// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/rules/trust.hpp"

namespace worldline {

/// Rules that hold the stated probability p of a promise against its outcome a (its degree). A
/// promise that states none is stated as certain. Neither is revocable.
///
/// `brier`: T ← T·(1 − w·(a − p)²), T = 1 at the start. Proper in p: who believes q expects the
/// least loss, q(1 − q), by stating q. But T can only fall.
///
/// | parameter | unit | default | meaning              |
/// |-----------|------|---------|----------------------|
/// | weight    | 1    | 256     | w = weight / 8192    |
///
/// `brier_skill`: how much better than one's own guess. Before each outcome the observer's guess is
/// g = (Σa + 1)/(n + 2), and d = (a − g)² − (a − p)²; score = Σd / (n + 2), trust = (1 + score)/2.
/// ½: no better than the base rate. Proper as well, for g does not depend on p.
///
/// Source: PromiseGrid wire draft (published; its author says of an earlier form that it is wrong);
/// [Brier1950].
void add_forecast_trust(Registry<TrustMaker>& rules);

}  // namespace worldline
