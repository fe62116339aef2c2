// SPDX-License-Identifier: GPL-3.0-or-later
// Files through zlib.
#include "core/data/file_reader.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

namespace qonvolve {

namespace {

constexpr std::array<std::uint8_t, 2> kGzipMark{0x1F, 0x8B};
constexpr int kGzipOnly = 16 + MAX_WBITS;

}  // namespace

struct FileReader::State {
  std::string path;
  std::ifstream file;
  std::uint64_t size = 0;
  bool compressed = false;
  z_stream stream{};
  bool betweenMembers = false;  // gzip: a member has ended, another may follow
  std::array<std::uint8_t, 65536> input{};

  ~State() {
    if (compressed) inflateEnd(&stream);
  }

  /// Reads the next stored bytes into `input`; an empty span at the end of the file.
  Result<std::span<std::uint8_t>> load() {
    file.read(reinterpret_cast<char*>(input.data()), static_cast<std::streamsize>(input.size()));
    if (file.bad()) return Error{path, "The file cannot be read: " + reason() + ".", ""};
    return std::span(input).first(static_cast<std::size_t>(file.gcount()));
  }

  Error damaged(const std::string& what) const {
    return {path,
            "The gzip data are " + what + " near byte " + std::to_string(stream.total_in) + " of " +
                std::to_string(size) + ".",
            "Fetch or copy the file again."};
  }

  static std::string reason() { return std::strerror(errno); }

  Result<std::size_t> readPlain(std::span<std::uint8_t> buffer) {
    file.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(buffer.size()));
    if (file.bad()) return Error{path, "The file cannot be read: " + reason() + ".", ""};
    return static_cast<std::size_t>(file.gcount());
  }

  Result<std::size_t> readCompressed(std::span<std::uint8_t> buffer) {
    std::size_t done = 0;
    while (done < buffer.size()) {
      if (stream.avail_in == 0) {
        auto bytes = load();
        if (!bytes) return bytes.error();
        if (bytes->empty()) {
          if (betweenMembers) return done;
          return damaged("cut off");
        }
        stream.next_in = bytes->data();
        stream.avail_in = static_cast<uInt>(bytes->size());
      }
      if (betweenMembers) {
        if (*stream.next_in != kGzipMark[0]) return damaged("followed by other bytes");
        inflateReset(&stream);
        betweenMembers = false;
      }
      const std::size_t room =
          std::min<std::size_t>(buffer.size() - done, std::numeric_limits<uInt>::max());
      stream.next_out = buffer.data() + done;
      stream.avail_out = static_cast<uInt>(room);
      const int status = inflate(&stream, Z_NO_FLUSH);
      done += room - stream.avail_out;
      if (status == Z_STREAM_END) {
        betweenMembers = true;
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return damaged("damaged");
      }
    }
    return done;
  }
};

FileReader::FileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileReader::FileReader(FileReader&&) noexcept = default;
FileReader& FileReader::operator=(FileReader&&) noexcept = default;
FileReader::~FileReader() = default;

Result<FileReader> FileReader::open(const std::string& path) {
  std::error_code status;
  if (!std::filesystem::exists(path, status)) {
    return Error{path, "There is no such file.", "Check the name and the folder."};
  }
  if (!std::filesystem::is_regular_file(path, status)) {
    return Error{path, "This is not a file.", "Name a file, not a folder or device."};
  }
  auto state = std::make_unique<State>();
  state->path = path;
  state->size = std::filesystem::file_size(path, status);
  errno = 0;
  state->file.open(path, std::ios::binary);
  if (!state->file) {
    return Error{path, "The file cannot be opened: " + State::reason() + ".",
                 "Check its permissions."};
  }
  std::array<char, 2> mark{};
  state->file.read(mark.data(), mark.size());
  const bool gzip = state->file.gcount() == 2 &&
                    std::memcmp(mark.data(), kGzipMark.data(), kGzipMark.size()) == 0;
  state->file.clear();
  state->file.seekg(0);
  if (gzip) {
    if (inflateInit2(&state->stream, kGzipOnly) != Z_OK) {
      return Error{path, "There is not enough memory to unpack the file.", ""};
    }
    state->compressed = true;
  }
  return FileReader(std::move(state));
}

std::uint64_t FileReader::storedSize() const {
  return state_->size;
}
bool FileReader::compressed() const {
  return state_->compressed;
}

Result<std::size_t> FileReader::read(std::span<std::uint8_t> buffer) {
  return state_->compressed ? state_->readCompressed(buffer) : state_->readPlain(buffer);
}

}  // namespace qonvolve
