// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/layerwise.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/experiment/validate.h"

namespace qonvolve {

namespace {

class FrozenOptimizer final : public Optimizer {
 public:
  FrozenOptimizer(std::unique_ptr<Optimizer> inner, std::vector<bool> frozen)
      : inner_(std::move(inner)), frozen_(std::move(frozen)) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    before_.assign(theta.begin(), theta.end());
    const double loss = inner_->step(theta, objective, info);
    for (std::size_t p = 0; p < theta.size(); ++p) {
      if (frozen_[p]) theta[p] = before_[p];
    }
    return loss;
  }
  OptimizerState state() const override { return inner_->state(); }
  Result<void> restore(const OptimizerState& state) override { return inner_->restore(state); }

 private:
  std::unique_ptr<Optimizer> inner_;
  std::vector<bool> frozen_;
  std::vector<double> before_;
};

Result<void> checkOptions(const LayerwiseOptions& options) {
  const auto least = [](const char* where, std::int64_t value, std::int64_t low) -> Result<void> {
    if (value >= low) return {};
    return Error{where,
                 std::string(where) + " is " + std::to_string(value) + "; it must be at least " +
                     std::to_string(low) + ".",
                 ""};
  };
  if (auto ok = least("start", options.start, 1); !ok) return ok;
  if (auto ok = least("add", options.add, 1); !ok) return ok;
  if (auto ok = least("trained", options.trained, 1); !ok) return ok;
  if (auto ok = least("epochs", options.epochs, 1); !ok) return ok;
  if (auto ok = least("sweeps", options.sweeps, 0); !ok) return ok;
  if (options.fraction > 0 && options.fraction <= 1) return {};
  return Error{
      "fraction",
      "fraction is " + numberText(options.fraction) + "; it must be above 0 and at most 1.", ""};
}

/// Groups of each block in order: those of the growing block are its layers.
std::map<BlockId, std::vector<ParameterGroup>> groupsOf(const Model& model) {
  std::map<BlockId, std::vector<ParameterGroup>> groups;
  for (const ParameterGroup& group : model.groups) groups[group.block].push_back(group);
  return groups;
}

/// Parameters of `from` where `to` has the same group of the same block, zeros for new groups.
std::vector<double> carriedOver(const Model& from, std::span<const double> values,
                                const Model& to) {
  std::vector<double> result(to.parameterCount);
  const auto old = groupsOf(from);
  for (const auto& [block, groups] : groupsOf(to)) {
    const auto found = old.find(block);
    if (found == old.end()) continue;
    for (std::size_t g = 0; g < std::min(groups.size(), found->second.size()); ++g) {
      const ParameterGroup& source = found->second[g];
      if (source.count != groups[g].count) continue;
      std::copy_n(values.begin() + source.first, source.count, result.begin() + groups[g].first);
    }
  }
  return result;
}

/// Whether gates without angles cancel within each layer of a block, so that zeros do nothing.
bool zerosAreIdentity(const Model& model, BlockId id) {
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    std::vector<Op> open;  // a stack of gates that wait for their inverse
    for (const Op& op : circuit->ops) {
      if (op.block != id || gateInfo(op.gate).angles > 0) continue;
      const bool cancels =
          !open.empty() && open.back().gate == op.gate && open.back().wires == op.wires;
      cancels ? open.pop_back() : open.push_back(op);
    }
    if (!open.empty()) return false;
  }
  return true;
}

class Layerwise {
 public:
  Layerwise(const Experiment& experiment, const Catalog& catalog, const SplitData& data,
            const LayerwiseOptions& options, ThreadPool& pool, std::stop_token stop,
            const std::function<void(const LayerwiseStage&)>& report)
      : experiment_(experiment),
        catalog_(catalog),
        data_(data),
        options_(options),
        pool_(pool),
        stop_(std::move(stop)),
        report_(report) {
    assignIds(experiment_.stack);
    experiment_.train.settings.epochs = options.epochs;
    experiment_.train.settings.steps = 0;
  }

  Result<LayerwiseOutcome> run() {
    if (auto ok = checkOptions(options_); !ok) return ok.error();
    auto full = assemble(experiment_, catalog_, data_);
    if (!full) return full.error();
    for (const auto& [block, groups] : groupsOf(full->model)) {
      if (groups.size() > total_) {
        total_ = groups.size();
        growing_ = block;
      }
    }
    Block* block = findBlock(experiment_.stack, growing_);
    if (total_ < 2 || block == nullptr || !hasLayers(*block)) {
      return Error{"/stack", "No block has several layers that could be added one by one.",
                   "Set Layers of a block to two or more."};
    }
    outcome_.identityLayers = zerosAreIdentity(full->model, growing_);

    // Phase 1. The first layers start as the design says, later ones at 0.
    std::size_t layers = std::min(total_, static_cast<std::size_t>(options_.start));
    std::size_t first = 0;
    while (true) {
      if (auto ok = stage(1, layers, first, layers); !ok) return ok.error();
      if (outcome_.stopped || layers == total_) break;
      layers = std::min(total_, layers + static_cast<std::size_t>(options_.add));
      first = layers - std::min(layers, static_cast<std::size_t>(options_.trained));
    }
    // Phase 2: contiguous parts of all layers in turn.
    const auto part = std::max<std::size_t>(
        1, static_cast<std::size_t>(std::ceil(options_.fraction * static_cast<double>(total_))));
    for (std::int64_t sweep = 0; sweep < options_.sweeps; ++sweep) {
      for (std::size_t begin = 0; begin < total_ && !outcome_.stopped; begin += part) {
        if (auto ok = stage(2, total_, begin, std::min(total_, begin + part)); !ok) {
          return ok.error();
        }
      }
    }
    return std::move(outcome_);
  }

 private:
  bool hasLayers(const Block& block) const {
    const BlockType* type = catalog_.blocks.find(block.choice.type);
    return type != nullptr &&
           std::ranges::find(type->fieldList, "layers", &Field::key) != type->fieldList.end();
  }

  /// Trains layers [first, last) of a circuit with so many.
  Result<void> stage(int phase, std::size_t layers, std::size_t first, std::size_t last) {
    Experiment now = experiment_;
    Block* block = findBlock(now.stack, growing_);
    block->choice.options["layers"] = static_cast<std::int64_t>(layers);
    if (block->choice.options.contains("per_qubit")) block->choice.options["per_qubit"] = false;
    auto setup = assemble(now, catalog_, data_);
    if (!setup) return setup.error();
    if (!outcome_.stages.empty()) {
      setup->initialParameters = carriedOver(outcome_.model, outcome_.parameters, setup->model);
    }
    std::vector<bool> frozen(setup->model.parameterCount, false);
    const auto groups = groupsOf(setup->model);
    const std::vector<ParameterGroup>& own = groups.at(growing_);
    for (std::size_t g = 0; g < own.size(); ++g) {
      if (g >= first && g < last) continue;
      std::fill_n(frozen.begin() + own[g].first, own[g].count, true);
    }
    setup->optimizer = frozenOptimizer(std::move(setup->optimizer), std::move(frozen));
    outcome_.model = setup->model;
    LayerwiseStage done{
        .phase = phase, .layers = layers, .first = first, .last = last, .score = {}};
    Trainer trainer(std::move(*setup), pool_);
    const TrainOutcome trained = trainer.run(stop_, [&](const TrainEvent& event) {
      if (const auto* epoch = std::get_if<EpochDone>(&event)) done.score = epoch->train;
    });
    outcome_.parameters = trained.checkpoint.parameters;
    if (trained.status == TrainOutcome::Status::Diverged) return trained.error;
    outcome_.stopped = trained.status == TrainOutcome::Status::Stopped;
    outcome_.stages.push_back(done);
    if (report_) report_(done);
    return {};
  }

  Experiment experiment_;
  const Catalog& catalog_;
  const SplitData& data_;
  LayerwiseOptions options_;
  ThreadPool& pool_;
  std::stop_token stop_;
  const std::function<void(const LayerwiseStage&)>& report_;
  LayerwiseOutcome outcome_;
  BlockId growing_ = 0;
  std::size_t total_ = 0;
};

}  // namespace

std::unique_ptr<Optimizer> frozenOptimizer(std::unique_ptr<Optimizer> inner,
                                           std::vector<bool> frozen) {
  return std::make_unique<FrozenOptimizer>(std::move(inner), std::move(frozen));
}

Result<LayerwiseOutcome> trainLayerwise(const Experiment& experiment, const Catalog& catalog,
                                        const SplitData& data, const LayerwiseOptions& options,
                                        ThreadPool& pool, std::stop_token stop,
                                        const std::function<void(const LayerwiseStage&)>& report) {
  return Layerwise(experiment, catalog, data, options, pool, std::move(stop), report).run();
}

}  // namespace qonvolve
