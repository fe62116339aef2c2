// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/value_map.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <numeric>

namespace qonvolve {

namespace {

// A model that ends with stage `last`, whose outputs become its own.
Model cutAfter(const Model& model, std::size_t last) {
  Model part = model;
  part.stages.resize(last + 1);
  part.head = {Head::Kind::Logits, part.stages.back().copies * outputsOf(part.stages.back().stage)};
  return part;
}

Matrix outputsOf(const Model& model, const StageFactory& stages, std::span<const double> parameters,
                 const Matrix& x, const std::stop_token& stop) {
  ThreadPool pool(1);
  ModelRunner runner(model, stages, pool);
  std::vector<std::size_t> rows(static_cast<std::size_t>(x.rows()));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  Matrix outputs;
  if (!runner.predict(parameters, x, rows, outputs, stop)) return {};
  return outputs;
}

const BlockSpan* lastFusion(const Model& model) {
  const auto found = std::find_if(model.spans.rbegin(), model.spans.rend(),
                                  [](const BlockSpan& span) { return span.category == "Fusion"; });
  return found == model.spans.rend() ? nullptr : &*found;
}

bool readsSingleWords(const PlacedStage& placed, std::uint32_t tokens) {
  return inputsOf(placed.stage) == 1 && !placed.inputs.empty() &&
         std::all_of(placed.inputs.begin(), placed.inputs.end(), [&](const InputRef& input) {
           return input.isFeature() && input.index < tokens;
         });
}

}  // namespace

Matrix PlaneOfVectors::project(const Matrix& vectors) const {
  return (vectors.rowwise() - mean) * axes.transpose();
}

PlaneOfVectors principalPlane(const Matrix& vectors) {
  PlaneOfVectors plane;
  const Eigen::Index width = vectors.cols();
  plane.mean = vectors.colwise().mean();
  plane.axes.setZero(2, width);
  const Matrix centred = vectors.rowwise() - plane.mean;
  const Eigen::MatrixXd covariance = centred.transpose() * centred;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  const double total = covariance.trace();
  for (Eigen::Index k = 0; k < std::min<Eigen::Index>(2, width); ++k) {
    Eigen::RowVectorXd axis = solver.eigenvectors().col(width - 1 - k).transpose();
    // The sign is free: the largest entry is positive.
    Eigen::Index largest = 0;
    axis.cwiseAbs().maxCoeff(&largest);
    if (axis[largest] < 0) axis = -axis;
    plane.axes.row(k) = axis;
    if (total > 0) {
      plane.share[static_cast<std::size_t>(k)] =
          std::max(0.0, solver.eigenvalues()[width - 1 - k]) / total;
    }
  }
  return plane;
}

Result<Matrix> wordVectors(const Model& model, const StageFactory& stages,
                           std::span<const double> parameters, std::uint32_t vocabulary,
                           std::uint32_t tokens) {
  for (const ParameterGroup& group : model.groups) {
    if (group.words != vocabulary || vocabulary == 0) continue;
    const std::uint32_t width = group.count / group.words;
    return Matrix(Eigen::Map<const Matrix>(parameters.data() + group.first,
                                           static_cast<Eigen::Index>(vocabulary),
                                           static_cast<Eigen::Index>(width)));
  }
  for (std::size_t s = 0; s < model.stages.size(); ++s) {
    const PlacedStage& placed = model.stages[s];
    if (!readsSingleWords(placed, tokens)) continue;
    Model part = model;
    part.features = 1;
    part.stages = {{placed.stage, {InputRef{}}, 1}};
    part.head = {Head::Kind::Logits, outputsOf(placed.stage)};
    Matrix ids(static_cast<Eigen::Index>(vocabulary), 1);
    for (Eigen::Index id = 0; id < ids.rows(); ++id) ids(id, 0) = static_cast<double>(id);
    return outputsOf(part, stages, parameters, ids, {});
  }
  return Error{"/stack", "The design reads no single words.",
               "A token table or a word embedding does."};
}

bool hasFusion(const Model& model) {
  return lastFusion(model) != nullptr;
}

Result<Matrix> fusionValues(const Model& model, const StageFactory& stages,
                            std::span<const double> parameters, const Matrix& x, FusionSide side,
                            std::stop_token stop) {
  const BlockSpan* fusion = lastFusion(model);
  if (fusion == nullptr) {
    return Error{"/stack", "The design has no fusion.", "Lanes side by side end in one."};
  }
  Model part = cutAfter(model, fusion->stage);
  auto* circuit = std::get_if<Circuit>(&part.stages.back().stage);
  if (circuit == nullptr) {
    if (side == FusionSide::After) return outputsOf(part, stages, parameters, x, stop);
    ThreadPool pool(1);
    ModelRunner runner(part, stages, pool);
    std::vector<std::size_t> rows(static_cast<std::size_t>(x.rows()));
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    Matrix inputs;
    if (!runner.stageInputs(parameters, x, rows, fusion->stage, inputs, stop)) return Matrix();
    return inputs;
  }
  const bool before = side == FusionSide::Before;
  circuit->ops.resize(fusion->firstOp + (before ? 0 : fusion->opCount));
  std::erase_if(circuit->events,
                [&](const Event& event) { return event.position > circuit->ops.size(); });
  circuit->outputs.clear();
  for (const Wire wire : before ? fusion->wiresIn : fusion->wiresOut) {
    circuit->outputs.push_back(Observable::pauliZ(wire));
  }
  part = cutAfter(part, fusion->stage);
  return outputsOf(part, stages, parameters, x, stop);
}

}  // namespace qonvolve
