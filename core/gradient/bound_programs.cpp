// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/bound_programs.h"

namespace qonvolve {

BoundPrograms::BoundPrograms(const std::vector<Program>& programs)
    : programs_(programs), matrices_(programs.size()) {
  std::size_t count = 0;
  for (const Program& program : programs) {
    first_.push_back(count);
    if (!program.perLane) count += 3 * program.ops.size();
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
    matrices_[i] = programMatrix(program, angles(i));
  }
}

void BoundPrograms::pullback(std::size_t program, const LocalMatrix& a,
                             std::span<double> parameterGradient) const {
  const std::vector<LocalOp>& ops = programs_[program].ops;
  walkGradient(programs_[program], angles(program), a,
               [&](std::size_t op, std::size_t k, double derivative) {
                 const Angle& angle = ops[op].angles[k];
                 parameterGradient[angle.index] += angle.scale * derivative;
               });
}

}  // namespace qonvolve
