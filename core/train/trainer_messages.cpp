// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer_messages.h"

#include "core/base/text.h"

namespace qonvolve {

namespace {

constexpr double kHighLearningRate = 1;

}  // namespace

Notice stationaryStart(double gradientNorm) {
  return {
      1,
      {"/train/initializer",
       "The gradient is zero at the initial parameters (length " + numberText(gradientNorm) +
           "): they are an exact stationary point, and gradient steps do not leave it.",
       "Angles of zero and identity blocks do this where qubits start in |0⟩ and the readout is "
       "diagonal. Let an encoding or a layer of rotations come first, or start from Uniform, "
       "Zhang or a small Gaussian."}};
}

Error divergedError(const std::string& what, const Checkpoint& now, std::uint64_t keptStep,
                    double learningRate) {
  Error error;
  error.message = "Training stopped at step " + std::to_string(now.step + 1) + " (epoch " +
                  std::to_string(now.epoch + 1) + "): " + what +
                  " The last good state (after step " + std::to_string(keptStep) + ") is kept.";
  if (learningRate >= kHighLearningRate) {
    error.hint = "Learning rate " + numberText(learningRate) +
                 " is unusually high; lower it, for example to 0.05.";
  } else {
    error.hint = "Lower the learning rate, or look for extreme values in the data.";
  }
  error.where = learningRate > 0 ? "/train/optimizer/options/learning_rate" : "/train";
  return error;
}

}  // namespace qonvolve
