// SPDX-License-Identifier: GPL-3.0-or-later
// The IDX format of MNIST: a big-endian header and unsigned bytes.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace qonvolve {

/// Most bytes of data an IDX file of images, of labels, and one image may declare.
inline constexpr std::uint64_t kMostImageFileBytes = std::uint64_t{1} << 31U;
inline constexpr std::uint64_t kMostLabels = std::uint64_t{1} << 26U;
inline constexpr std::uint64_t kMostPixels = std::uint64_t{1} << 24U;

/// Images of one size, image after image, rows from top to bottom.
struct IdxImages {
  std::uint32_t height = 0;
  std::uint32_t width = 0;
  std::vector<std::uint8_t> pixels;
};

/// Labels of a file "...-labels-idx1-ubyte", gzipped or not. The header is checked against the size
/// of the file before anything is allocated.
/// Errors name the file, what was found and what is expected.
Result<std::vector<std::uint8_t>> readIdxLabels(const std::string& path);

/// Images of a file "...-images-idx3-ubyte" for which keep[i] is true, in order. `keep` must have
/// one entry for each image of the file, which came from `labelsPath`.
Result<IdxImages> readIdxImages(const std::string& path, const std::vector<bool>& keep,
                                const std::string& labelsPath, const std::stop_token& stop = {});

/// All images of a file.
Result<IdxImages> readIdxImages(const std::string& path, const std::stop_token& stop = {});

}  // namespace qonvolve
