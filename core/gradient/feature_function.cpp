// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/feature_function.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/circuit/nonunitary.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/product_features.h"
#include "core/gradient/pulled_operator.h"
#include "core/gradient/sample_programs.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

constexpr std::size_t kChunks = 32;  // a call: features of 256 samples stay in the caches
constexpr std::size_t kMostWires = 9;
constexpr std::size_t kMostFeatures = 20'000;

std::size_t paddedTo(std::size_t count, std::size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

/// Samples are rows; each row of a, b and d is padded with zeros to whole groups of lanes.
template <class T>
struct FeatureTape : LaneFunction::Tape {
  std::vector<SamplePrograms::Tape> chunks;
  AlignedRows<T> local;             // [chunk][wire][component][lane]: Bloch vectors
  AlignedRows<T> a, b;              // features of the samples
  std::vector<AlignedRows<T>> d;    // per output: M b
  AlignedRows<T> weighted, result;  // scratch
  AlignedVector sums;               // accumulators of the prefixes of one chunk
};

struct FeatureGradient : LaneFunction::Gradient {
  std::vector<std::vector<double>> features;  // per output: sum of w a b^T
  std::vector<double> parameters;             // dL/dtheta through the encoding
  void clear() override {
    for (auto& f : features) std::ranges::fill(f, 0.0);
    std::ranges::fill(parameters, 0.0);
  }
};

template <class T>
class FeatureFunction : public LaneFunction {
 public:
  explicit FeatureFunction(const Circuit& circuit);

  std::size_t inputCount() const override { return circuit_.inputs; }
  std::size_t outputCount() const override { return circuit_.outputs.size(); }
  std::size_t chunks() const override { return kChunks; }
  void bind(std::span<const double> parameters) override;
  std::unique_ptr<Tape> makeTape() const override;
  std::unique_ptr<Gradient> makeGradient() const override;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override;
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override;
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override;

 private:
  static constexpr std::size_t kRow = kGroupLanes<T>;
  static constexpr std::size_t kSamples = kChunks * kLanes;
  static constexpr std::size_t kComponents = 4;  // 1 and the Bloch vector

  std::size_t wires() const { return features_.wires(); }
  T* localRow(FeatureTape<T>& tape, std::size_t chunk, std::size_t wire, std::size_t k) const {
    return &tape.local[((chunk * wires() + wire) * kComponents + k) * kLanes];
  }
  T localFeature(FeatureTape<T>& tape, std::size_t sample, std::size_t wire, std::size_t f) const {
    const std::size_t component = f == 0 ? 0 : 1 + features_.axes(wire)[f - 1];
    return localRow(tape, sample / kLanes, wire, component)[sample % kLanes];
  }
  void fillLocal(FeatureTape<T>& tape, std::size_t chunk) const;
  void fillRow(FeatureTape<T>& tape, std::size_t sample, std::size_t first, std::size_t last,
               T* row) const;
  void setWeighted(FeatureTape<T>& tape, std::span<const double> cotangents, std::size_t output,
                   std::size_t samples) const;
  void pullbackEncoding(FeatureTape<T>& tape, std::span<const double> cotangents,
                        FeatureGradient& gradient, std::span<double> inputCotangents) const;
  void addLocalGradient(FeatureTape<T>& tape, std::size_t sample, std::size_t first,
                        std::size_t last, const T* gradient, std::vector<double>& local) const;

  Circuit circuit_;
  Plan plan_;
  SamplePrograms samples_;
  ProductFeatures features_;
  // bind() and collect() run alone: what both work in need not be made anew each step.
  mutable PulledOperator operator_;
  mutable PulledOperator::Operator h_, scratch_;
  const KernelTable<T>& kernels_;
  std::size_t split_;  // wires from here on give a, the others b
  std::size_t countA_, countB_, rowA_, rowB_;
  bool trainableEncoding_ = false;
  std::vector<double> parameters_;
  std::vector<AlignedRows<T>> byA_, byB_;  // per output: M, rows of b; M^T, rows of a
};

template <class T>
FeatureFunction<T>::FeatureFunction(const Circuit& circuit)
    : circuit_(circuit),
      plan_(makePlan(circuit)),
      samples_(circuit_, plan_),
      features_(circuit_, plan_),
      operator_(circuit_, plan_, samples_),
      kernels_(kernels<T>()),
      split_(features_.evenSplit()),
      countA_(features_.count(split_, wires())),
      countB_(features_.count(0, split_)),
      rowA_(paddedTo(countA_, kRow)),
      rowB_(paddedTo(countB_, kRow)) {
  for (const PrefixWire& p : plan_.prefix) {
    trainableEncoding_ |= plan_.programs[p.program].trainable;
  }
}

template <class T>
void FeatureFunction<T>::bind(std::span<const double> parameters) {
  parameters_.assign(parameters.begin(), parameters.end());
  operator_.bind(parameters);
  byA_.resize(outputCount());
  byB_.resize(outputCount());
  for (std::size_t o = 0; o < outputCount(); ++o) {
    operator_.pullBack(o, h_);
    const std::vector<double> m = features_.coefficients(h_, scratch_);
    byA_[o].assign(countA_ * rowB_, T{0});
    byB_[o].assign(countB_ * rowA_, T{0});
    for (std::size_t i = 0; i < countA_; ++i) {
      for (std::size_t j = 0; j < countB_; ++j) {
        const T entry = static_cast<T>(m[i * countB_ + j]);
        byA_[o][i * rowB_ + j] = entry;
        byB_[o][j * rowA_ + i] = entry;
      }
    }
  }
}

template <class T>
std::unique_ptr<LaneFunction::Tape> FeatureFunction<T>::makeTape() const {
  auto tape = std::make_unique<FeatureTape<T>>();
  for (std::size_t c = 0; c < kChunks; ++c) tape->chunks.push_back(samples_.makeTape());
  tape->local.resize(kChunks * wires() * kComponents * kLanes);
  tape->a.resize(kSamples * rowA_);
  tape->b.resize(kSamples * rowB_);
  for (std::size_t o = 0; o < outputCount(); ++o) tape->d.emplace_back(kSamples * rowA_);
  tape->weighted.resize(kSamples * rowA_);
  tape->result.resize(std::max({countA_ * rowB_, kSamples * rowB_, kSamples}));
  tape->sums.resize(samples_.size().sums * kLanes);
  return tape;
}

template <class T>
std::unique_ptr<LaneFunction::Gradient> FeatureFunction<T>::makeGradient() const {
  auto gradient = std::make_unique<FeatureGradient>();
  gradient->features.assign(outputCount(), std::vector<double>(countA_ * countB_));
  return gradient;
}

/// Bloch vectors of eight samples, from the first columns of their encodings.
template <class T>
void FeatureFunction<T>::fillLocal(FeatureTape<T>& tape, std::size_t chunk) const {
  for (std::size_t w = 0; w < wires(); ++w) {
    std::fill_n(localRow(tape, chunk, w, 0), kLanes, T{1});
  }
  for (const PrefixWire& p : plan_.prefix) {
    const double* u =
        &tape.chunks[chunk].coefficients[samples_.place(p.program).coefficients * kLanes];
    T* const local = localRow(tape, chunk, p.wire, 0);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double re0 = u[lane], im0 = u[kLanes + lane];
      const double re1 = u[4 * kLanes + lane], im1 = u[5 * kLanes + lane];
      local[kLanes + lane] = static_cast<T>(2 * (re0 * re1 + im0 * im1));
      local[2 * kLanes + lane] = static_cast<T>(2 * (re0 * im1 - im0 * re1));
      local[3 * kLanes + lane] = static_cast<T>(re0 * re0 + im0 * im0 - re1 * re1 - im1 * im1);
    }
  }
}

/// Products of the features of wires first ... last - 1, the lowest wire fastest.
template <class T>
void FeatureFunction<T>::fillRow(FeatureTape<T>& tape, std::size_t sample, std::size_t first,
                                 std::size_t last, T* row) const {
  row[0] = 1;
  std::size_t count = 1;
  for (std::size_t w = first; w < last; ++w) {
    for (std::size_t f = 1; f < features_.local(w); ++f) {
      const T factor = localFeature(tape, sample, w, f);
      for (std::size_t k = 0; k < count; ++k) row[f * count + k] = factor * row[k];
    }
    count *= features_.local(w);
  }
}

template <class T>
void FeatureFunction<T>::forward(Tape& anyTape, std::span<const double> inputs,
                                 std::span<double> outputs) const {
  auto& tape = static_cast<FeatureTape<T>&>(anyTape);
  const std::size_t chunks = (tape.samples + kLanes - 1) / kLanes;
  const std::size_t samples = chunks * kLanes;
  const std::size_t width = inputCount() * kLanes;
  assert(inputs.size() >= chunks * width);
  for (std::size_t c = 0; c < chunks; ++c) {
    samples_.forward(tape.chunks[c], inputs.subspan(c * width, width), parameters_);
    fillLocal(tape, c);
  }
  for (std::size_t s = 0; s < samples; ++s) {
    fillRow(tape, s, split_, wires(), &tape.a[s * rowA_]);
    fillRow(tape, s, 0, split_, &tape.b[s * rowB_]);
  }
  for (std::size_t o = 0; o < outputCount(); ++o) {
    T* d = tape.d[o].data();
    kernels_.realProduct(d, rowA_, tape.b.data(), rowB_, 1, byB_[o].data(), rowA_, samples, rowA_,
                         countB_);
    kernels_.rowProducts(tape.result.data(), tape.a.data(), d, rowA_, samples);
    for (std::size_t s = 0; s < samples; ++s) {
      outputs[(s / kLanes * outputCount() + o) * kLanes + s % kLanes] =
          static_cast<double>(tape.result[s]);
    }
  }
}

/// weighted = a times the cotangent of the sample.
template <class T>
void FeatureFunction<T>::setWeighted(FeatureTape<T>& tape, std::span<const double> cotangents,
                                     std::size_t output, std::size_t samples) const {
  for (std::size_t s = 0; s < samples; ++s) {
    const T w =
        static_cast<T>(cotangents[(s / kLanes * outputCount() + output) * kLanes + s % kLanes]);
    for (std::size_t i = 0; i < rowA_; ++i) {
      tape.weighted[s * rowA_ + i] = w * tape.a[s * rowA_ + i];
    }
  }
}

template <class T>
void FeatureFunction<T>::pullback(Tape& anyTape, std::span<const double> cotangents,
                                  Gradient& anyGradient, std::span<double> inputCotangents) const {
  auto& tape = static_cast<FeatureTape<T>&>(anyTape);
  auto& gradient = static_cast<FeatureGradient&>(anyGradient);
  for (std::size_t o = 0; o < outputCount(); ++o) {
    setWeighted(tape, cotangents, o, tape.samples);
    kernels_.realProduct(tape.result.data(), rowB_, tape.weighted.data(), 1, rowA_, tape.b.data(),
                         rowB_, countA_, rowB_, tape.samples);
    double* to = gradient.features[o].data();
    for (std::size_t i = 0; i < countA_; ++i, to += countB_) {
      const T* from = &tape.result[i * rowB_];
      for (std::size_t j = 0; j < countB_; ++j) to[j] += static_cast<double>(from[j]);
    }
  }
  if (trainableEncoding_ || !inputCotangents.empty()) {
    pullbackEncoding(tape, cotangents, gradient, inputCotangents);
  }
}

/// Adds dL/d(local feature) of one sample to local[wire * kComponents + component], given
/// dL/d(products of the features of wires first ... last - 1).
template <class T>
void FeatureFunction<T>::addLocalGradient(FeatureTape<T>& tape, std::size_t sample,
                                          std::size_t first, std::size_t last, const T* gradient,
                                          std::vector<double>& local) const {
  // From the highest wire down, `left` is the gradient summed over the features of those above;
  // `below` are the products of the features of those below.
  std::vector<double> left(gradient, gradient + features_.count(first, last));
  std::vector<T> below(left.size());
  for (std::size_t w = last; w-- > first;) {
    const std::size_t count = features_.count(first, w);
    fillRow(tape, sample, first, w, below.data());
    for (std::size_t f = 1; f < features_.local(w); ++f) {
      double& to = local[w * kComponents + 1 + features_.axes(w)[f - 1]];
      for (std::size_t k = 0; k < count; ++k) {
        to += left[f * count + k] * static_cast<double>(below[k]);
      }
    }
    for (std::size_t f = 1; f < features_.local(w); ++f) {
      const auto factor = static_cast<double>(localFeature(tape, sample, w, f));
      for (std::size_t k = 0; k < count; ++k) left[k] += factor * left[f * count + k];
    }
  }
}

/// On to the angles of the encodings: with g = dL/d(Bloch vector), each wire is a circuit of its
/// own with the observable g . (X, Y, Z).
template <class T>
void FeatureFunction<T>::pullbackEncoding(FeatureTape<T>& tape, std::span<const double> cotangents,
                                          FeatureGradient& gradient,
                                          std::span<double> inputCotangents) const {
  gradient.parameters.resize(parameters_.size());
  const std::size_t samples = tape.samples;
  std::vector<double> local(samples * wires() * kComponents);
  std::vector<double> own(wires() * kComponents);
  for (std::size_t o = 0; o < outputCount(); ++o) {
    setWeighted(tape, cotangents, o, samples);
    kernels_.realProduct(tape.result.data(), rowB_, tape.weighted.data(), rowA_, 1, byA_[o].data(),
                         rowB_, samples, rowB_, countA_);
    for (std::size_t s = 0; s < samples; ++s) {
      std::ranges::fill(own, 0.0);
      addLocalGradient(tape, s, split_, wires(), &tape.d[o][s * rowA_], own);
      const double w = cotangents[(s / kLanes * outputCount() + o) * kLanes + s % kLanes];
      for (std::size_t k = split_ * kComponents; k < own.size(); ++k) own[k] *= w;
      addLocalGradient(tape, s, 0, split_, &tape.result[s * rowB_], own);
      for (std::size_t k = 0; k < own.size(); ++k) local[s * own.size() + k] += own[k];
    }
  }
  const std::size_t width = inputCount() * kLanes;
  for (std::size_t c = 0; c * kLanes < samples; ++c) {
    const SamplePrograms::Tape& chunk = tape.chunks[c];
    std::ranges::fill(tape.sums, 0.0);
    for (const PrefixWire& p : plan_.prefix) {
      alignas(64) std::array<double, 4 * kLanes> phi{}, lambda{};
      const double* u = &chunk.coefficients[samples_.place(p.program).coefficients * kLanes];
      std::copy_n(u, 2 * kLanes, phi.begin());
      std::copy_n(u + 4 * kLanes, 2 * kLanes, phi.begin() + 2 * kLanes);
      for (std::size_t lane = 0; lane < kLanes && c * kLanes + lane < samples; ++lane) {
        const double* g = &local[((c * kLanes + lane) * wires() + p.wire) * kComponents];
        const Complex zero(phi[lane], phi[kLanes + lane]);
        const Complex one(phi[2 * kLanes + lane], phi[3 * kLanes + lane]);
        const Complex first = g[3] * zero + Complex(g[1], -g[2]) * one;
        const Complex second = Complex(g[1], g[2]) * zero - g[3] * one;
        lambda[lane] = first.real();
        lambda[kLanes + lane] = first.imag();
        lambda[2 * kLanes + lane] = second.real();
        lambda[3 * kLanes + lane] = second.imag();
      }
      kernels().shared[Form::Dense1].reduce(phi.data(), lambda.data(), 2, 1, 0,
                                            &tape.sums[samples_.place(p.program).sums * kLanes]);
    }
    std::vector<double> features(inputCotangents.empty() ? 0 : chunk.features.size());
    samples_.pullback(chunk, tape.sums, gradient.parameters, features);
    const std::size_t count = std::min(features.size(), width);
    for (std::size_t k = 0; k < count; ++k) inputCotangents[c * width + k] += features[k];
  }
}

template <class T>
void FeatureFunction<T>::collect(std::span<const std::unique_ptr<Gradient>> gradients,
                                 std::span<double> parameterGradient) const {
  std::vector<double> sum(countA_ * countB_);
  for (const auto& any : gradients) {
    const auto& parameters = static_cast<const FeatureGradient&>(*any).parameters;
    for (std::size_t k = 0; k < parameters.size(); ++k) parameterGradient[k] += parameters[k];
  }
  for (std::size_t o = 0; o < outputCount(); ++o) {
    std::ranges::fill(sum, 0.0);
    for (const auto& any : gradients) {
      const auto& own = static_cast<const FeatureGradient&>(*any).features[o];
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += own[k];
    }
    features_.combine(sum, h_, scratch_);
    operator_.addGradient(o, h_, parameterGradient);
  }
}

}  // namespace

std::optional<EngineCost> featureCost(const Circuit& circuit, const EngineOptions& options) {
  if (circuit.wires > kMostWires || !isUnitary(circuit) || !circuit.readoutErrors.empty()) {
    return {};
  }
  const Plan plan = makePlan(circuit);
  if (!ProductFeatures::fits(circuit, plan)) return {};
  const ProductFeatures features(circuit, plan);
  const std::size_t all = features.count(0, circuit.wires);
  if (all > kMostFeatures) return {};
  const std::size_t split = features.evenSplit();
  const std::size_t a = features.count(split, circuit.wires), b = features.count(0, split);
  const auto outputs = static_cast<double>(circuit.outputs.size());
  const auto dim = static_cast<double>(std::size_t{1} << circuit.wires);
  const StatevectorCost state = statevectorCost(circuit);
  EngineCost cost;
  // Sines, cosines and their turns take the time of some 400 multiply-adds a wire.
  cost.perSample = outputs * static_cast<double>(2 * all + a) + 4.0 * static_cast<double>(a + b) +
                   400.0 * static_cast<double>(circuit.wires);
  // Columns of U, of each U^dagger O U, and of each operator of the gradient; the pace is measured.
  constexpr double pace = 1.25;
  cost.perStep = pace * (dim * (state.forward + outputs * (2 * state.forward + state.backward)) +
                         outputs * 8 * dim * dim) +
                 state.perStep;
  const std::size_t number = options.precision == Precision::Float ? sizeof(float) : sizeof(double);
  cost.bytes = static_cast<std::uint64_t>(static_cast<double>(kChunks * kLanes * (a + b) * number) *
                                              (2 + outputs) +
                                          dim * dim * 64 * (1 + outputs));
  return cost;
}

std::unique_ptr<LaneFunction> makeFeatureFunction(const Circuit& circuit,
                                                  const EngineOptions& options) {
  if (options.precision == Precision::Float)
    return std::make_unique<FeatureFunction<float>>(circuit);
  return std::make_unique<FeatureFunction<double>>(circuit);
}

}  // namespace qonvolve
