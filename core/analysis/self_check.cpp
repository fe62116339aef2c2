// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/self_check.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <optional>

#include "core/analysis/reference_laws.h"
#include "core/analysis/scan.h"
#include "core/model/compile.h"

namespace qonvolve {

namespace {

const std::string kRandom = "Random circuit, first angle (McClean et al., arXiv:1803.11173)";
const std::string kGlobal = "Product circuit, global cost (Cerezo et al., arXiv:2001.00550)";
const std::string kLocal = "Product circuit, local cost (Cerezo et al., arXiv:2001.00550)";
const std::string kQcnn = "QCNN, first convolution angle (Pesah et al., arXiv:2011.02966)";
const std::string kDepth = "Layers on 6 qubits, by depth (Holmes et al., arXiv:2101.02138)";
const std::string kNoise = "Depolarizing noise (Wang et al., arXiv:2007.14384)";
const std::string kUniversal =
    "Cost of RX RZ RZZ layers, su(2^n) (Ragone et al., arXiv:2309.09342)";
const std::string kFermions = "Cost of free fermions, so(2n) (Fontana et al., arXiv:2309.07902)";

enum class Quantity : std::uint8_t { Gradient, Cost };

/// A scan of one size against a number.
struct Job {
  std::string table;
  std::string name;
  Stack stack;
  std::uint32_t qubits = 2;
  std::optional<Observable> observable = {};  // instead of the readout
  double scale = 1;                           // of the observable
  std::string parameter = "first";
  Quantity quantity = Quantity::Gradient;
  std::size_t samples = 1000;
  double expected = 0;
  double expectedError = 0;
};

Block block(const char* type, Values options = {}) {
  return {.choice = {.type = type, .options = std::move(options)}, .name = {}};
}

Value text(const char* value) {
  return std::string(value);
}

Block layers(const char* rotations, const char* entangler, std::uint32_t count) {
  return block("layers", {{"rotations", text(rotations)},
                          {"entangler", text(entangler)},
                          {"layers", static_cast<std::int64_t>(count)}});
}

/// `perQubit` layers for each qubit.
Block deepLayers(const char* rotations, const char* entangler, std::uint32_t perQubit) {
  Block deep = layers(rotations, entangler, perQubit);
  deep.choice.options["per_qubit"] = true;
  return deep;
}

Observable zz() {
  return {.terms = {{1, 0, 3}}};
}

std::string qubitsText(std::uint32_t qubits) {
  return std::to_string(qubits) + " qubits";
}

Job randomCircuit(std::uint32_t n, std::size_t samples) {
  return {.table = kRandom,
          .name = qubitsText(n),
          .stack = {block("plain_start", {{"angle", std::numbers::pi / 4}}),
                    block("random_layers", {{"layers", std::int64_t{30}}, {"per_qubit", true}}),
                    block("readout")},
          .qubits = n,
          .observable = zz(),
          .samples = samples,
          .expected = randomCircuitVariance(n)};
}

Job productCircuit(std::uint32_t n, bool global, std::size_t samples) {
  return {.table = global ? kGlobal : kLocal,
          .name = qubitsText(n),
          .stack = {block("plain_start"), layers("rx", "none", 1),
                    block("readout", {{"kind", text(global ? "all_zero" : "mean")}})},
          .qubits = n,
          .scale = 0.5,  // <Z> runs from -1 to 1, the cost from 0 to 1
          .samples = samples,
          .expected = global ? globalCostVariance(n) : localCostVariance(n)};
}

struct AnsatzRow {
  const char* ansatz;
  const char* name;
  double value4, error4, value8, error8;
};

// Sampled with another simulator: 4000 draws on 4 qubits, 2000 on 8.
constexpr AnsatzRow kAnsatzRows[] = {
    {"ttn", "TTN", .2453, .0046, .0869, .0030},
    {"c7", "Circuit 5 of Sim et al.", .0977, .0021, .0447, .0018},
    {"c8", "Circuit 6 of Sim et al.", .0764, .0017, .0218, .0010},
    {"c2", "Circuit 9 of Sim et al.", .0709, .0019, .0103, .0004},
    {"c4", "Circuit 13 of Sim et al.", .1634, .0036, .0565, .0022},
    {"c5", "Circuit 14 of Sim et al.", .1667, .0036, .0595, .0024},
    {"c3", "Circuit 15 of Sim et al.", .1867, .0045, .0504, .0021},
    {"so4", "SO(4)", .1707, .0040, .0464, .0018},
    {"su4", "SU(4)", .1030, .0026, .0272, .0013},
};

Job qcnn(const AnsatzRow& row, std::uint32_t n, std::size_t samples) {
  return {.table = kQcnn,
          .name = std::string(row.name) + ", " + qubitsText(n),
          .stack = {block("angle"),
                    Repeat{.until = Repeat::Until::OneWire,
                           .body = {block("convolution", {{"ansatz", text(row.ansatz)}}),
                                    block("pooling")}},
                    block("readout")},
          .qubits = n,
          .samples = samples,
          .expected = n == 4 ? row.value4 : row.value8,
          .expectedError = n == 4 ? row.error4 : row.error8};
}

struct DepthRow {
  std::uint32_t layers;
  double value, error;
};

// Sampled with another simulator, 3000 draws.
constexpr DepthRow kDepthRows[] = {{1, .0644, .0023},   {2, .1052, .0028},    {4, .0259, .0010},
                                   {8, .01339, .00041}, {16, .00814, .00021}, {32, .00736, .00019}};

Job depth(const DepthRow& row, std::size_t samples) {
  return {.table = kDepth,
          .name = std::to_string(row.layers) + (row.layers == 1 ? " layer" : " layers"),
          .stack = {block("plain_start"), layers("ry_rx", "cz", row.layers), block("readout")},
          .qubits = 6,
          .observable = zz(),
          // RX on qubit 0 of the middle layer; a layer has 12 angles, those of RY first.
          .parameter = std::to_string(row.layers / 2 * 12 + 6),
          .samples = samples,
          .expected = row.value,
          .expectedError = row.error};
}

/// The prediction comes from the algebra that the rotations generate.
Job algebra(const std::string& table, const char* rotations, const char* entangler, std::uint32_t n,
            std::size_t samples) {
  return {.table = table,
          .name = qubitsText(n),
          .stack = {block("plain_start"), deepLayers(rotations, entangler, 24), block("readout")},
          .qubits = n,
          .observable = Observable::pauliZ(0),
          .quantity = Quantity::Cost,
          .samples = samples,
          .expected = n <= 4               ? -1
                      : table == kFermions ? freeFermionVariance(n)
                                           : 1 / (std::exp2(n) + 1)};
}

std::vector<Job> jobs(SelfCheckSize size) {
  const bool full = size == SelfCheckSize::Full;
  std::vector<Job> list;
  const auto add = [&list](Job job) { list.push_back(std::move(job)); };
  add(randomCircuit(2, full ? 20000 : 4000));
  add(randomCircuit(4, full ? 20000 : 2000));
  add(randomCircuit(6, full ? 10000 : 1000));
  if (full) {
    add(randomCircuit(8, 4000));
    add(randomCircuit(10, 1500));
  }
  for (const std::uint32_t n : {2U, 4U, 6U}) add(productCircuit(n, true, 20000));
  if (full) {
    for (const std::uint32_t n : {8U, 10U, 12U}) add(productCircuit(n, true, 20000));
  }
  for (const std::uint32_t n : {2U, 4U, 6U, 8U, 10U, 12U}) add(productCircuit(n, false, 4000));
  for (const AnsatzRow& row : kAnsatzRows) {
    add(qcnn(row, 4, full ? 4000 : 2000));
    if (full) add(qcnn(row, 8, 2000));
  }
  for (const DepthRow& row : kDepthRows) {
    if (full || row.layers <= 8) add(depth(row, full ? 3000 : 1000));
  }
  for (const std::uint32_t n : {2U, 4U, 6U}) {
    if (full || n < 6) add(algebra(kUniversal, "rx_rz", "rzz", n, full ? 4000 : 1000));
  }
  for (const std::uint32_t n : {3U, 4U, 6U, 8U}) {
    if (full || n < 6) add(algebra(kFermions, "rz", "rxx", n, full ? 4000 : 1000));
  }
  return list;
}

std::optional<CheckRow> run(const Job& job, std::size_t number, const Catalog& catalog,
                            ThreadPool& pool, const std::stop_token& stop) {
  Stack stack = job.stack;
  assignIds(stack);
  Compiled compiled = compile(stack, {.features = job.qubits}, catalog.blocks);
  assert(compiled.errors.empty());
  Model& model = compiled.model;
  Circuit* circuit = nullptr;
  for (PlacedStage& placed : model.stages) {
    if (auto* own = std::get_if<Circuit>(&placed.stage)) circuit = own;
  }
  if (job.observable) circuit->outputs = {*job.observable};
  double expected = job.expected;
  if (expected < 0) {
    const auto parts = pauliAlgebra(rotationGenerators(*circuit));
    expected = algebraVariance(parts, circuit->outputs.front());
  }
  ScanPlan plan{.settings = {.qubits = {job.qubits},
                             .samples = job.samples,
                             .parameter = job.parameter,
                             .seed = 1000 + number},
                .initializer = *catalog.initializers.find("uniform"),
                .initializerOptions = {},
                .cases = {},
                .skipped = {}};
  auto scan = makeScanCase(model, job.qubits, job.parameter, {});
  assert(scan);
  plan.cases.push_back(std::move(*scan));
  const auto points = runScan(plan, pool, stop);
  if (!points || points->empty()) return {};
  const ScanPoint& point = points->front();
  CheckRow row{.table = job.table,
               .name = job.name,
               .expected = expected,
               .expectedError = job.expectedError,
               .samples = job.samples,
               .undersampled = job.quantity == Quantity::Gradient && point.undersampled()};
  const bool cost = job.quantity == Quantity::Cost;
  const double square = job.scale * job.scale;
  row.measured = square * (cost ? point.costDeviation * point.costDeviation : point.variance);
  row.error = square * (cost ? point.costVarianceError : point.standardError);
  return row;
}

/// <Z...Z> and a derivative behind L channels over those without, on density matrices.
void checkNoise(const Catalog& catalog, SelfCheckSize size, std::vector<CheckRow>& rows,
                const std::function<void(const CheckRow&)>& report) {
  struct Case {
    Wire wires;
    double p;
    int layers;
  };
  std::vector<Case> cases = {{4, .01, 1}, {4, .01, 5}, {4, .01, 10}};
  if (size == SelfCheckSize::Full) {
    cases.push_back({8, .01, 10});
    cases.push_back({8, .001, 10});
  }
  for (const Case& each : cases) {
    Circuit circuit;
    circuit.wires = each.wires;
    for (Wire w = 0; w < each.wires; ++w) {
      circuit.ops.push_back({.gate = GateId::RY, .wires = {w}, .angles = {Angle::parameter(w)}});
    }
    for (int layer = 0; layer < each.layers; ++layer) {
      for (Wire w = 0; w < each.wires; ++w) {
        circuit.ops.push_back({.gate = GateId::I, .wires = {w}});
      }
    }
    circuit.outputs = {{.terms = {{1, 0, (std::uint64_t{1} << each.wires) - 1}}}};
    std::vector<double> angles(each.wires);
    for (Wire w = 0; w < each.wires; ++w) angles[w] = 0.3 + 0.1 * w;
    const auto noise = catalog.noise.find("depolarizing")->make({{"p", each.p}}, "");
    assert(noise);
    const auto valueAndSlope = [&](const SimulationOptions& options) {
      const auto function = *makeSimulation(circuit, options);
      function->bind(angles);
      const auto tape = function->makeTape();
      tape->samples = 1;
      std::vector<double> outputs(function->chunks() * kLanes);
      function->forward(*tape, {}, outputs);
      std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
      gradients.push_back(function->makeGradient());
      gradients.front()->clear();
      std::vector<double> cotangents(outputs.size());
      cotangents[0] = 1;
      function->pullback(*tape, cotangents, *gradients.front(), {});
      std::vector<double> slopes(each.wires);
      function->collect(gradients, slopes);
      return std::pair(outputs[0], slopes[0]);
    };
    SimulationOptions noisy;
    noisy.noise = {{.effect = noise->effect, .gates = std::vector{GateId::I}}};
    const auto clean = valueAndSlope({});
    const auto damped = valueAndSlope(noisy);
    const std::string name = qubitsText(each.wires) + ", p = " + numberText(each.p) + ", " +
                             std::to_string(each.layers) +
                             (each.layers == 1 ? " layer" : " layers");
    const double factor = depolarizingFactor(each.p, each.wires, each.layers);
    for (const bool slope : {false, true}) {
      rows.push_back(
          {.table = kNoise,
           .name = name + (slope ? ", gradient" : ", value"),
           .expected = factor,
           .measured = slope ? damped.second / clean.second : damped.first / clean.first});
      if (report) report(rows.back());
    }
  }
}

}  // namespace

double CheckRow::deviation() const {
  const double exact = 1e-9 * std::abs(expected);
  const double unit = std::hypot(error, expectedError);
  return (measured - expected) / (unit > 0 ? unit : exact);
}

bool CheckRow::agrees() const {
  return undersampled || std::abs(deviation()) <= 4;
}

std::vector<CheckRow> runSelfCheck(const Catalog& catalog, SelfCheckSize size, ThreadPool& pool,
                                   std::stop_token stop,
                                   const std::function<void(const CheckRow&)>& report) {
  std::vector<CheckRow> rows;
  std::size_t number = 0;
  for (const Job& job : jobs(size)) {
    const auto row = run(job, number++, catalog, pool, stop);
    if (!row) return rows;
    rows.push_back(*row);
    if (report) report(rows.back());
  }
  checkNoise(catalog, size, rows, report);
  return rows;
}

}  // namespace qonvolve
