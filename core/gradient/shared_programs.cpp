// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/shared_programs.h"

#include "core/sim/program_matrix.h"

namespace qonvolve {

SharedPrograms::SharedPrograms(const Plan& plan) : plan_(plan) {
  Place end;
  for (const Program& program : plan.programs) {
    places_.push_back(end);
    if (program.perLane) continue;
    end.angles += 3 * program.ops.size();
    end.coefficients += coefficientCount(program.form);
  }
  angles_.resize(end.angles);
  for (AlignedVector* list : {&forward_, &backward_, &forwardBra_, &backwardBra_}) {
    list->resize(end.coefficients + 1);  // at least one, so that every place has an address
  }
}

void SharedPrograms::bind(std::span<const double> parameters) {
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    if (program.perLane) continue;
    const auto angles = std::span(angles_).subspan(places_[i].angles, 3 * program.ops.size());
    for (std::size_t k = 0; k < angles.size(); ++k) {
      const Angle& angle = program.ops[k / 3].angles[k % 3];
      const bool constant = angle.source == Angle::Source::Constant;
      angles[k] = angle.offset + (constant ? 0.0 : angle.scale * parameters[angle.index]);
    }
    const LocalMatrix u = programMatrix(program, angles);
    const auto write = [&](const LocalMatrix& m, AlignedVector& ket, AlignedVector& bra) {
      double* to = &ket[places_[i].coefficients];
      writeCoefficients(program, m, to, 1);
      for (std::size_t k = 0; k < coefficientCount(program.form); ++k) {
        bra[places_[i].coefficients + k] = k % 2 == 0 ? to[k] : -to[k];
      }
    };
    write(u, forward_, forwardBra_);
    write(u.adjoint(), backward_, backwardBra_);
  }
}

void SharedPrograms::collect(std::size_t index, std::span<const double> sum,
                             std::span<double> parameterGradient) const {
  const Program& program = plan_.programs[index];
  const auto angles = std::span(angles_).subspan(places_[index].angles, 3 * program.ops.size());
  walkGradient(program, angles, antiHermitianPart(program.form, sum.data(), 1),
               [&](std::size_t op, std::size_t k, double derivative) {
                 const Angle& angle = program.ops[op].angles[k];
                 parameterGradient[angle.index] += angle.scale * derivative;
               });
}

}  // namespace qonvolve
