// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/bound_programs.h"

namespace qonvolve {

BoundPrograms::BoundPrograms(const std::vector<Program>& programs)
    : programs_(programs), matrices_(programs.size()), turns_(programs.size()) {
  std::size_t count = 0;
  for (const Program& program : programs) {
    first_.push_back(count);
    if (!program.perLane) count += 3 * program.ops.size();
    rotations_.emplace_back(program);
  }
  angles_.resize(count);
}

void BoundPrograms::bind(std::span<const double> parameters) {
  for (std::size_t i = 0; i < programs_.size(); ++i) {
    const Program& program = programs_[i];
    if (program.perLane) continue;
    for (std::size_t k = 0; k < 3 * program.ops.size(); ++k) {
      const Angle& angle = program.ops[k / 3].angles[k % 3];
      const bool constant = angle.source == Angle::Source::Constant;
      angles_[first_[i] + k] =
          angle.offset + (constant ? 0.0 : angle.scale * parameters[angle.index]);
    }
    rotations_[i].turn(angles(i), turns_[i]);
    matrices_[i] = rotations_[i].matrix(turns_[i]);
  }
}

void BoundPrograms::pullback(std::size_t program, const LocalMatrix& a, PauliRotations::From from,
                             std::span<double> parameterGradient) const {
  std::vector<double> derivatives(angles(program).size());
  differentiate(program, a, from, derivatives);
  scatter(program, derivatives, parameterGradient);
}

void BoundPrograms::differentiate(std::size_t program, const LocalMatrix& a,
                                  PauliRotations::From from, std::span<double> derivatives) const {
  rotations_[program].walk(a, from, turns_[program], derivatives);
}

void BoundPrograms::scatter(std::size_t program, std::span<const double> derivatives,
                            std::span<double> parameterGradient) const {
  const std::vector<LocalOp>& ops = programs_[program].ops;
  for (std::size_t k = 0; k < 3 * ops.size(); ++k) {
    const Angle& angle = ops[k / 3].angles[k % 3];
    if (angle.source == Angle::Source::Parameter) {
      parameterGradient[angle.index] += angle.scale * derivatives[k];
    }
  }
}

}  // namespace qonvolve
