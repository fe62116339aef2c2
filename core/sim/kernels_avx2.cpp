// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels for processors with AVX2 and FMA.
#define QONVOLVE_KERNELS avx2
#define QONVOLVE_KERNELS_NAME "avx2"
#define QONVOLVE_VECTOR_BYTES 32
#include "core/sim/kernels_impl.h"
