// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels for any processor.
#define QONVOLVE_KERNELS portable
#define QONVOLVE_KERNELS_NAME "portable"
#define QONVOLVE_VECTOR_BYTES 16
#include "core/sim/kernels_impl.h"
