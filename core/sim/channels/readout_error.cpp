// SPDX-License-Identifier: GPL-3.0-or-later
// Wrong readings at the end.
#include "core/sim/channels/channels.h"

namespace qonvolve {
namespace {

struct ReadoutOptions : NoiseScope {
  double oneIfZero = 0.01;
  double zeroIfOne = 0.01;
};

}  // namespace

NoiseType readoutErrorNoise() {
  return makeNoiseType(
      {.id = "readout_error",
       .label = "Readout error",
       .category = "Readout",
       .summary = "Final readings are wrong with a probability for each true value.",
       .help = "Acts on the probabilities of the outcomes of every qubit that is read: "
               "P(read 1 | 0) and P(read 0 | 1). A "
               "product of X or Y is read in its own basis with the same error.",
       .paper = "Bravyi et al., arXiv:2006.14044"},
      Schema<ReadoutOptions>{}
          .real("one_if_zero", &ReadoutOptions::oneIfZero, 0, 1,
                {.label = "Reads 1 if 0", .help = "Probability to read 1 though it is 0."})
          .real("zero_if_one", &ReadoutOptions::zeroIfOne, 0, 1,
                {.label = "Reads 0 if 1", .help = "Probability to read 0 though it is 1."}),
      [](const ReadoutOptions& o, const std::string&) -> NoiseEffect {
        return ReadoutError{.wire = 0, .oneIfZero = o.oneIfZero, .zeroIfOne = o.zeroIfOne};
      },
      ScopeFields::WiresOnly);
}

}  // namespace qonvolve
