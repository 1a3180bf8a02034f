// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/rules/trust.hpp"

namespace worldline {

/// Rules with a short memory. Neither is revocable.
///
/// `exponential_smoothing`: L ← (1 − l)·degree + l·L, from ½. After r samples old evidence counts
/// lʳ.
///
/// | parameter | unit | default | meaning                      |
/// |-----------|------|---------|------------------------------|
/// | memory    | 1    | 0.9     | l: how much of L is kept     |
///
/// `trustability`: V ← 0.4·V + 0.6·δ from ½, with δ made of how long q it took of the q₀ that there
/// was: level = 1/(1 + exp(3(q − q₀)/q₀)), times the degree; divided by 1.5 where the running mean
/// of q is below its deviation; ±0.1 where q falls or rises, and again where its slope does, by
/// more than 0.01 of q₀ per `interval`; never below 0. Where q is not known δ is the degree.
/// The running mean and variance are those of the last two, each with weight ½, and 0.6·q at first.
///
/// | parameter | unit | default | meaning                          |
/// |-----------|------|---------|----------------------------------|
/// | interval  | s    | 1 s     | unit of time of the two slopes    |
///
/// q₀ is due + tolerance − made for a deadline, and the tolerance for a schedule.
/// Source: [Burgess2023], the Trustability library (published code). There the second slope is
/// divided by q, which keeps it within its dead band; here it is the change of slope in time.
void add_smoothed_trust(Registry<TrustMaker>& rules);

}  // namespace worldline
