// SPDX-License-Identifier: GPL-3.0-or-later
// Two small grammars.
#include "core/text/grammar.h"

#include <array>
#include <cassert>
#include <span>
#include <string_view>

#include "core/base/text.h"

namespace qonvolve {

namespace {

using Words = std::vector<std::string_view>;

// One slot a column; "" leaves it out. Words of both classes stand in both tables.
const std::array<std::vector<Words>, 2>& topics() {
  static const std::array<std::vector<Words>, 2> tables{
      std::vector<Words>{{"", "patient", "young"},
                         {"woman", "man", "neighbour", "child"},
                         {"plants", "waters", "picks", "loves", "shares"},
                         {"", "ripe", "fresh"},
                         {"tomatoes", "herbs", "roses", "apples"}},
      std::vector<Words>{{"", "patient", "young"},
                         {"woman", "man", "neighbour", "child"},
                         {"plays", "writes", "records", "loves", "shares"},
                         {"", "loud", "fresh"},
                         {"songs", "ballads", "concerts", "melodies"}}};
  return tables;
}

// "teacher that helps child" (class 0) and "teacher that child helps" (class 1).
const Words& nouns() {
  static const Words words{"teacher", "child", "doctor", "singer", "pilot", "baker", "judge"};
  return words;
}
const Words& verbs() {
  static const Words words{"helps", "meets", "follows", "thanks", "calls", "trusts"};
  return words;
}

std::size_t combinations(std::span<const Words> slots) {
  std::size_t product = 1;
  for (const Words& words : slots) product *= words.size();
  return product;
}

std::string topicSentence(std::size_t label, std::size_t number) {
  std::vector<std::string> words;
  for (const Words& slot : topics()[label]) {
    const std::string_view word = slot[number % slot.size()];
    number /= slot.size();
    if (!word.empty()) words.emplace_back(word);
  }
  return join(words, " ");
}

std::string clause(std::size_t label, std::size_t number) {
  const std::size_t first = number % nouns().size();
  number /= nouns().size();
  const std::size_t step = number % (nouns().size() - 1) + 1;
  number /= nouns().size() - 1;
  const std::string head(nouns()[first]);
  const std::string other(nouns()[(first + step) % nouns().size()]);
  const std::string verb(verbs()[number]);
  return head + " that " + (label == 0 ? verb + " " + other : other + " " + verb);
}

}  // namespace

std::vector<std::string> grammarClasses(GrammarStyle style) {
  if (style == GrammarStyle::Topics) return {"garden", "music"};
  return {"subject clause", "object clause"};
}

std::size_t grammarSize(GrammarStyle style) {
  if (style == GrammarStyle::Topics) return combinations(topics()[0]);
  return nouns().size() * (nouns().size() - 1) * verbs().size();
}

std::vector<std::string> makeSentences(GrammarStyle style, std::size_t count, Rng rng) {
  assert(count <= 2 * grammarSize(style));
  std::array<std::vector<std::size_t>, 2> numbers;
  for (std::size_t label = 0; label < 2; ++label) {
    numbers[label].resize(grammarSize(style));
    for (std::size_t i = 0; i < numbers[label].size(); ++i) numbers[label][i] = i;
    rng.shuffle(std::span(numbers[label]));
  }
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t label = i % 2;
    const std::size_t number = numbers[label][i / 2];
    sentences.push_back(style == GrammarStyle::Topics ? topicSentence(label, number)
                                                      : clause(label, number));
  }
  return sentences;
}

}  // namespace qonvolve
