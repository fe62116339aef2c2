// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels for processors with AVX-512.
#define QONVOLVE_KERNELS avx512
#define QONVOLVE_KERNELS_NAME "avx512"
#define QONVOLVE_VECTOR_BYTES 64
#include "core/sim/kernels_impl.h"
