// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What two clocks tell about one another from signals between them: pure arithmetic.
///
/// A asks and B answers. The four stamps are two readings of each clock, in any unit, from any
/// zero that is common to both; differences of readings keep more digits than readings.
namespace worldline {

struct FourStamps {
    double t1 = 0.0;  ///< A's clock: the request leaves [s]
    double t2 = 0.0;  ///< B's clock: it arrives [s]
    double t3 = 0.0;  ///< B's clock: the answer leaves [s]
    double t4 = 0.0;  ///< A's clock: it arrives [s]
};

/// How far B is ahead of A: ((T2 − T1) − (T4 − T3)) / 2  [s].
///
/// Off by half the difference of the two ways' delays, which no exchange can tell.
/// [RFC 5905 section 8; IEEE 1588-2019 clause 11]
double ntp_offset(FourStamps stamps);

/// Time on both ways together: (T4 − T1) − (T3 − T2)  [s].
double round_trip_delay(FourStamps stamps);

/// How far B is ahead of A if A knows of B's answer T3 alone: T3 + delay/2 − T4  [s].
/// [Cristian1989]
double cristian_offset(FourStamps stamps);

/// What Cristian's estimate is off by at most: delay/2 − least time on one way  [s].
///
/// @param delay          of both ways together [s]
/// @param least_one_way  that either way takes at least [s]; 0 where nothing is known
double cristian_bound(double delay, double least_one_way);

/// By how much B's clock runs faster than A's, from the offsets of two exchanges:
/// (θ2 − θ1) / (elapsed on A's clock), to be added to 1.
double rate_between(double offset_before, double offset_after, double elapsed);

}  // namespace worldline
