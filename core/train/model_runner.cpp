// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/model_runner.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>

namespace qonvolve {

struct ModelRunner::Impl {
  // What one thread needs for one chunk; per stage, values row by row (kLanes a row).
  struct Worker {
    std::vector<std::unique_ptr<LaneFunction::Tape>> tapes;
    std::vector<std::vector<double>> inputs;
    std::vector<std::vector<double>> outputs;
    std::vector<std::vector<double>> cotangents;       // dL/doutputs
    std::vector<std::vector<double>> inputCotangents;  // empty where nothing upstream wants them
    std::vector<double> sampleOutputs;
    std::vector<double> sampleCotangents;
  };

  Model model;
  ThreadPool* pool;
  std::vector<std::unique_ptr<LaneFunction>> functions;
  std::vector<bool> fedByStage;  // some input of the stage is an output of another one
  std::vector<std::unique_ptr<Worker>> workers;
  // [stage][slab], made when first used.
  std::vector<std::vector<std::unique_ptr<LaneFunction::Gradient>>> gradients;

  Impl(const Model& m, const StageFactory& factory, ThreadPool& p) : model(m), pool(&p) {
    for (const PlacedStage& placed : model.stages) {
      functions.push_back(factory(placed.stage));
      assert(functions.back()->inputCount() == placed.inputs.size());
      fedByStage.push_back(std::any_of(placed.inputs.begin(), placed.inputs.end(),
                                       [](const InputRef& ref) { return ref.stage >= 0; }));
    }
    workers.resize(pool->size());
    gradients.resize(functions.size());
    for (auto& ofStage : gradients) ofStage.resize(kSlabs);
  }

  Worker& worker(std::size_t index) {
    std::unique_ptr<Worker>& slot = workers[index];
    if (!slot) {
      slot = std::make_unique<Worker>();
      for (const auto& function : functions) {
        slot->tapes.push_back(function->makeTape());
        slot->inputs.emplace_back(function->inputCount() * kLanes);
        slot->outputs.emplace_back(function->outputCount() * kLanes);
        slot->cotangents.emplace_back(function->outputCount() * kLanes);
        slot->inputCotangents.emplace_back();
      }
      slot->sampleOutputs.resize(functions.back()->outputCount());
      slot->sampleCotangents.resize(functions.back()->outputCount());
    }
    return *slot;
  }

  void bind(std::span<const double> parameters) {
    assert(parameters.size() == model.parameterCount);
    for (const auto& function : functions) function->bind(parameters);
  }

  // Samples first ... first + count - 1 of `rows` through all stages.
  void forward(Worker& w, const Matrix& x, std::span<const std::size_t> rows, std::size_t first,
               std::size_t count) const {
    for (std::size_t s = 0; s < functions.size(); ++s) {
      const std::vector<InputRef>& refs = model.stages[s].inputs;
      std::vector<double>& inputs = w.inputs[s];
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::size_t row = rows[first + std::min(lane, count - 1)];
        const double* sample = x.data() + row * static_cast<std::size_t>(x.cols());
        for (std::size_t i = 0; i < refs.size(); ++i) {
          if (refs[i].stage < 0) inputs[i * kLanes + lane] = sample[refs[i].index];
        }
      }
      if (fedByStage[s]) {
        for (std::size_t i = 0; i < refs.size(); ++i) {
          if (refs[i].stage < 0) continue;
          const auto& source = w.outputs[static_cast<std::size_t>(refs[i].stage)];
          std::copy_n(source.data() + std::size_t{refs[i].index} * kLanes, kLanes,
                      inputs.data() + i * kLanes);
        }
      }
      functions[s]->forward(*w.tapes[s], inputs, w.outputs[s]);
    }
  }

  // Cotangents of the last stage are set; sends them back through all stages.
  void pullback(Worker& w, std::size_t slab, std::size_t first, std::size_t count,
                Matrix* inputGradient) {
    for (std::size_t s = 0; s + 1 < functions.size(); ++s) {
      std::fill(w.cotangents[s].begin(), w.cotangents[s].end(), 0.0);
    }
    for (std::size_t s = functions.size(); s-- > 0;) {
      const bool wanted = fedByStage[s] || inputGradient != nullptr;
      w.inputCotangents[s].assign(wanted ? w.inputs[s].size() : 0, 0.0);
      functions[s]->pullback(*w.tapes[s], w.cotangents[s], *gradients[s][slab],
                             w.inputCotangents[s]);
      if (!wanted) continue;
      const std::vector<InputRef>& refs = model.stages[s].inputs;
      for (std::size_t i = 0; i < refs.size(); ++i) {
        const double* from = w.inputCotangents[s].data() + i * kLanes;
        if (refs[i].stage >= 0) {
          double* to = w.cotangents[static_cast<std::size_t>(refs[i].stage)].data() +
                       std::size_t{refs[i].index} * kLanes;
          for (std::size_t lane = 0; lane < kLanes; ++lane) to[lane] += from[lane];
        } else if (inputGradient != nullptr) {
          for (std::size_t lane = 0; lane < count; ++lane) {
            (*inputGradient)(static_cast<Eigen::Index>(first + lane),
                             static_cast<Eigen::Index>(refs[i].index)) += from[lane];
          }
        }
      }
    }
  }

  // Calls work(first, count, worker, slab) for every chunk of `samples`; false if stopped.
  template <class Work>
  bool forChunks(std::size_t samples, const std::stop_token& stop, const Work& work) {
    const std::size_t chunks = (samples + kLanes - 1) / kLanes;
    const std::size_t slabs = std::min(chunks, kSlabs);
    std::atomic<bool> stopped{false};
    pool->run(slabs, [&](std::size_t slab, std::size_t workerIndex) {
      Worker& w = worker(workerIndex);
      const std::size_t end = (slab + 1) * chunks / slabs;
      for (std::size_t chunk = slab * chunks / slabs; chunk < end; ++chunk) {
        if (stop.stop_requested()) {
          stopped.store(true, std::memory_order_relaxed);
          return;
        }
        const std::size_t first = chunk * kLanes;
        work(first, std::min(kLanes, samples - first), w, slab);
      }
    });
    return !stopped.load();
  }
};

ModelRunner::ModelRunner(const Model& model, const StageFactory& factory, ThreadPool& pool)
    : impl_(std::make_unique<Impl>(model, factory, pool)) {}

ModelRunner::~ModelRunner() = default;

const Model& ModelRunner::model() const {
  return impl_->model;
}

bool ModelRunner::predict(std::span<const double> parameters, const Matrix& x,
                          std::span<const std::size_t> rows, Matrix& outputs,
                          std::stop_token stop) {
  Impl& m = *impl_;
  const std::size_t width = m.functions.back()->outputCount();
  outputs.resize(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(width));
  m.bind(parameters);
  return m.forChunks(
      rows.size(), stop, [&](std::size_t first, std::size_t count, Impl::Worker& w, std::size_t) {
        m.forward(w, x, rows, first, count);
        const std::vector<double>& values = w.outputs.back();
        for (std::size_t lane = 0; lane < count; ++lane) {
          for (std::size_t k = 0; k < width; ++k) {
            outputs(static_cast<Eigen::Index>(first + lane), static_cast<Eigen::Index>(k)) =
                values[k * kLanes + lane];
          }
        }
      });
}

double ModelRunner::gradient(std::span<const double> parameters, const Matrix& x,
                             std::span<const std::size_t> rows, const SampleLoss& loss,
                             std::span<double> gradient, Matrix* inputGradient,
                             std::stop_token stop, bool* stopped) {
  Impl& m = *impl_;
  assert(gradient.size() == m.model.parameterCount);
  const std::size_t width = m.functions.back()->outputCount();
  if (inputGradient != nullptr) {
    inputGradient->setZero(static_cast<Eigen::Index>(rows.size()), x.cols());
  }
  m.bind(parameters);
  const std::size_t slabs = std::min((rows.size() + kLanes - 1) / kLanes, kSlabs);
  for (std::size_t s = 0; s < m.functions.size(); ++s) {
    for (std::size_t slab = 0; slab < slabs; ++slab) {
      auto& slot = m.gradients[s][slab];
      if (!slot) slot = m.functions[s]->makeGradient();
    }
  }
  std::array<double, kSlabs> slabLoss{};
  std::array<bool, kSlabs> begun{};
  const bool complete =
      m.forChunks(rows.size(), stop,
                  [&](std::size_t first, std::size_t count, Impl::Worker& w, std::size_t slab) {
                    if (!begun[slab]) {
                      for (const auto& ofStage : m.gradients) ofStage[slab]->clear();
                      begun[slab] = true;
                    }
                    m.forward(w, x, rows, first, count);
                    const std::vector<double>& values = w.outputs.back();
                    std::vector<double>& cotangents = w.cotangents.back();
                    std::fill(cotangents.begin(), cotangents.end(), 0.0);
                    for (std::size_t lane = 0; lane < count; ++lane) {
                      for (std::size_t k = 0; k < width; ++k)
                        w.sampleOutputs[k] = values[k * kLanes + lane];
                      slabLoss[slab] += loss(first + lane, w.sampleOutputs, w.sampleCotangents);
                      for (std::size_t k = 0; k < width; ++k) {
                        cotangents[k * kLanes + lane] = w.sampleCotangents[k];
                      }
                    }
                    m.pullback(w, slab, first, count, inputGradient);
                  });
  if (stopped != nullptr) *stopped = !complete;
  std::fill(gradient.begin(), gradient.end(), 0.0);
  if (!complete) return 0;
  double total = 0;
  for (std::size_t slab = 0; slab < slabs; ++slab) total += slabLoss[slab];
  for (std::size_t s = 0; s < m.functions.size(); ++s) {
    m.functions[s]->collect(std::span(m.gradients[s]).first(slabs), gradient);
  }
  return total;
}

}  // namespace qonvolve
