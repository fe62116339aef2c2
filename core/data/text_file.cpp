// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text_file.h"

#include <cassert>
#include <map>

#include "core/data/file_reader.h"

namespace qonvolve {

Result<Corpus> readCorpus(const std::string& path, const CorpusFormat& format,
                          const std::stop_token& stop) {
  constexpr std::size_t kBlock = std::size_t{1} << 22U;
  auto reader = FileReader::open(path);
  if (!reader) return reader.error();
  std::string bytes;
  while (bytes.size() <= kMostCorpusBytes) {
    if (stop.stop_requested()) return stoppedError(path);
    const std::size_t size = bytes.size();
    bytes.resize(size + kBlock);
    auto count = reader->read({reinterpret_cast<std::uint8_t*>(bytes.data()) + size, kBlock});
    if (!count) return count.error();
    bytes.resize(size + *count);
    if (*count < kBlock) break;
  }
  return parseCorpus(bytes, path, format);
}

Dataset textDataset(Corpus corpus, const std::vector<std::string>& classNames) {
  std::map<std::string_view, int> numbers;
  for (const std::string& name : classNames) {
    numbers.emplace(name, static_cast<int>(numbers.size()));
  }
  Dataset data;
  data.shape.texts = true;
  data.classNames = classNames;
  data.x.resize(static_cast<Eigen::Index>(corpus.rows.size()), 0);
  for (CorpusRow& row : corpus.rows) {
    assert(!corpus.labelled || numbers.contains(row.label));
    data.y.push_back(corpus.labelled ? numbers.at(row.label) : 0);
    data.texts.push_back(std::move(row.text));
  }
  return data;
}

}  // namespace qonvolve
