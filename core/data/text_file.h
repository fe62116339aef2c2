// SPDX-License-Identifier: GPL-3.0-or-later
// Data sets of labelled texts from files.
#pragma once

#include <stop_token>
#include <string>

#include "core/data/dataset.h"
#include "core/text/corpus.h"

namespace qonvolve {

/// parseCorpus() of a file, gzipped or not. Errors also: the file cannot be read, reading stopped.
Result<Corpus> readCorpus(const std::string& path, const CorpusFormat& format,
                          const std::stop_token& stop = {});

/// The texts of a corpus with labels numbered by `classNames`, which must hold all of them; without
/// labels all are 0.
Dataset textDataset(Corpus corpus, const std::vector<std::string>& classNames);

}  // namespace qonvolve
