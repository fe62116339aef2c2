// SPDX-License-Identifier: GPL-3.0-or-later
// Short sentences made by a small grammar, so that text can be learned without any file.
#pragma once

#include <string>
#include <vector>

#include "core/base/rng.h"

namespace qonvolve {

enum class GrammarStyle : std::uint8_t {
  Topics,   // subject, verb, object with adjectives; the words tell the class
  Clauses,  // noun phrases with a relative clause; the order of the words tells the class
};

/// Names of the two classes.
std::vector<std::string> grammarClasses(GrammarStyle style);

/// Different sentences a style can make in each class.
std::size_t grammarSize(GrammarStyle style);

/// `count` different sentences (at most twice grammarSize()) in random order, the classes in turn,
/// class 0 first.
std::vector<std::string> makeSentences(GrammarStyle style, std::size_t count, Rng rng);

}  // namespace qonvolve
