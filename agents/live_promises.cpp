// SPDX-License-Identifier: Apache-2.0
#include "agents/live_promises.hpp"

namespace worldline {
namespace {

std::uint64_t digest_of_parts(const auto&... parts) {
    Digester digester;
    (digester.add(parts), ...);
    return digester.value().low;
}

}  // namespace

LivePromises::Made LivePromises::promise(const Promise& promise, Actions& actions) {
    const std::uint64_t key = digest_of_parts(promise.body, promise.promisees, promise.scope);
    const std::uint64_t times =
        digest_of_parts(promise.about_from, promise.about_to, promise.due, promise.period,
                        promise.occurrences, promise.clock, promise.timeline);
    const Live* live = live_.find(key);
    const bool is_same = live != nullptr && live->times == times;
    if (is_same && (live->expires == no_reading || live->expires >= promise.made)) {
        return {.id = live->promise, .is_new = false};
    }
    const PromiseId id = actions.promise(promise);
    live_.put(key, {.promise = id, .times = times, .expires = promise.expires()});
    return {.id = id};
}

void LivePromises::end(PromiseId promise) {
    for (const auto& [key, live] : live_.sorted()) {
        if (live.promise == promise) live_.erase(key);
    }
}

}  // namespace worldline
