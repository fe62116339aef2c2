// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the table of descriptors: what the program finds beside exact and published values.
//
// cmake --build build/release --target study_descriptors
// build/release/tests/studies/study_descriptors > resources/results/descriptors.md
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/analysis/descriptors.h"
#include "core/analysis/entanglement.h"
#include "core/analysis/templates.h"
#include "core/base/text.h"
#include "core/circuit/metrics.h"

using namespace qonvolve;

namespace {

struct Reference {
  double divergence;
  double deviation;  // of one run of 5000 pairs
  double entanglement;
};

// Circuits 1 to 19 of arXiv:1905.10876 on four wires, one layer: means of 20 runs of 5000 pairs of
// an independent simulation. Exact: Q of 1, 3, 9, 16 and 18.
constexpr std::array<Reference, kSimTemplates> kTemplates{{{.303, .013, 0},
                                                           {.307, .016, .6213},
                                                           {.258, .015, 11.0 / 64},
                                                           {.136, .008, .3118},
                                                           {.057, .006, .2887},
                                                           {.0042, .0006, .6852},
                                                           {.112, .008, .2125},
                                                           {.076, .006, .2884},
                                                           {.684, .028, 1},
                                                           {.240, .011, .3750},
                                                           {.145, .008, .5374},
                                                           {.187, .011, .4000},
                                                           {.066, .005, .4065},
                                                           {.0145, .0026, .5454},
                                                           {.181, .009, .7128},
                                                           {.255, .012, 11.0 / 64},
                                                           {.138, .010, .2937},
                                                           {.245, .013, 7.0 / 32},
                                                           {.074, .007, .3869}}};

struct Mean {
  double divergence = 0, spread = 0, entanglement = 0, entanglementError = 0;
};

Mean measure(const std::function<StateSampler(std::uint64_t seed)>& sampler, Wire wires, int runs,
             ThreadPool& pool) {
  Mean mean;
  std::vector<double> values;
  double variance = 0;
  for (int run = 0; run < runs; ++run) {
    const Descriptors d = *describeStates(sampler(static_cast<std::uint64_t>(run)), wires,
                                          {.pairs = 5000, .entropyStates = 0}, pool);
    values.push_back(d.expressibility);
    mean.divergence += d.expressibility / runs;
    mean.entanglement += d.meyerWallach.mean / runs;
    variance += d.meyerWallach.standardError * d.meyerWallach.standardError;
  }
  for (const double v : values) mean.spread += (v - mean.divergence) * (v - mean.divergence);
  mean.spread = std::sqrt(mean.spread / (runs - 1));
  mean.entanglementError = std::sqrt(variance) / runs;
  return mean;
}

StateSampler samplerOf(const Circuit& circuit, std::uint64_t seed) {
  return circuitSampler(circuit, measureCircuit(circuit).parameters, {}, Rng(seed));
}

void row(std::initializer_list<std::string> cells) {
  for (const std::string& cell : cells) std::printf("| %s ", cell.c_str());
  std::printf("|\n");
}

void templates(int runs, ThreadPool& pool) {
  std::printf(
      "## Nineteen four-qubit circuits\n\nOne layer, mean of %d runs of 5000 pairs (75 bins, "
      "natural "
      "logarithm), the spread of one run in\nbrackets. Q: mean over all states. Reference: the "
      "same "
      "protocol in an independent simulation, 20 runs;\nexact are Q of circuits 1, 3, 9, 16 and "
      "18. "
      "Deviations are in standard errors of the difference.\n\n",
      runs);
  row({"circuit", "parameters", "KL", "reference", "deviation", "Q", "reference", "difference"});
  row({"---", "---", "---", "---", "---", "---", "---", "---"});
  for (int number = 1; number <= kSimTemplates; ++number) {
    const Circuit circuit = simTemplate(number);
    const Reference& reference = kTemplates[static_cast<std::size_t>(number - 1)];
    const Mean found =
        measure([&](std::uint64_t seed) { return samplerOf(circuit, seed); }, 4, runs, pool);
    const double error = std::sqrt(found.spread * found.spread / runs +
                                   reference.deviation * reference.deviation / 20);
    row({std::to_string(number), std::to_string(measureCircuit(circuit).parameters),
         fixedText(found.divergence, 4) + " (" + fixedText(found.spread, 4) + ")",
         fixedText(reference.divergence, 4) + " (" + fixedText(reference.deviation, 4) + ")",
         fixedText((found.divergence - reference.divergence) / error, 1),
         fixedText(found.entanglement, 4) + " +- " + fixedText(found.entanglementError, 4),
         fixedText(reference.entanglement, 4),
         fixedText(found.entanglement - reference.entanglement, 4)});
  }
  const Mean haar =
      measure([](std::uint64_t seed) { return haarSampler(4, Rng(seed)); }, 4, runs, pool);
  row({"Haar", "", fixedText(haar.divergence, 4) + " (" + fixedText(haar.spread, 4) + ")",
       "0.0038 (0.0010)", "",
       fixedText(haar.entanglement, 4) + " +- " + fixedText(haar.entanglementError, 4),
       fixedText(14.0 / 17, 4), fixedText(haar.entanglement - 14.0 / 17, 4)});
  Circuit idle;
  idle.wires = 4;
  const double found = describeStates(samplerOf(idle, 1), 4, {.pairs = 100}, pool)->expressibility;
  row({"idle", "0", fixedText(found, 4), fixedText(15 * std::log(75.0), 4), "", "0.0000", "0.0000",
       "0.0000"});
}

void oneQubit(int runs, ThreadPool& pool) {
  std::printf("\n## One qubit\n\n");
  row({"circuit", "KL", "reference"});
  row({"---", "---", "---"});
  const auto print = [&](const char* name, std::initializer_list<GateId> gates,
                         const char* reference) {
    Circuit circuit;
    circuit.wires = 1;
    std::uint32_t parameter = 0;
    for (const GateId gate : gates) {
      Op op{.gate = gate};
      if (gateInfo(gate).angles > 0) op.angles[0] = Angle::parameter(parameter++);
      circuit.ops.push_back(op);
    }
    const Mean found =
        measure([&](std::uint64_t seed) { return samplerOf(circuit, seed); }, 1, runs, pool);
    row({name, fixedText(found.divergence, 6) + " (" + fixedText(found.spread, 4) + ")",
         reference});
  };
  print("idle", {}, "ln 75 = 4.317488, exact");
  print("H, RZ", {GateId::H, GateId::RZ}, "0.204 (0.010); 0.196120 without bias");
  print("H, RZ, RX", {GateId::H, GateId::RZ, GateId::RX}, "0.0112 without bias");
  const Mean haar =
      measure([](std::uint64_t seed) { return haarSampler(1, Rng(seed)); }, 1, runs, pool);
  row({"Haar", fixedText(haar.divergence, 6) + " (" + fixedText(haar.spread, 4) + ")",
       "0.0075 (0.0013), all bias"});
}

void knownStates() {
  std::printf("\n## States with known entanglement\n\n");
  row({"state", "Q", "exact", "difference"});
  row({"---", "---", "---", "---"});
  const auto print = [](const char* name, const std::vector<Complex>& state, double exact) {
    const double q = meyerWallach(state);
    row({name, fixedText(q, 12), fixedText(exact, 12), numberText(q - exact)});
  };
  const double r = std::sqrt(.5);
  print("product", {1, 0, 0, 0}, 0);
  print("Bell", {r, 0, 0, r}, 1);
  print("GHZ, 3 qubits", {r, 0, 0, 0, 0, 0, 0, r}, 1);
  const double w = 1 / std::sqrt(3.0);
  print("W, 3 qubits", {0, w, w, 0, w, 0, 0, 0}, 8.0 / 9);
  const double t = .9;
  print("RY(0.9), CX", {std::cos(t / 2), 0, 0, std::sin(t / 2)}, std::sin(t) * std::sin(t));
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(2, std::atoi(argv[1])) : 20;
  ThreadPool pool;
  std::printf(
      "# Expressibility and entangling capability\n\nWritten by `study_descriptors %d` "
      "(`tests/studies/descriptors.cpp`). Definitions: Sim, Johnson, "
      "Aspuru-Guzik,\narXiv:1905.10876; "
      "Meyer and Wallach, quant-ph/0108104. Any circuit: `qonvolve-cli describe`.\n\n",
      runs);
  templates(runs, pool);
  oneQubit(runs, pool);
  knownStates();
}
