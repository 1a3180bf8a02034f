// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The one door to the test library: tests include this and nothing of Catch2 itself.
///
/// Debian 12 has Catch2 version 2, a single header; later systems have version 3, a folder of
/// them. Names that moved between the two are brought back here.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
