// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/synchronisation.hpp"

namespace worldline {

double ntp_offset(FourStamps stamps) {
    return 0.5 * ((stamps.t2 - stamps.t1) - (stamps.t4 - stamps.t3));
}

double round_trip_delay(FourStamps stamps) {
    return (stamps.t4 - stamps.t1) - (stamps.t3 - stamps.t2);
}

double cristian_offset(FourStamps stamps) {
    return (stamps.t3 - stamps.t4) + 0.5 * (stamps.t4 - stamps.t1);
}

double cristian_bound(double delay, double least_one_way) { return 0.5 * delay - least_one_way; }

double rate_between(double offset_before, double offset_after, double elapsed) {
    return (offset_after - offset_before) / elapsed;
}

}  // namespace worldline
