// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses the table of kernels for the processor at hand.
#include "core/sim/kernels.h"

#include <array>
#include <cstdlib>
#include <string_view>

namespace qonvolve {

namespace portable {
extern const Kernels kTable;
}
#ifdef QONVOLVE_X86
namespace avx2 {
extern const Kernels kTable;
}
namespace avx512 {
extern const Kernels kTable;
}
#endif

namespace {

struct Runnable {
  std::array<const Kernels*, 3> tables{};
  std::size_t count = 0;
};

Runnable findRunnable() {
  Runnable found;
  found.tables[found.count++] = &portable::kTable;
#ifdef QONVOLVE_X86
  __builtin_cpu_init();
  const bool fma = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (fma) found.tables[found.count++] = &avx2::kTable;
  if (fma && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    found.tables[found.count++] = &avx512::kTable;
  }
#endif
  return found;
}

const Runnable& runnable() {
  static const Runnable found = findRunnable();
  return found;
}

const Kernels& choose() {
  const Runnable& found = runnable();
  const char* wanted = std::getenv("QONVOLVE_SIMD");
  for (std::size_t i = 0; wanted != nullptr && i < found.count; ++i) {
    if (std::string_view(wanted) == found.tables[i]->name) return *found.tables[i];
  }
  return *found.tables[found.count - 1];
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

const Kernels* const* runnableKernels(std::size_t& count) {
  count = runnable().count;
  return runnable().tables.data();
}

const char* simdPath() {
  return kernels().name;
}

}  // namespace qonvolve
