// SPDX-License-Identifier: GPL-3.0-or-later
// The stack compiled for the data that reach it; qubits and memory.
#include <algorithm>
#include <array>

#include "core/experiment/block_titles.h"
#include "core/experiment/check_parts.h"
#include "core/experiment/estimate.h"

namespace qonvolve {

namespace {

// Ids assumed of texts whose words have not been counted.
constexpr std::uint32_t kUsualVocabulary = 64;
// Positions assumed where texts are only proposed.
constexpr std::uint32_t kUsualTokens = 6;

// Numbers of features tried where the data do not say, and offered where they are too many.
constexpr std::array<std::uint32_t, 10> kUsualFeatures = {8, 16, 256, 30, 32, 12, 4, 2, 64, 1};

struct BlockInfo {
  std::string where;  // JSON pointer
  const Block* block = nullptr;
  const BlockType* type = nullptr;  // nullptr: unknown
  std::string title;                // "Pooling 3", as in drawings
};
// In the order of the stack.
using Blocks = std::vector<BlockInfo>;

Blocks describe(const Stack& stack, const Catalog& catalog) {
  Blocks blocks;
  const std::map<BlockId, std::string> titles = blockTitles(stack, catalog.blocks);
  for (const BlockId id : idsInOrder(stack)) {
    const Block* block = findBlock(stack, id);
    if (block == nullptr) continue;
    blocks.push_back(
        {pointerOf(stack, id), block, catalog.blocks.find(block->choice.type), titles.at(id)});
  }
  return blocks;
}

// The block a pointer lies in, or nullptr.
const BlockInfo* blockAt(const Blocks& blocks, const std::string& where) {
  for (const BlockInfo& info : blocks) {
    if (where == info.where || where.starts_with(info.where + "/")) return &info;
  }
  return nullptr;
}

bool hasErrorIn(const Compiled& compiled, const std::string& where) {
  return std::any_of(compiled.errors.begin(), compiled.errors.end(), [&](const Error& error) {
    return error.where == where || error.where.starts_with(where + "/");
  });
}

// The design with fewer features at its first encoding, where that compiles and stays small.
std::optional<std::uint32_t> fewerFeatures(const Stack& stack, const Catalog& catalog,
                                           const std::string& encoding, const Promised& promised,
                                           std::uint32_t mostWires) {
  if (promised.encoded.isTokens()) return {};  // words cannot be reduced to components
  for (const std::uint32_t features : kUsualFeatures) {
    if (features >= promised.encoded.features) continue;
    const Compiled compiled = compile(stack, {features, promised.classes}, catalog.blocks);
    if (!hasErrorIn(compiled, encoding) && wireCount(compiled.model) <= mostWires &&
        wireCount(compiled.model) > 1) {
      return features;
    }
  }
  return {};
}

std::optional<Fix> reduceFix(const Experiment& experiment, const Catalog& catalog,
                             std::uint32_t features) {
  const std::vector<Choice>& steps = experiment.data.preprocess;
  const PreprocessorType* pca = catalog.preprocessors.find("pca");
  if (pca == nullptr || pca->fields().empty()) return {};
  const std::string& key = pca->fields().front().key;
  const std::string number = std::to_string(features);
  std::size_t before = steps.size();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string where = "/data/preprocess/" + std::to_string(i);
    if (steps[i].type == "pca") {
      return Fix{"Set PCA to " + number + " features", Fix::Kind::Set, where + "/options/" + key,
                 number};
    }
    if (steps[i].type == "scale" && before == steps.size()) before = i;
  }
  return Fix{"Add PCA to " + number + " features", Fix::Kind::Insert,
             "/data/preprocess/" + std::to_string(before), "pca:" + key + "=" + number};
}

// Encodings are the first block of a circuit; the first one takes the features of the data.
std::string firstEncoding(const Blocks& blocks) {
  for (const BlockInfo& info : blocks) {
    if (!info.block->bypassed && info.type != nullptr && info.type->info.category == "Encoding") {
      return info.where;
    }
  }
  return {};
}

std::string withTitle(const std::string& message, const BlockInfo& info) {
  if (info.type == nullptr || !message.starts_with(info.type->info.label)) return message;
  return info.title + message.substr(info.type->info.label.size());
}

class DesignCheck {
 public:
  DesignCheck(const Experiment& experiment, const Catalog& catalog, const Promised& promised,
              const Limits& limits, Checked& checked)
      : experiment_(experiment),
        catalog_(catalog),
        promised_(promised),
        limits_(limits),
        checked_(checked),
        stack_(experiment.stack) {
    assignIds(stack_);
    blocks_ = describe(stack_, catalog);
    encoding_ = firstEncoding(blocks_);
  }

  void run(std::size_t trainSamples) {
    Compiled compiled = compileForData();
    for (const Error& error : compiled.errors) addCompileIssue(error);
    for (const BlockInfo& info : blocks_) {
      if (info.type == nullptr || info.block->bypassed) continue;
      checkUnknownOptions(info.type->info, info.type->fields(), info.block->choice, info.where,
                          checked_.issues);
    }
    checked_.model = std::move(compiled.model);
    if (compiled.errors.empty()) checkModel();
    checkSize(trainSamples);
  }

 private:
  Compiled compileForData() {
    if (promised_.encoded.features > 0) {
      checked_.encoded = promised_.encoded;
      return compile(stack_, shapeOf(promised_.encoded), catalog_.blocks);
    }
    if (promised_.encoded.isTokens()) {  // texts whose words have not been counted yet
      checked_.encoded = promised_.encoded;
      checked_.encoded.vocabulary = kUsualVocabulary;
      checked_.encoded.features = kUsualVocabulary + promised_.encoded.tokens;
      return compile(stack_, shapeOf(checked_.encoded), catalog_.blocks);
    }
    // Not known before loading: the first usual number of features that the design can take.
    std::optional<Compiled> best;
    for (const std::uint32_t features : kUsualFeatures) {
      Compiled compiled = compile(stack_, {features, promised_.classes}, catalog_.blocks);
      if (best && compiled.errors.size() >= best->errors.size()) continue;
      checked_.encoded = {features, 0, 0};
      best = std::move(compiled);
      if (best->errors.empty()) break;
    }
    return std::move(*best);
  }

  DataShape shapeOf(const FeatureShape& shape) const {
    return {shape.features, promised_.classes, shape.tokens, shape.vocabulary};
  }

  void addCompileIssue(const Error& error) {
    Issue issue{Severity::Error, error.where, error.message, error.hint, {}};
    if (const BlockInfo* info = blockAt(blocks_, error.where)) {
      issue.message = withTitle(issue.message, *info);
      addFixes(*info, issue);
    }
    if (std::find(checked_.issues.begin(), checked_.issues.end(), issue) == checked_.issues.end()) {
      checked_.issues.push_back(std::move(issue));
    }
  }

  void addFixes(const BlockInfo& info, Issue& issue) const {
    const std::string& where = info.where;
    if (issue.where == where + "/type" && where.ends_with("/fusion")) {
      addFusionFixes(info, issue);
      return;
    }
    if (issue.where == where + "/type") {
      if (const auto near = nearestName(info.block->choice.type, catalog_.blocks.ids())) {
        issue.fixes.push_back({"Use " + *near, Fix::Kind::Set, issue.where, *near});
      }
      issue.fixes.push_back({"Remove " + info.title, Fix::Kind::Remove, where});
      return;
    }
    if (info.type == nullptr) return;
    if (issue.where.starts_with(where + "/options/")) {
      addOptionFixes(info, issue);
      return;
    }
    if (wantsWords()) {
      // Then it is the source or its step that has a problem, which says so itself.
      if (experiment_.data.source.type == "grammar") return;
      issue.fixes.push_back({"Use sentences", Fix::Kind::Set, "/data/source/type", "grammar"});
      issue.fixes.push_back({"Remove " + info.title, Fix::Kind::Remove, where});
      return;
    }
    if (where == encoding_ && promised_.encoded.isTokens()) {
      if (auto fix = shorterTexts(where)) issue.fixes.push_back(std::move(*fix));
      return;
    }
    if (where == encoding_) {
      if (const auto features =
              fewerFeatures(stack_, catalog_, encoding_, promised_, mostWires())) {
        if (auto fix = reduceFix(experiment_, catalog_, *features)) issue.fixes.push_back(*fix);
      }
      return;
    }
    if (info.type->info.category == "Readout") return;
    issue.fixes.push_back({"Remove " + info.title, Fix::Kind::Remove, where});
    issue.fixes.push_back({"Bypass " + info.title, Fix::Kind::Bypass, where});
  }

  // Lanes must meet in something: the first blocks that can join these.
  void addFusionFixes(const BlockInfo& info, Issue& issue) const {
    for (const BlockType& type : catalog_.blocks.entries()) {
      if (type.info.category != "Fusion" || issue.fixes.size() == 2) continue;
      Stack changed = stack_;
      findBlock(changed, info.block->id)->choice = {.type = type.info.id};
      const Compiled compiled = compile(changed, shapeOf(checked_.encoded), catalog_.blocks);
      if (hasErrorIn(compiled, info.where)) continue;
      issue.fixes.push_back({"Use " + type.info.label, Fix::Kind::Set, issue.where, type.info.id});
    }
  }

  // Whether texts in place of numbers would solve the problems of the design, and no other number
  // of features would.
  bool wantsWords() const {
    if (promised_.encoded.isTokens() || promised_.source.texts) return false;
    for (const std::uint32_t features : kUsualFeatures) {
      const DataShape numbers{features, promised_.classes};
      if (compile(stack_, numbers, catalog_.blocks).errors.empty()) return false;
    }
    FeatureShape texts;
    texts.tokens = kUsualTokens;
    texts.vocabulary = kUsualVocabulary;
    texts.features = texts.tokens + texts.vocabulary;
    return compile(stack_, shapeOf(texts), catalog_.blocks).errors.empty();
  }

  // Texts read in shorter pieces, so that the design compiles at `where` and stays small.
  std::optional<Fix> shorterTexts(const std::string& where) const {
    FeatureShape shape = checked_.encoded;
    const std::vector<Choice>& steps = experiment_.data.preprocess;
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const Choice& choice) {
      const PreprocessorType* type = catalog_.preprocessors.find(choice.type);
      return type != nullptr && type->readsTexts;
    });
    if (step == steps.end()) return {};
    while (shape.tokens > 1) {
      --shape.tokens;
      --shape.features;
      const Compiled compiled = compile(stack_, shapeOf(shape), catalog_.blocks);
      if (hasErrorIn(compiled, where) || wireCount(compiled.model) > mostWires()) continue;
      return Fix{"Read " + std::to_string(shape.tokens) + " words at a time, in windows",
                 Fix::Kind::Set,
                 "/data/preprocess/" + std::to_string(step - steps.begin()) + "/options",
                 "length=" + std::to_string(shape.tokens) + ",long_texts=windows"};
    }
    return {};
  }

  // The default, or another choice, where that solves the problem.
  void addOptionFixes(const BlockInfo& info, Issue& issue) const {
    const std::string start = info.where + "/options/";
    const std::string key = issue.where.substr(start.size());
    for (const Field& field : info.type->fields()) {
      if (field.key != key) continue;
      std::vector<Value> values = {field.defaultValue};
      for (const Option& option : field.options) {
        if (Value(option.id) != field.defaultValue) values.emplace_back(option.id);
      }
      for (const Value& value : values) {
        if (issue.fixes.size() == 2) return;
        if (solves(info, key, value)) {
          issue.fixes.push_back(setFix(field.label, issue.where, valueText(value)));
        }
      }
    }
  }

  bool solves(const BlockInfo& info, const std::string& key, const Value& value) const {
    Stack changed = stack_;
    findBlock(changed, info.block->id)->choice.options[key] = value;
    return !hasErrorIn(compile(changed, shapeOf(checked_.encoded), catalog_.blocks), info.where);
  }

  void checkModel() {
    const Model& model = checked_.model;
    if (model.parameterCount == 0) {
      checked_.issues.push_back({Severity::Error,
                                 "/stack",
                                 "The design has no trainable parameters.",
                                 "Add a Convolution or another block with parameters.",
                                 {}});
    }
    if (classCount(model.head) < promised_.classes) {
      checked_.issues.push_back({Severity::Error,
                                 "/stack",
                                 "The readout tells " + std::to_string(classCount(model.head)) +
                                     " classes apart; the data have " +
                                     std::to_string(promised_.classes) + ".",
                                 "Use fewer classes, or a readout with more outputs.",
                                 {}});
    }
  }

  std::uint32_t mostWires() const {
    return limits_.qubits > 0 ? std::min(limits_.qubits, kSoftWireLimit) : kSoftWireLimit;
  }

  void checkSize(std::size_t trainSamples) {
    const std::uint32_t wires = wireCount(checked_.model);
    const std::size_t threads = threadCount(limits_);
    const Estimate cost = estimateCost(checked_.model, trainSamples, threads);
    const MemoryLimit available = memoryLimit(limits_);
    const bool tooMany = limits_.qubits > 0 && wires > limits_.qubits;
    if (wires <= kSoftWireLimit && !tooMany && cost.workingBytes <= available.bytes) return;
    Issue issue;
    issue.where = encoding_.empty() ? "/stack" : encoding_;
    issue.message = "This design needs " + std::to_string(wires) + " qubits (" +
                    bytesText(cost.stateBytes) + " per state vector, " +
                    bytesText(cost.workingBytes) + " while training";
    if (cost.workingBytes > available.bytes) {
      issue.severity = Severity::Error;
      issue.message += "); only " + available.text();
      issue.hint = "Use fewer features or qubits.";
      issue.overLimit = available.byUser;
    } else if (tooMany) {
      issue.severity = Severity::Error;
      issue.message += "); the preferences allow " + std::to_string(limits_.qubits) + ".";
      issue.hint = "Use fewer features or raise the limit.";
      issue.overLimit = true;
    } else {
      issue.severity = Severity::Warning;
      if (cost.secondsPerEpoch > 0) {
        issue.message += ", about " + durationText(cost.secondsPerEpoch) + " an epoch";
      }
      issue.message += ").";
      issue.hint = "Up to " + std::to_string(kSoftWireLimit) + " qubits train quickly.";
    }
    if (promised_.encoded.isTokens()) {
      if (auto fix = shorterTexts(issue.where)) issue.fixes.push_back(std::move(*fix));
    } else if (const auto features =
                   fewerFeatures(stack_, catalog_, encoding_, promised_, mostWires())) {
      if (auto fix = reduceFix(experiment_, catalog_, *features)) issue.fixes.push_back(*fix);
    }
    checked_.issues.push_back(std::move(issue));
  }

  const Experiment& experiment_;
  const Catalog& catalog_;
  const Promised& promised_;
  const Limits& limits_;
  Checked& checked_;
  Stack stack_;
  Blocks blocks_;
  std::string encoding_;  // pointer of the first one; empty: none
};

}  // namespace

MemoryLimit memoryLimit(const Limits& limits) {
  const std::uint64_t available = availableMemory();
  const bool byUser = limits.memory > 0 && limits.memory < available;
  return {byUser ? limits.memory : available, byUser};
}

std::string MemoryLimit::text() const {
  return bytesText(bytes) + (byUser ? " are allowed by the preferences." : " are free.");
}

void checkDesign(const Experiment& experiment, const Catalog& catalog, const Promised& promised,
                 std::size_t trainSamples, const Limits& limits, Checked& checked) {
  DesignCheck(experiment, catalog, promised, limits, checked).run(trainSamples);
}

}  // namespace qonvolve
