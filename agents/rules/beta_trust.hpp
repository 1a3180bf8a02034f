// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/rules/trust.hpp"

namespace worldline {

/// Rules that weigh what was kept against what was broken. Both are revocable.
///
/// `beta`: trust = (kept + a) / (kept + broken + a + b), the mean of a Beta distribution over the
/// share kept.
///
/// | parameter | unit | default | meaning                                                  |
/// |-----------|------|---------|----------------------------------------------------------|
/// | a, b      | 1    | 1, 1    | `prior: [a, b]`: weights of kept and broken before all   |
/// | half_life | s    | never   | evidence counts half after so long; the prior never fades |
///
/// `token_value`: score = Σ kept / Σ broken, trust = Σ kept / (Σ kept + Σ broken), both with
/// weights that fade as exp(−λt). No prior: one outcome decides.
///
/// | parameter | unit | default   | meaning                             |
/// |-----------|------|-----------|-------------------------------------|
/// | half_life | s    | 69.3147 s | ln 2 / λ, with λ = 0.01 a second     |
///
/// Hearsay counts by its weight, so that a fulfilment told by somebody counts by the trust in them.
/// Source: [Jøsang2002]; PromiseGrid notes, sim4 (a design, machine-drafted).
void add_beta_trust(Registry<TrustMaker>& rules);

}  // namespace worldline
