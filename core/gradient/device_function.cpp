// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/device_function.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <numbers>

#include "core/base/rng.h"
#include "core/gradient/free_angles.h"
#include "core/sim/density_matrix.h"
#include "core/sim/measurement.h"

namespace qonvolve {
namespace {

/// One shifted pair: weight * (f(angle + shift) - f(angle - shift)).
struct ShiftedPair {
  double shift;
  double weight;
};

/// Wierichs et al., arXiv:2107.12390; Anselmetti et al., arXiv:2104.05695.
std::span<const ShiftedPair> pairsOf(ShiftRule rule) {
  constexpr double pi = std::numbers::pi, r = std::numbers::sqrt2;
  static constexpr ShiftedPair kTwoTerm[] = {{pi / 2, 0.5}};
  static constexpr ShiftedPair kFourTerm[] = {{pi / 2, (r + 1) / (4 * r)},
                                              {3 * pi / 2, -(r - 1) / (4 * r)}};
  if (rule == ShiftRule::FourTerm) return kFourTerm;
  return kTwoTerm;
}

constexpr std::uint64_t kEvaluationsPerAngle = 4;

struct DeviceTape : LaneFunction::Tape {
  std::vector<std::unique_ptr<LaneFunction>> engines;  // one a group
  std::vector<std::unique_ptr<LaneFunction::Tape>> tapes;
  std::vector<double> bound;                     // parameters that the engines hold
  std::vector<double> inputs;                    // of the free circuit
  std::vector<double> rows, probabilities, own;  // scratch
};

struct DeviceGradient : LaneFunction::Gradient {
  std::vector<double> parameters;
  void clear() override { std::ranges::fill(parameters, 0.0); }
};

class DeviceFunction : public LaneFunction {
 public:
  DeviceFunction(const Circuit& circuit, std::size_t shots, std::uint64_t seed,
                 CircuitEngine engine)
      : circuit_(circuit), free_(circuit), shots_(shots), seed_(seed), engine_(std::move(engine)) {
    if (shots_ == 0) {
      circuits_.push_back(withReadoutErrors(free_.circuit()));
      return;
    }
    plan_ = planMeasurements(free_.circuit());
    for (const MeasurementGroup& group : plan_.groups) {
      circuits_.push_back(measuredCircuit(free_.circuit(), group));
    }
  }

  std::size_t inputCount() const override { return circuit_.inputs; }
  std::size_t outputCount() const override { return circuit_.outputs.size(); }
  bool random() const override { return true; }
  void bind(std::span<const double> parameters) override {
    parameters_.assign(parameters.begin(), parameters.end());
    freeParameters_ = free_.parameters(parameters_);
    stream_ = Rng(seed_).stream("shots", streamOf(parameters_));
  }
  std::unique_ptr<Tape> makeTape() const override;
  std::unique_ptr<Gradient> makeGradient() const override {
    return std::make_unique<DeviceGradient>();
  }
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override;
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override;
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    for (const auto& any : gradients) {
      const auto& own = static_cast<const DeviceGradient&>(*any).parameters;
      for (std::size_t k = 0; k < own.size(); ++k) parameterGradient[k] += own[k];
    }
  }

 private:
  void evaluate(DeviceTape& tape, std::span<const double> parameters,
                std::span<const double> inputs, std::uint64_t evaluation,
                std::span<double> outputs) const;
  void sample(DeviceTape& tape, std::size_t group, std::uint64_t evaluation,
              std::span<double> outputs) const;
  std::size_t lanes(const Tape& tape) const { return std::min(tape.samples, kLanes); }

  Circuit circuit_;
  FreeAngles free_;
  std::size_t shots_;
  std::uint64_t seed_;
  CircuitEngine engine_;
  MeasurementPlan plan_;
  std::vector<Circuit> circuits_;  // one a group; without shots one that has the outputs themselves
  std::vector<double> parameters_, freeParameters_;
  Rng stream_;
};

std::unique_ptr<LaneFunction::Tape> DeviceFunction::makeTape() const {
  auto tape = std::make_unique<DeviceTape>();
  for (const Circuit& circuit : circuits_) {
    tape->engines.push_back(engine_(circuit));
    tape->tapes.push_back(tape->engines.back()->makeTape());
  }
  return tape;
}

/// outputs: rows of lanes, overwritten.
void DeviceFunction::evaluate(DeviceTape& tape, std::span<const double> parameters,
                              std::span<const double> inputs, std::uint64_t evaluation,
                              std::span<double> outputs) const {
  const bool isBound = std::ranges::equal(tape.bound, parameters) && !tape.bound.empty();
  tape.bound.assign(parameters.begin(), parameters.end());
  for (std::size_t o = 0; o < outputCount(); ++o) {
    std::fill_n(outputs.data() + o * kLanes, kLanes, shots_ > 0 ? plan_.constants[o] : 0);
  }
  for (std::size_t g = 0; g < circuits_.size(); ++g) {
    LaneFunction& engine = *tape.engines[g];
    if (!isBound) engine.bind(parameters);
    // Engines that take several chunks a call get this one several times.
    const std::size_t chunks = engine.chunks();
    tape.rows.clear();
    for (std::size_t c = 0; c < chunks; ++c) {
      tape.rows.insert(tape.rows.end(), inputs.begin(), inputs.end());
    }
    tape.probabilities.resize(chunks * engine.outputCount() * kLanes);
    tape.tapes[g]->samples = tape.samples;
    tape.tapes[g]->first = tape.first;
    tape.tapes[g]->stage = tape.stage;
    tape.tapes[g]->stop = tape.stop;
    engine.forward(*tape.tapes[g], tape.rows, tape.probabilities);
    if (shots_ > 0) {
      sample(tape, g, evaluation, outputs);
    } else {
      std::copy_n(tape.probabilities.begin(), outputs.size(), outputs.begin());
    }
  }
}

void DeviceFunction::sample(DeviceTape& tape, std::size_t group, std::uint64_t evaluation,
                            std::span<double> outputs) const {
  const MeasurementGroup& own = plan_.groups[group];
  std::vector<double> p(own.outcomes());
  tape.own.resize(outputCount());
  for (std::size_t lane = 0; lane < lanes(tape) && !tape.stopped(); ++lane) {
    for (std::size_t k = 0; k < p.size(); ++k) p[k] = tape.probabilities[k * kLanes + lane];
    Rng rng = stream_.stream("stage", tape.stage)
                  .stream("sample", tape.first + lane)
                  .stream("circuit", evaluation * plan_.groups.size() + group);
    std::ranges::fill(tape.own, 0.0);
    sampleOutcomes(own, p, shots_, rng, tape.own);
    for (std::size_t o = 0; o < outputCount(); ++o) outputs[o * kLanes + lane] += tape.own[o];
  }
}

void DeviceFunction::forward(Tape& anyTape, std::span<const double> inputs,
                             std::span<double> outputs) const {
  auto& tape = static_cast<DeviceTape&>(anyTape);
  tape.inputs = free_.inputs(parameters_, inputs.first(inputCount() * kLanes));
  evaluate(tape, freeParameters_, tape.inputs, 0, outputs.first(outputCount() * kLanes));
}

void DeviceFunction::pullback(Tape& anyTape, std::span<const double> cotangents,
                              Gradient& anyGradient, std::span<double> inputCotangents) const {
  auto& tape = static_cast<DeviceTape&>(anyTape);
  auto& gradient = static_cast<DeviceGradient&>(anyGradient);
  assert(inputCotangents.empty() || circuit_.preparations.empty());
  gradient.parameters.resize(parameters_.size());
  std::vector<double> up(outputCount() * kLanes), down(up.size());
  const auto& occurrences = free_.occurrences();
  for (std::size_t i = 0; i < occurrences.size() && !tape.stopped(); ++i) {
    const FreeAngles::Occurrence& o = occurrences[i];
    if (o.angle.source == Angle::Source::Feature && inputCotangents.empty()) continue;
    std::array<double, kLanes> derivative{};
    std::uint64_t evaluation = 1 + kEvaluationsPerAngle * i;
    for (const ShiftedPair& pair : pairsOf(o.shift)) {
      const auto shifted = [&](double shift, std::span<double> outputs) {
        std::vector<double> values = freeParameters_, inputs = tape.inputs;
        if (o.parameter) values[o.index] += shift;
        for (std::size_t lane = 0; lane < kLanes && !o.parameter; ++lane) {
          inputs[o.index * kLanes + lane] += shift;
        }
        evaluate(tape, values, inputs, evaluation++, outputs);
      };
      shifted(pair.shift, up);
      shifted(-pair.shift, down);
      for (std::size_t k = 0; k < up.size(); ++k) {
        derivative[k % kLanes] += pair.weight * cotangents[k] * (up[k] - down[k]);
      }
    }
    for (std::size_t lane = 0; lane < lanes(tape); ++lane) {
      free_.scatter(o, derivative[lane], lane, tape.inputs, gradient.parameters, inputCotangents);
    }
  }
}

}  // namespace

std::unique_ptr<LaneFunction> makeDeviceFunction(const Circuit& circuit, std::size_t shots,
                                                 std::uint64_t seed, CircuitEngine engine) {
  return std::make_unique<DeviceFunction>(circuit, shots, seed, std::move(engine));
}

std::size_t deviceEvaluations(const Circuit& circuit) {
  std::size_t count = 1;
  const FreeAngles free(circuit);
  for (const FreeAngles::Occurrence& o : free.occurrences()) {
    if (o.angle.source != Angle::Source::Feature) count += 2 * pairsOf(o.shift).size();
  }
  return count;
}

std::uint64_t streamOf(std::span<const double> values) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a, a word at a time
  for (const double value : values) {
    hash = (hash ^ std::bit_cast<std::uint64_t>(value)) * 1099511628211U;
    hash ^= hash >> 29;
  }
  return hash;
}

}  // namespace qonvolve
