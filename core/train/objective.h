// SPDX-License-Identifier: GPL-3.0-or-later
// What an optimizer may ask about the loss of the present batch.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace qonvolve {

/// A trigonometric polynomial of one parameter t: the sum of c_j exp(i j frequency t) over
/// |j| <= degree. 2 degree + 1 values determine it.
struct Wave {
  double frequency = 1;
  std::uint32_t degree = 1;
  bool operator==(const Wave&) const = default;
};

/// Which entries of the metric are wanted; the others are zero.
enum class Coupling : std::uint8_t {
  Full,
  Block,     // pairs of parameters of the same block
  Diagonal,  // only g_kk
};

/// Three parameters that are the angles of the same U3 gates, and of nothing else.
using FreeRotation = std::array<std::uint32_t, 3>;

/// The loss of one batch as a function of the parameters, which an optimizer may ask for at any
/// point. What hardware would have to run for an answer is counted by whoever provides it. After a
/// stop the answers mean nothing; an optimizer that asks in a loop ends it when stopped() is true.
/// A function without a circuit behind it has the unit metric, the fidelity exp(-|a - b|^2) that
/// goes with it, and no waves.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual double value(std::span<const double> theta) = 0;
  /// Overwrites `gradient`; returns the loss at theta.
  virtual double valueAndGradient(std::span<const double> theta, std::span<double> gradient) = 0;
  /// The loss at theta for the curve of a run, by methods that do not need it themselves: not
  /// counted.
  virtual double recordedValue(std::span<const double> theta) { return value(theta); }

  /// Overwrites g (row major, square) with the Fubini-Study metric Re<d_i psi|d_j psi> -
  /// <d_i psi|psi><psi|d_j psi> at theta, averaged over the first `samples` samples of the batch
  /// (0: all). Parameters without a state (weights of classical layers) get the unit matrix.
  virtual void metric(std::span<const double> theta, Coupling coupling, std::size_t samples,
                      std::span<double> g);
  /// |<psi(a)|psi(b)>|^2, averaged over the same samples.
  virtual double fidelity(std::span<const double> a, std::span<const double> b,
                          std::size_t samples);

  /// How the loss depends on one parameter with all others fixed; nothing if it is not a
  /// trigonometric polynomial of it.
  virtual std::optional<Wave> wave(std::size_t parameter) const;
  virtual std::span<const FreeRotation> freeRotations() const { return {}; }

  virtual bool stopped() const { return false; }
};

}  // namespace qonvolve
