// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the bytes of a file, unpacking gzip on the way.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/base/result.h"

namespace qonvolve {

/// A regular file read from start to end; gzip (RFC 1952, also several members) is recognised by
/// its first bytes. Memory use does not depend on the file.
class FileReader {
 public:
  /// Errors: no such file, not a regular file, no permission.
  static Result<FileReader> open(const std::string& path);
  FileReader(FileReader&&) noexcept;
  FileReader& operator=(FileReader&&) noexcept;
  ~FileReader();

  /// Bytes on the disk and whether they are gzip.
  std::uint64_t storedSize() const;
  bool compressed() const;

  /// Fills `buffer` as far as the (unpacked) file goes and returns how many bytes it wrote.
  /// Errors: read error, gzip data that are damaged, cut off or followed by other bytes.
  Result<std::size_t> read(std::span<std::uint8_t> buffer);

 private:
  struct State;
  explicit FileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace qonvolve
