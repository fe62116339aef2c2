// SPDX-License-Identifier: GPL-3.0-or-later
// Reading IDX with every size checked before it is believed.
#include "core/data/idx_file.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/data/dataset.h"
#include "core/data/file_reader.h"

namespace qonvolve {

namespace {

// Deflate cannot pack tighter than this (RFC 1951: 258 bytes in two bits).
constexpr std::uint64_t kDeflateLimit = 1032;
constexpr std::string_view kFetchAgain = "The file is damaged or not complete; fetch it again.";

std::string hex(std::uint32_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[(value >> shift) & 0xFU];
  return text;
}

std::uint32_t bigEndian(const std::uint8_t* bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
         (std::uint32_t{bytes[2]} << 8U) | std::uint32_t{bytes[3]};
}

/// An open file whose header has been read and found possible.
struct Opened {
  FileReader reader;
  std::string path;
  std::vector<std::uint32_t> sizes;
  std::uint64_t bytes = 0;  // product of the sizes

  std::string sizesText() const {
    std::vector<std::string> parts;
    for (const std::uint32_t size : sizes) parts.push_back(std::to_string(size));
    return join(parts, " x ");
  }
};

Error tooShort(const Opened& file, std::uint64_t found) {
  return {file.path,
          "The file ends after " + std::to_string(found) + " of the " + std::to_string(file.bytes) +
              " bytes of data its header declares (" + file.sizesText() + ").",
          std::string(kFetchAgain)};
}

/// Reads exactly buffer.size() bytes; `before` counts the data bytes read so far.
Result<void> readData(Opened& file, std::span<std::uint8_t> buffer, std::uint64_t before) {
  auto count = file.reader.read(buffer);
  if (!count) return count.error();
  if (*count < buffer.size()) return tooShort(file, before + *count);
  return {};
}

Result<void> expectEnd(Opened& file) {
  std::array<std::uint8_t, 1> extra{};
  auto count = file.reader.read(extra);
  if (!count) return count.error();
  if (*count == 0) return {};
  return Error{file.path,
               "The file goes on after the " + std::to_string(file.bytes) +
                   " bytes of data its header declares (" + file.sizesText() + ").",
               std::string(kFetchAgain)};
}

Result<void> checkSizes(Opened& file, std::uint64_t headerBytes, std::uint64_t most) {
  file.bytes = 1;
  bool overflow = false;
  for (const std::uint32_t size : file.sizes) {
    overflow = overflow || __builtin_mul_overflow(file.bytes, std::uint64_t{size}, &file.bytes);
  }
  if (overflow || file.bytes > most) {
    return Error{file.path,
                 "The header declares " + file.sizesText() + " bytes of data; at most " +
                     std::to_string(most) + " are allowed.",
                 std::string(kFetchAgain)};
  }
  if (file.bytes == 0) {
    return Error{file.path,
                 "The header declares " + file.sizesText() + " values: the file is empty.",
                 std::string(kFetchAgain)};
  }
  const std::uint64_t stored = file.reader.storedSize();
  const std::uint64_t needed = headerBytes + file.bytes;
  if (!file.reader.compressed() && stored != needed) {
    return Error{file.path,
                 "The file has " + std::to_string(stored) + " bytes; its header (" +
                     file.sizesText() + ") needs " + std::to_string(needed) + ".",
                 std::string(kFetchAgain)};
  }
  if (file.reader.compressed() && needed / kDeflateLimit > stored) {
    return Error{file.path,
                 "The header declares " + file.sizesText() + " bytes of data, which " +
                     std::to_string(stored) + " bytes of gzip cannot hold.",
                 std::string(kFetchAgain)};
  }
  return {};
}

Result<Opened> openIdx(const std::string& path, std::uint32_t dimensions, std::string_view what,
                       std::uint64_t most) {
  auto reader = FileReader::open(path);
  if (!reader) return reader.error();
  Opened file{std::move(*reader), path, {}, 0};
  std::array<std::uint8_t, 16> header{};
  const std::size_t headerBytes = 4 + 4 * std::size_t{dimensions};
  auto count = file.reader.read(std::span(header).first(headerBytes));
  if (!count) return count.error();
  if (*count < headerBytes) {
    return Error{path,
                 "The file has only " + std::to_string(*count) + " bytes; the header alone needs " +
                     std::to_string(headerBytes) + ".",
                 std::string(kFetchAgain)};
  }
  const std::uint32_t expected = 0x0800U + dimensions;
  if (const std::uint32_t magic = bigEndian(header.data()); magic != expected) {
    return Error{path,
                 "The magic number is " + hex(magic) + "; a file of " + std::string(what) +
                     " (unsigned bytes, " + std::to_string(dimensions) +
                     "-dimensional) starts with " + hex(expected) + ".",
                 "Check that the file has the right name and is an IDX file."};
  }
  for (std::uint32_t d = 0; d < dimensions; ++d) {
    file.sizes.push_back(bigEndian(header.data() + 4 + 4 * std::size_t{d}));
  }
  if (auto checked = checkSizes(file, headerBytes, most); !checked) return checked.error();
  return file;
}

}  // namespace

Result<std::vector<std::uint8_t>> readIdxLabels(const std::string& path) {
  auto file = openIdx(path, 1, "labels", kMostLabels);
  if (!file) return file.error();
  std::vector<std::uint8_t> labels(file->bytes);
  if (auto done = readData(*file, labels, 0); !done) return done.error();
  if (auto done = expectEnd(*file); !done) return done.error();
  return labels;
}

namespace {

Result<IdxImages> readImages(Opened& file, const std::vector<bool>& keep,
                             const std::stop_token& stop) {
  IdxImages images{file.sizes[1], file.sizes[2], {}};
  const std::size_t imageBytes = std::size_t{images.height} * images.width;
  if (imageBytes > kMostPixels) {
    return Error{file.path,
                 "The images have " + std::to_string(images.height) + " x " +
                     std::to_string(images.width) + " pixels; at most " +
                     std::to_string(kMostPixels) + " are allowed.",
                 "Make the images smaller."};
  }
  const auto kept = static_cast<std::size_t>(std::count(keep.begin(), keep.end(), true));
  images.pixels.reserve(kept * imageBytes);
  const std::size_t block = std::max<std::size_t>(1, (std::size_t{1} << 20U) / imageBytes);
  std::vector<std::uint8_t> buffer(std::min(block, keep.size()) * imageBytes);
  for (std::size_t first = 0; first < keep.size(); first += block) {
    if (stop.stop_requested()) return stoppedError(file.path);
    const std::size_t count = std::min(block, keep.size() - first);
    const std::span bytes = std::span(buffer).first(count * imageBytes);
    if (auto done = readData(file, bytes, first * imageBytes); !done) return done.error();
    for (std::size_t i = 0; i < count; ++i) {
      if (!keep[first + i]) continue;
      const auto start = buffer.begin() + static_cast<std::ptrdiff_t>(i * imageBytes);
      images.pixels.insert(images.pixels.end(), start,
                           start + static_cast<std::ptrdiff_t>(imageBytes));
    }
  }
  if (auto done = expectEnd(file); !done) return done.error();
  return images;
}

}  // namespace

Result<IdxImages> readIdxImages(const std::string& path, const std::vector<bool>& keep,
                                const std::string& labelsPath, const std::stop_token& stop) {
  auto file = openIdx(path, 3, "images", kMostImageFileBytes);
  if (!file) return file.error();
  if (file->sizes[0] != keep.size()) {
    return Error{path,
                 "The file has " + std::to_string(file->sizes[0]) + " images, but " + labelsPath +
                     " has " + std::to_string(keep.size()) + " labels.",
                 "Both files must belong together."};
  }
  return readImages(*file, keep, stop);
}

Result<IdxImages> readIdxImages(const std::string& path, const std::stop_token& stop) {
  auto file = openIdx(path, 3, "images", kMostImageFileBytes);
  if (!file) return file.error();
  return readImages(*file, std::vector<bool>(file->sizes[0], true), stop);
}

}  // namespace qonvolve
