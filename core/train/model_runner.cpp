// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/model_runner.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>

#include "core/model/mapped_function.h"

namespace qonvolve {

namespace {

// Where value `row` of sample `at` of a group lies, with `rows` rows a chunk.
std::size_t laneIndex(std::size_t at, std::size_t row, std::size_t rows) {
  return (at / kLanes * rows + row) * kLanes + at % kLanes;
}

}  // namespace

struct ModelRunner::Impl {
  // What one thread needs for one group of chunks; per stage, chunk by chunk, values row by row
  // (kLanes a row).
  struct Worker {
    // One a call: a stage that takes fewer chunks than a group has is called several times.
    std::vector<std::vector<std::unique_ptr<LaneFunction::Tape>>> tapes;
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
  std::size_t group = 1;         // chunks that go through all stages together
  bool threadsInside = false;    // some stage wants all threads for one call
  std::vector<std::unique_ptr<Worker>> workers;
  // [stage][slab], made when first used.
  std::vector<std::vector<std::unique_ptr<LaneFunction::Gradient>>> gradients;

  Impl(const Model& m, const StageFactory& factory, ThreadPool& p) : model(m), pool(&p) {
    for (const PlacedStage& placed : model.stages) {
      functions.push_back(mappedFunction(factory(placed.stage), placed));
      assert(functions.back()->inputCount() == placed.inputs.size());
      fedByStage.push_back(std::any_of(placed.inputs.begin(), placed.inputs.end(),
                                       [](const InputRef& ref) { return ref.stage >= 0; }));
      group = std::max(group, functions.back()->chunks());
      threadsInside |= functions.back()->threadsInside();
      functions.back()->usePool(pool);
    }
    assert(std::ranges::all_of(functions, [&](const auto& f) { return group % f->chunks() == 0; }));
    workers.resize(pool->size());
    gradients.resize(functions.size());
    for (auto& ofStage : gradients) ofStage.resize(kSlabs);
  }

  Worker& worker(std::size_t index) {
    std::unique_ptr<Worker>& slot = workers[index];
    if (!slot) {
      slot = std::make_unique<Worker>();
      for (const auto& function : functions) {
        auto& tapes = slot->tapes.emplace_back();
        for (std::size_t c = 0; c < group; c += function->chunks()) {
          tapes.push_back(function->makeTape());
          if (threadsInside) tapes.back()->pool = pool;
        }
        slot->inputs.emplace_back(group * function->inputCount() * kLanes);
        slot->outputs.emplace_back(group * function->outputCount() * kLanes);
        slot->cotangents.emplace_back(group * function->outputCount() * kLanes);
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

  // Calls work(call, samples) for every call that a stage needs for `count` samples.
  template <class Work>
  void forCalls(std::size_t stage, std::size_t count, const Work& work) const {
    const std::size_t perCall = functions[stage]->chunks() * kLanes;
    for (std::size_t call = 0; call * perCall < count; ++call) {
      work(call, std::min(perCall, count - call * perCall));
    }
  }

  // What call `call` of a stage sees of values with `rows` rows a chunk.
  template <class Values>
  auto part(Values& values, std::size_t stage, std::size_t call, std::size_t rows) const {
    const std::size_t size = functions[stage]->chunks() * rows * kLanes;
    return values.empty() ? std::span(values) : std::span(values).subspan(call * size, size);
  }

  // Copies features of samples first ... first + count - 1, and outputs of earlier stages.
  void gather(Worker& w, std::size_t s, const Matrix& x, std::span<const std::size_t> rows,
              std::size_t first, std::size_t count) const {
    const std::vector<InputRef>& refs = model.stages[s].inputs;
    for (std::size_t at = 0; at < group * kLanes; ++at) {
      const std::size_t row = rows[first + std::min(at, count - 1)];
      const double* sample = x.data() + row * static_cast<std::size_t>(x.cols());
      double* to = &w.inputs[s][laneIndex(at, 0, refs.size())];
      for (std::size_t i = 0; i < refs.size(); ++i) {
        if (refs[i].isFeature()) to[i * kLanes] = sample[refs[i].index];
        if (refs[i].stage == InputRef::kConstant) to[i * kLanes] = refs[i].index;
      }
    }
    if (!fedByStage[s]) return;
    for (std::size_t chunk = 0; chunk < group; ++chunk) {
      for (std::size_t i = 0; i < refs.size(); ++i) {
        if (refs[i].stage < 0) continue;
        const auto source = static_cast<std::size_t>(refs[i].stage);
        const std::size_t width = functions[source]->outputCount();
        std::copy_n(&w.outputs[source][(chunk * width + refs[i].index) * kLanes], kLanes,
                    &w.inputs[s][(chunk * refs.size() + i) * kLanes]);
      }
    }
  }

  // Samples first ... first + count - 1 of `rows` through the first `stages` stages.
  void forward(Worker& w, const Matrix& x, std::span<const std::size_t> rows, std::size_t first,
               std::size_t count, std::size_t stages) const {
    for (std::size_t s = 0; s < stages; ++s) {
      if (!model.stages[s].inputs.empty()) gather(w, s, x, rows, first, count);
      const LaneFunction& f = *functions[s];
      forCalls(s, count, [&](std::size_t call, std::size_t samples) {
        w.tapes[s][call]->samples = samples;
        w.tapes[s][call]->stage = s;
        w.tapes[s][call]->first = first + call * f.chunks() * kLanes;
        f.forward(*w.tapes[s][call], part(w.inputs[s], s, call, f.inputCount()),
                  part(w.outputs[s], s, call, f.outputCount()));
      });
    }
  }

  // Values of a group, `width` rows a chunk, as rows first ... first + count - 1 of a matrix.
  static void copyOut(const std::vector<double>& values, std::size_t width, std::size_t first,
                      std::size_t count, Matrix& matrix) {
    for (std::size_t at = 0; at < count; ++at) {
      for (std::size_t k = 0; k < width; ++k) {
        matrix(static_cast<Eigen::Index>(first + at), static_cast<Eigen::Index>(k)) =
            values[laneIndex(at, k, width)];
      }
    }
  }

  // Cotangents of the last stage are set; sends them back through all stages.
  void pullback(Worker& w, std::size_t slab, std::size_t first, std::size_t count,
                Matrix* inputGradient) {
    for (std::size_t s = 0; s + 1 < functions.size(); ++s) {
      std::fill(w.cotangents[s].begin(), w.cotangents[s].end(), 0.0);
    }
    for (std::size_t s = functions.size(); s-- > 0;) {
      const LaneFunction& f = *functions[s];
      const bool wanted = fedByStage[s] || inputGradient != nullptr;
      w.inputCotangents[s].assign(wanted ? w.inputs[s].size() : 0, 0.0);
      forCalls(s, count, [&](std::size_t call, std::size_t) {
        f.pullback(*w.tapes[s][call], part(w.cotangents[s], s, call, f.outputCount()),
                   *gradients[s][slab], part(w.inputCotangents[s], s, call, f.inputCount()));
      });
      if (wanted) scatter(w, s, first, count, inputGradient);
    }
  }

  // Adds a stage's input cotangents to what the inputs came from.
  void scatter(Worker& w, std::size_t s, std::size_t first, std::size_t count,
               Matrix* inputGradient) const {
    const std::vector<InputRef>& refs = model.stages[s].inputs;
    for (std::size_t start = 0; start < count; start += kLanes) {
      const std::size_t chunk = start / kLanes;
      for (std::size_t i = 0; i < refs.size(); ++i) {
        const double* from = &w.inputCotangents[s][(chunk * refs.size() + i) * kLanes];
        if (refs[i].stage >= 0) {
          const auto source = static_cast<std::size_t>(refs[i].stage);
          const std::size_t width = functions[source]->outputCount();
          double* to = &w.cotangents[source][(chunk * width + refs[i].index) * kLanes];
          for (std::size_t lane = 0; lane < kLanes; ++lane) to[lane] += from[lane];
        } else if (inputGradient != nullptr && refs[i].isFeature()) {
          for (std::size_t lane = 0; lane < kLanes && start + lane < count; ++lane) {
            (*inputGradient)(static_cast<Eigen::Index>(first + start + lane),
                             static_cast<Eigen::Index>(refs[i].index)) += from[lane];
          }
        }
      }
    }
  }

  std::size_t groupCount(std::size_t samples) const {
    return (samples + group * kLanes - 1) / (group * kLanes);
  }

  // Calls work(first, count, worker, slab) for every group of chunks; false if stopped.
  template <class Work>
  bool forChunks(std::size_t samples, const std::stop_token& stop, const Work& work) {
    const std::size_t groups = groupCount(samples);
    const std::size_t slabs = std::min(groups, kSlabs);
    std::atomic<bool> stopped{false};
    const auto slabWork = [&](std::size_t slab, std::size_t workerIndex) {
      Worker& w = worker(workerIndex);
      for (const auto& ofStage : w.tapes) {
        for (const auto& tape : ofStage) tape->stop = &stop;
      }
      const std::size_t end = (slab + 1) * groups / slabs;
      for (std::size_t index = slab * groups / slabs; index < end; ++index) {
        if (!stop.stop_requested()) {
          const std::size_t first = index * group * kLanes;
          work(first, std::min(group * kLanes, samples - first), w, slab);
        }
        // A call that was under way may have ended early.
        if (stop.stop_requested()) {
          stopped.store(true, std::memory_order_relaxed);
          return;
        }
      }
    };
    if (threadsInside) {
      for (std::size_t slab = 0; slab < slabs; ++slab) slabWork(slab, 0);
    } else {
      pool->run(slabs, slabWork);
    }
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
  return m.forChunks(rows.size(), stop,
                     [&](std::size_t first, std::size_t count, Impl::Worker& w, std::size_t) {
                       m.forward(w, x, rows, first, count, m.functions.size());
                       Impl::copyOut(w.outputs.back(), width, first, count, outputs);
                     });
}

bool ModelRunner::stageInputs(std::span<const double> parameters, const Matrix& x,
                              std::span<const std::size_t> rows, std::size_t stage, Matrix& inputs,
                              std::stop_token stop) {
  Impl& m = *impl_;
  const std::size_t width = m.functions[stage]->inputCount();
  inputs.resize(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(width));
  if (width == 0) return true;
  if (m.fedByStage[stage]) m.bind(parameters);
  return m.forChunks(rows.size(), stop,
                     [&](std::size_t first, std::size_t count, Impl::Worker& w, std::size_t) {
                       m.forward(w, x, rows, first, count, m.fedByStage[stage] ? stage : 0);
                       m.gather(w, stage, x, rows, first, count);
                       Impl::copyOut(w.inputs[stage], width, first, count, inputs);
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
  const std::size_t slabs = std::min(m.groupCount(rows.size()), kSlabs);
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
                    m.forward(w, x, rows, first, count, m.functions.size());
                    const std::vector<double>& values = w.outputs.back();
                    std::vector<double>& cotangents = w.cotangents.back();
                    std::fill(cotangents.begin(), cotangents.end(), 0.0);
                    for (std::size_t at = 0; at < count; ++at) {
                      for (std::size_t k = 0; k < width; ++k)
                        w.sampleOutputs[k] = values[laneIndex(at, k, width)];
                      slabLoss[slab] += loss(first + at, w.sampleOutputs, w.sampleCotangents);
                      for (std::size_t k = 0; k < width; ++k) {
                        cotangents[laneIndex(at, k, width)] = w.sampleCotangents[k];
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
