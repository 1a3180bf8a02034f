// SPDX-License-Identifier: Apache-2.0
#pragma once

// The standard headers that nearly every file reads, precompiled in the workshop's builds. Each
// file still includes what it uses: the release build does without this one, and so finds out.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
