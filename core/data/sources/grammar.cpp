// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences made by the program.
#include "core/text/grammar.h"

#include "core/data/sources/sources.h"

namespace qonvolve {

namespace {

struct GrammarOptions {
  std::string style = "topics";
  std::int64_t samples = 160;
};

GrammarStyle styleOf(const GrammarOptions& o) {
  return o.style == "clauses" ? GrammarStyle::Clauses : GrammarStyle::Topics;
}

std::optional<SourcePromise> grammarPromise(const GrammarOptions& o) {
  FeatureShape shape;
  shape.texts = true;
  return SourcePromise{shape, grammarClasses(styleOf(o))};
}

Result<SourceData> loadGrammar(const SourceContext&, const GrammarOptions& o, Rng rng) {
  SourceData data;
  data.train.shape.texts = true;
  data.train.classNames = grammarClasses(styleOf(o));
  data.train.texts = makeSentences(styleOf(o), static_cast<std::size_t>(o.samples), rng);
  data.train.x.resize(o.samples, 0);
  for (std::int64_t i = 0; i < o.samples; ++i) data.train.y.push_back(static_cast<int>(i % 2));
  return data;
}

}  // namespace

SourceType grammarSource() {
  Schema<GrammarOptions> schema;
  schema.choice(
      "style", &GrammarOptions::style,
      {{"topics", "Two topics", "\"young woman plants ripe herbs\" or \"man plays songs\"."},
       {"clauses", "Relative clauses",
        "\"teacher that helps child\" or \"teacher that child helps\": only the order of "
        "the words tells the class."}},
      {"Style", "What the sentences are about."});
  const auto most = static_cast<std::int64_t>(2 * grammarSize(GrammarStyle::Clauses));
  schema.integer(
      "samples", &GrammarOptions::samples, 8, most,
      {"Samples", "How many different sentences to make, the classes in equal parts.", "samples"});
  return makeSourceType(
      {"grammar", "Sentences", "Synthetic", "Short sentences of two classes, made by a grammar",
       "Two topics: subject, verb and object with adjectives, as in the set MC; the words tell the "
       "class. Relative clauses: as in the set RP; both classes use the same words, so that a "
       "network which only counts words cannot do better than chance. No sentence occurs twice.",
       "after Lorenz et al., J. Artif. Intell. Res. 76, 1305 (2023), arXiv:2102.12846"},
      std::move(schema), true, loadGrammar, grammarPromise);
}

}  // namespace qonvolve
