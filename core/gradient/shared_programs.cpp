// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/shared_programs.h"

#include "core/sim/program_matrix.h"

namespace qonvolve {

SharedPrograms::SharedPrograms(const Plan& plan) : plan_(plan), programs_(plan.programs) {
  std::size_t end = 0;
  for (const Program& program : plan.programs) {
    places_.push_back(end);
    if (!program.perLane) end += coefficientCount(program.form);
  }
  for (AlignedVector* list : {&forward_, &backward_, &forwardBra_, &backwardBra_}) {
    list->resize(end + 1);  // at least one, so that every place has an address
  }
}

void SharedPrograms::bind(std::span<const double> parameters) {
  programs_.bind(parameters);
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    if (program.perLane) continue;
    const auto write = [&](const LocalMatrix& m, AlignedVector& ket, AlignedVector& bra) {
      double* to = &ket[places_[i]];
      writeCoefficients(program, m, to, 1);
      for (std::size_t k = 0; k < coefficientCount(program.form); ++k) {
        bra[places_[i] + k] = k % 2 == 0 ? to[k] : -to[k];
      }
    };
    const LocalMatrix& u = programs_.matrix(i);
    write(u, forward_, forwardBra_);
    write(u.adjoint(), backward_, backwardBra_);
  }
}

void SharedPrograms::collect(std::size_t index, std::span<const double> sum,
                             std::span<double> parameterGradient) const {
  const Form form = plan_.programs[index].form;
  programs_.pullback(index, antiHermitianPart(form, sum.data(), 1), PauliRotations::From::End,
                     parameterGradient);
}

}  // namespace qonvolve
