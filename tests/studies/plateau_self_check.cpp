// SPDX-License-Identifier: GPL-3.0-or-later
// Writes resources/results/plateau-self-check.md: variances of gradients and costs beside their
// references. Usage: study_plateau_self_check [quick] > plateau-self-check.md, and
// study_plateau_self_check speed > plateau-speed.md
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include "core/analysis/reference_laws.h"
#include "core/analysis/scan.h"
#include "core/analysis/self_check.h"
#include "core/base/rng.h"
#include "core/circuit/circuit.h"
#include "core/io/examples.h"

using namespace qonvolve;

namespace {

using State = std::vector<Complex>;

// A Haar-random unitary of four dimensions: Gram-Schmidt on normal vectors.
std::array<State, 4> haarBlock(Rng& rng) {
  std::array<State, 4> columns;
  for (std::size_t c = 0; c < 4; ++c) {
    columns[c].resize(4);
    for (Complex& value : columns[c]) value = {rng.normal(), rng.normal()};
    for (std::size_t other = 0; other < c; ++other) {
      Complex overlap = 0;
      for (std::size_t k = 0; k < 4; ++k) overlap += std::conj(columns[other][k]) * columns[c][k];
      for (std::size_t k = 0; k < 4; ++k) columns[c][k] -= overlap * columns[other][k];
    }
    double norm = 0;
    for (const Complex& value : columns[c]) norm += std::norm(value);
    for (Complex& value : columns[c]) value /= std::sqrt(norm);
  }
  return columns;
}

void apply(State& state, const std::array<State, 4>& block, std::size_t a, std::size_t b) {
  const std::size_t bitA = std::size_t{1} << a;
  const std::size_t bitB = std::size_t{1} << b;
  for (std::size_t k = 0; k < state.size(); ++k) {
    if ((k & (bitA | bitB)) != 0) continue;
    const std::array<std::size_t, 4> at = {k, k | bitA, k | bitB, k | bitA | bitB};
    std::array<Complex, 4> old;
    for (std::size_t i = 0; i < 4; ++i) old[i] = state[at[i]];
    for (std::size_t i = 0; i < 4; ++i) {
      state[at[i]] = 0;
      for (std::size_t j = 0; j < 4; ++j) state[at[i]] += block[j][i] * old[j];
    }
  }
}

// <Z> of wire 0 after a QCNN of independent Haar blocks, wires traced out by not touching them.
double haarQcnn(std::size_t wires, Rng& rng) {
  State state(std::size_t{1} << wires);
  state[0] = 1;
  for (std::size_t stride = 1; stride < wires; stride *= 2) {
    const std::size_t active = wires / stride;
    for (std::size_t start : {0U, 1U}) {
      for (std::size_t i = start; i < active && (active > 2 || start == 0); i += 2) {
        apply(state, haarBlock(rng), i * stride, (i + 1) % active * stride);
      }
    }
  }
  double z = 0;
  for (std::size_t k = 0; k < state.size(); ++k) z += (k & 1 ? -1 : 1) * std::norm(state[k]);
  return z;
}

CheckRow haarRow(std::uint32_t wires, std::size_t samples) {
  Rng rng = Rng(31).stream("haar", wires);
  double s2 = 0, s4 = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    const double z = haarQcnn(wires, rng);
    s2 += z * z;
    s4 += z * z * z * z;
  }
  const auto n = static_cast<double>(samples);
  CheckRow row{.table = "Cost of a QCNN of Haar blocks (Pesah et al., arXiv:2011.02966)",
               .name = std::to_string(wires) + " qubits",
               .expected = haarQcnnVariance(wires),
               .measured = s2 / n,
               .samples = samples};
  row.error = std::sqrt((s4 / n - s2 / n * s2 / n) / n);
  return row;
}

void print(const CheckRow& row) {
  static std::string table;
  if (row.table != table) {
    table = row.table;
    std::printf(
        "\n### %s\n\n| circuit | reference | measured | error | difference | draws |\n"
        "|---|---|---|---|---|---|\n",
        table.c_str());
  }
  const bool exact = row.error == 0;
  std::printf("| %s | %.5e | %.5e | ", row.name.c_str(), row.expected, row.measured);
  if (exact) {
    std::printf("exact | %.0e relative | |\n", (row.measured - row.expected) / row.expected);
  } else {
    std::printf("%.1e | %+.1f errors%s | %zu |\n", std::hypot(row.error, row.expectedError),
                row.deviation(), row.undersampled ? ", undersampled" : "", row.samples);
  }
  std::fflush(stdout);
}

/// Seconds of whole scans, the plan included.
int printSpeed(const Catalog& catalog, ThreadPool& pool) {
  struct Row {
    const char* what;
    const char* example;
    std::int64_t layers;  // 0: as in the example
    double limit;
  };
  constexpr Row kRows[] = {{"default design (lines)", "lines", 0, 10},
                           {"McClean et al., 30 n layers", "plateau-random", 30, 60}};
  std::printf(
      "# Speed of plateau scans\n\nWritten by `tests/studies/plateau_self_check.cpp` with the "
      "argument `speed`: 1,000 draws at each of 2, 4, 6, 8 and 10 qubits, %zu threads, best of "
      "three.\n\n| design | seconds | estimated before the start | limit |\n|---|---|---|---|\n",
      pool.size());
  bool slow = false;
  for (const Row& row : kRows) {
    auto experiment = loadExample(row.example, catalog);
    if (!experiment) return 1;
    if (row.layers > 0) {
      std::get<Block>(experiment->stack[1]).choice.options["layers"] = row.layers;
    }
    double best = 1e300, estimate = 0;
    for (int i = 0; i < 3; ++i) {
      const auto start = std::chrono::steady_clock::now();
      const auto plan = planScan(*experiment, catalog, {});
      if (!plan || !runScan(*plan, pool)) return 1;
      estimate = estimatedSeconds(*plan, pool.size());
      best = std::min(
          best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    slow = slow || best > row.limit;
    std::printf("| %s | %.2f | %.2f | %.0f |\n", row.what, best, estimate, row.limit);
    std::fflush(stdout);
  }
  return slow ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::strcmp(argv[1], "quick") == 0;
  ThreadPool pool;
  const Catalog catalog = makeCatalog();
  if (argc > 1 && std::strcmp(argv[1], "speed") == 0) return printSpeed(catalog, pool);
  std::printf(
      "# Self-check of the plateau laboratory\n\n"
      "Written by `tests/studies/plateau_self_check.cpp`. References are exact laws, or were "
      "sampled "
      "with another simulator (QCNNs of nine circuits, depth); then the error holds both. "
      "\"Undersampled\": the variance is carried by rare draws, so that more are needed to know it "
      "to 10 %%. Seeds are fixed; the difference of a right program is within 2 errors in 95 %% of "
      "the rows.\n");
  std::size_t rows = 0, wrong = 0, beyondTwo = 0, sampled = 0;
  const auto count = [&](const CheckRow& row) {
    print(row);
    ++rows;
    if (!row.agrees()) ++wrong;
    if (row.error == 0 || row.undersampled) return;
    ++sampled;
    if (std::abs(row.deviation()) > 2) ++beyondTwo;
  };
  runSelfCheck(catalog, quick ? SelfCheckSize::Quick : SelfCheckSize::Full, pool, {}, count);
  for (const std::uint32_t wires : {2U, 4U, 8U}) count(haarRow(wires, quick ? 2000 : 20000));
  std::printf(
      "\n%zu rows; %zu of the %zu sampled ones differ by more than 2 errors; %zu by more "
      "than 4.\n",
      rows, beyondTwo, sampled, wrong);
  return wrong == 0 ? 0 : 1;
}
