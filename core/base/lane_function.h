// SPDX-License-Identifier: GPL-3.0-or-later
// A differentiable function evaluated on chunks of samples that lie in SIMD lanes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>

namespace qonvolve {

class ThreadPool;

/// Samples in one chunk. Values of a chunk are stored row by row: value r of lane s is at
/// [r * kLanes + s]; several chunks (see LaneFunction::chunks) follow one another. Unused lanes
/// repeat the last real sample and get zero cotangents, so they never influence a result.
inline constexpr std::size_t kLanes = 8;

/// y = f(x; theta) for one stage of a model: a circuit with its observables, or a classical node.
/// Parameters are the model's whole parameter vector; a stage reads and writes only its own
/// entries.
///
/// Use: bind(theta) once per step; then, from any number of threads, each with its own Tape and
/// Gradient: forward(), and if wanted pullback() for the chunk the Tape holds; at the end
/// collect().
class LaneFunction {
 public:
  /// What forward() leaves behind for pullback(); owned by one thread, reused for every chunk.
  class Tape {
   public:
    virtual ~Tape() = default;
    /// How many of the lanes are real samples (the first ones, at least one): whoever computes
    /// sample by sample may leave out the others. Set by the caller before forward().
    std::size_t samples = kLanes;
    /// Number of the first sample in the caller's list: engines with randomness give each sample
    /// a stream of its own, whichever thread or chunk it falls into. Set like `samples`.
    std::uint64_t first = 0;
    /// Number of the function among those of a model, for the same reason.
    std::uint64_t stage = 0;
    /// Threads that the call itself may use; null when the calls already run side by side.
    ThreadPool* pool = nullptr;
    /// A request lets long calls end early, with values that mean nothing: whoever set it looks at
    /// it afterwards and discards them. Null: calls run to their end.
    const std::stop_token* stop = nullptr;
    bool stopped() const { return stop != nullptr && stop->stop_requested(); }
  };
  /// Sum of parameter cotangents over chunks, in whatever form is cheapest for the stage.
  class Gradient {
   public:
    virtual ~Gradient() = default;
    virtual void clear() = 0;
  };

  virtual ~LaneFunction() = default;

  virtual std::size_t inputCount() const = 0;
  virtual std::size_t outputCount() const = 0;
  /// Chunks that one call of forward() or pullback() takes: a small power of two.
  virtual std::size_t chunks() const { return 1; }
  /// Whether a call does best with all threads to itself (see Tape::pool), as large states do.
  virtual bool threadsInside() const { return false; }
  /// Whether equal inputs may give different outputs: shots and random trajectories.
  virtual bool random() const { return false; }

  /// Threads that bind() and collect() may use, which are called with nothing beside them; null,
  /// as at first: none. Results are the same bits with any.
  virtual void usePool(ThreadPool* /*pool*/) {}

  /// Computes everything that depends on the parameters alone. Not thread safe.
  virtual void bind(std::span<const double> parameters) = 0;

  virtual std::unique_ptr<Tape> makeTape() const = 0;
  virtual std::unique_ptr<Gradient> makeGradient() const = 0;

  /// inputs: chunks() x inputCount() x kLanes; outputs: chunks() x outputCount() x kLanes.
  virtual void forward(Tape& tape, std::span<const double> inputs,
                       std::span<double> outputs) const = 0;

  /// cotangents: chunks() x outputCount() x kLanes, dL/dy. Adds dL/dtheta to `gradient`. When
  /// inputCotangents is not empty (chunks() x inputCount() x kLanes), *adds* dL/dx to it. Consumes
  /// the tape.
  virtual void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                        std::span<double> inputCotangents) const = 0;

  /// Adds dL/dtheta gathered in `gradients` (summed in the given order) to parameterGradient. Uses
  /// them up: they gather anew after clear().
  virtual void collect(std::span<const std::unique_ptr<Gradient>> gradients,
                       std::span<double> parameterGradient) const = 0;
};

}  // namespace qonvolve
