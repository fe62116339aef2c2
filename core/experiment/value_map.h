// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors of words and of samples inside a model, in the plane of their two principal components.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/experiment/assemble.h"

namespace qonvolve {

/// Directions of largest variance of some vectors.
struct PlaneOfVectors {
  Eigen::RowVectorXd mean;
  Matrix axes;                    // 2 x width
  std::array<double, 2> share{};  // of the variance
  /// Coordinates, rows x 2.
  Matrix project(const Matrix& vectors) const;
};

/// The first two principal components; less than two where the vectors have no second.
PlaneOfVectors principalPlane(const Matrix& vectors);

/// Vector of each word, ids x width: the rows of the first table of words, or else what the first
/// stage that reads single words gives (expectation values of its qubits). Errors: the model reads
/// no words.
Result<Matrix> wordVectors(const Model& model, const StageFactory& stages,
                           std::span<const double> parameters, std::uint32_t vocabulary,
                           std::uint32_t tokens);

enum class FusionSide : std::uint8_t { Before, After };

/// Whether a model brings lanes together by a fusion.
bool hasFusion(const Model& model);

/// What goes into the last fusion of a model and what comes out of it, samples x values:
/// expectation values of Z on its qubits, or the values themselves between circuits. Errors: there
/// is no fusion. Empty if stopped.
Result<Matrix> fusionValues(const Model& model, const StageFactory& stages,
                            std::span<const double> parameters, const Matrix& x, FusionSide side,
                            std::stop_token stop = {});

}  // namespace qonvolve
