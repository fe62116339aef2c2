// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses the table of kernels for the processor at hand.
#include "core/sim/kernels.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "core/base/lane_function.h"

namespace qonvolve {

namespace portable {
extern const KernelTable<double> kDoubleTable;
extern const KernelTable<float> kFloatTable;
}  // namespace portable
#ifdef QONVOLVE_X86
namespace avx2 {
extern const KernelTable<double> kDoubleTable;
extern const KernelTable<float> kFloatTable;
}  // namespace avx2
namespace avx512 {
extern const KernelTable<double> kDoubleTable;
extern const KernelTable<float> kFloatTable;
}  // namespace avx512
#endif

namespace {

/// Instruction sets compiled in, narrowest first.
#ifdef QONVOLVE_X86
constexpr std::array<const KernelTable<double>*, 3> kDoubleTables{
    &portable::kDoubleTable, &avx2::kDoubleTable, &avx512::kDoubleTable};
constexpr std::array<const KernelTable<float>*, 3> kFloatTables{
    &portable::kFloatTable, &avx2::kFloatTable, &avx512::kFloatTable};
#else
constexpr std::array<const KernelTable<double>*, 1> kDoubleTables{&portable::kDoubleTable};
constexpr std::array<const KernelTable<float>*, 1> kFloatTables{&portable::kFloatTable};
#endif

/// How many of them this processor runs.
std::size_t countRunnable() {
#ifdef QONVOLVE_X86
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 1;
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  return avx512 ? 3 : 2;
#else
  return 1;
#endif
}

std::size_t runnable() {
  static const std::size_t count = countRunnable();
  return count;
}

std::size_t choose() {
  const char* wanted = std::getenv("QONVOLVE_SIMD");
  for (std::size_t i = 0; wanted != nullptr && i < runnable(); ++i) {
    if (std::string_view(wanted) == kDoubleTables[i]->name) return i;
  }
  return runnable() - 1;
}

std::size_t chosen() {
  static const std::size_t index = choose();
  return index;
}

}  // namespace

template <>
const KernelTable<double>& kernels() {
  return *kDoubleTables[chosen()];
}
template <>
const KernelTable<float>& kernels() {
  return *kFloatTables[chosen()];
}

template <>
std::span<const KernelTable<double>* const> runnableKernels() {
  return std::span(kDoubleTables).first(runnable());
}
template <>
std::span<const KernelTable<float>* const> runnableKernels() {
  return std::span(kFloatTables).first(runnable());
}

void laneSinCos(const Kernels& kernels, const double* angle, double* sine, double* cosine) {
  kernels.sinCos(angle, sine, cosine);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (std::abs(angle[lane]) < 1e5) continue;
    sine[lane] = std::sin(angle[lane]);
    cosine[lane] = std::cos(angle[lane]);
  }
}

const char* simdPath() {
  return kernels().name;
}

}  // namespace qonvolve
