// SPDX-License-Identifier: GPL-3.0-or-later
// How long tests wait. What they wait for takes a fraction of a second, on a busy machine many
// seconds; a test that passes is no slower for a longer limit.
#pragma once

#include <QTest>

namespace qonvolve {

inline constexpr int kPatience = 60'000;  ///< ms until a test gives up waiting

}  // namespace qonvolve

// Qt's own give up after 5 s.
#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, qonvolve::kPatience)
#define QTRY_VERIFY2(condition, message) \
  QTRY_VERIFY2_WITH_TIMEOUT(condition, message, qonvolve::kPatience)
#define QTRY_COMPARE(actual, expected) \
  QTRY_COMPARE_WITH_TIMEOUT(actual, expected, qonvolve::kPatience)
