// SPDX-License-Identifier: GPL-3.0-or-later
// The quantities of a reference file, computed with the project's own simulator and gradients.
#include <algorithm>
#include <cmath>

#include "app/cli/reference_circuit.h"
#include "core/base/text.h"
#include "core/gradient/circuit_function.h"
#include "core/sim/statevector.h"

namespace qonvolve::cli {

namespace {

using State = std::vector<Complex>;

Json complexJson(Complex value) {
  Json pair = Json::array();
  pair.push(jsonNumber(value.real()));
  pair.push(jsonNumber(value.imag()));
  return pair;
}

// "X0 Z3" or "I" with a coefficient.
std::optional<PauliTerm> readTerm(const std::string& text, double coefficient,
                                  std::uint32_t wires) {
  PauliTerm term;
  term.coefficient = coefficient;
  for (const std::string& factor : split(text, ' ')) {
    if (factor.empty() || factor == "I") continue;
    const auto wire = parseUnsigned(std::string_view(factor).substr(1));
    if (!wire || *wire >= wires) return {};
    const std::uint64_t bit = std::uint64_t{1} << *wire;
    const char pauli = factor[0];
    if (pauli != 'X' && pauli != 'Y' && pauli != 'Z') return {};
    if (pauli != 'Z') term.xMask |= bit;
    if (pauli != 'X') term.zMask |= bit;
  }
  return term;
}

struct Named {
  std::string name;
  Json terms;  // as written in the file
  Observable observable;
};

class Values {
 public:
  Values(const JsonReader& expected, const ReferenceCircuit& reference)
      : expected_(expected),
        reference_(reference),
        circuit_(reference.circuit),
        state_(statevector(circuit_, reference.values, reference.inputs)) {}

  Json compute() {
    readObservables();
    Json result = Json::object();
    for (const auto& [key, value] : *expected_.value().as<JsonObject>()) {
      const JsonReader member = expected_.member(key, value);
      if (key == "statevector") {
        result.set(key, stateJson());
      } else if (key == "probabilities") {
        result.set(key, jsonNumbers(probabilities()));
      } else if (key == "expectations") {
        result.set(key, expectations());
      } else if (key == "gradients") {
        result.set(key, gradients(member));
      } else if (key == "reduced_density_matrices") {
        result.set(key, reducedMatrices(member));
      } else if (key == "marginals") {
        result.set(key, marginals(member));
      } else if (key == "meyer_wallach") {
        result.set(key, jsonNumber(meyerWallach()));
      } else if (key == "fubini_study_metric") {
        result.set(key, metric());
      } else if (key != "gate_counts") {  // counts of the file's own circuit, not a result
        member.error("The quantity \"" + key + "\" is not available.");
      }
    }
    return result;
  }

 private:
  void readObservables() {
    for (const JsonReader& item : expected_.items("expectations")) {
      Named named{item.text("observable").value_or(""), Json::array(), {}};
      for (const JsonReader& pair : item.items("terms")) {
        named.terms.push(pair.value());
        const auto* parts = pair.value().as<JsonArray>();
        const auto* text =
            parts != nullptr && parts->size() == 2 ? (*parts)[1].as<std::string>() : nullptr;
        const auto* factor = text != nullptr ? (*parts)[0].as<double>() : nullptr;
        const auto term = factor != nullptr ? readTerm(*text, *factor, circuit_.wires)
                                            : std::optional<PauliTerm>{};
        if (term) {
          named.observable.terms.push_back(*term);
        } else {
          pair.error("A term is [coefficient, \"X0 Z3\"] with existing qubits.");
        }
      }
      observables_.push_back(std::move(named));
    }
  }

  Json stateJson() const {
    Json list = Json::array();
    for (const Complex amplitude : state_) list.push(complexJson(amplitude));
    return list;
  }

  std::vector<double> probabilities() const {
    std::vector<double> p;
    for (const Complex amplitude : state_) p.push_back(std::norm(amplitude));
    return p;
  }

  Json expectations() const {
    Json list = Json::array();
    for (const Named& named : observables_) {
      Json one = Json::object();
      one.set("observable", named.name);
      one.set("terms", named.terms);
      one.set("value", jsonNumber(expectation(named.observable, state_)));
      list.push(std::move(one));
    }
    return list;
  }

  // By the adjoint method, as in training; every lane holds the same sample.
  std::vector<double> gradient(const Observable& observable) const {
    Circuit circuit = circuit_;
    circuit.outputs = {observable};
    const auto function = makeStatevectorFunction(circuit);
    function->bind(reference_.values);
    const auto tape = function->makeTape();
    std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
    gradients.push_back(function->makeGradient());
    gradients.front()->clear();
    std::vector<double> inputs;
    for (const double x : reference_.inputs) inputs.insert(inputs.end(), kLanes, x);
    std::vector<double> outputs(kLanes);
    function->forward(*tape, inputs, outputs);
    std::vector<double> cotangents(kLanes, 0.0);
    cotangents.front() = 1;
    function->pullback(*tape, cotangents, *gradients.front(), {});
    std::vector<double> result(reference_.values.size(), 0.0);
    function->collect(gradients, result);
    return result;
  }

  Json gradients(const JsonReader& wanted) const {
    Json list = Json::array();
    for (const JsonReader& item : wanted.items()) {
      const std::string name = item.text("observable").value_or("");
      const auto found = std::find_if(observables_.begin(), observables_.end(),
                                      [&](const Named& n) { return n.name == name; });
      if (found == observables_.end()) {
        item.error("The observable \"" + name + "\" is not among the expectations.");
        continue;
      }
      const std::vector<double> values = gradient(found->observable);
      Json d = Json::object();
      for (std::size_t i = 0; i < values.size(); ++i) {
        d.set(reference_.names[i], jsonNumber(values[i]));
      }
      Json one = Json::object();
      one.set("observable", name);
      one.set("d", std::move(d));
      list.push(std::move(one));
    }
    return list;
  }

  std::vector<Wire> wiresOf(const JsonReader& item, const char* key) const {
    std::vector<Wire> wires;
    for (const JsonReader& one : item.items(key)) {
      const auto* wire = one.value().as<std::int64_t>();
      if (wire == nullptr || *wire < 0 || *wire >= circuit_.wires) {
        one.error("The qubit does not exist.");
        return {};
      }
      wires.push_back(static_cast<Wire>(*wire));
    }
    return wires;
  }

  Json reducedMatrices(const JsonReader& wanted) const {
    Json list = Json::array();
    for (const JsonReader& item : wanted.items()) {
      const std::vector<Wire> keep = wiresOf(item, "keep");
      const auto rho = reducedDensityMatrix(state_, keep);
      const auto size = std::size_t{1} << keep.size();
      double purity = 0;
      Json matrix = Json::array();
      for (std::size_t r = 0; r < size; ++r) {
        Json row = Json::array();
        for (std::size_t c = 0; c < size; ++c) {
          row.push(complexJson(rho[r * size + c]));
          purity += std::norm(rho[r * size + c]);
        }
        matrix.push(std::move(row));
      }
      Json one = Json::object();
      Json wires = Json::array();
      for (const Wire wire : keep) wires.push(std::uint64_t{wire});
      one.set("keep", std::move(wires));
      one.set("matrix", std::move(matrix));
      one.set("purity", jsonNumber(purity));
      list.push(std::move(one));
    }
    return list;
  }

  Json marginals(const JsonReader& wanted) const {
    Json list = Json::array();
    const std::vector<double> all = probabilities();
    for (const JsonReader& item : wanted.items()) {
      const std::vector<Wire> wires = wiresOf(item, "qubits");
      std::vector<double> p(std::size_t{1} << wires.size(), 0.0);
      for (std::size_t k = 0; k < all.size(); ++k) {
        std::size_t index = 0;
        for (std::size_t i = 0; i < wires.size(); ++i) index |= (k >> wires[i] & 1U) << i;
        p[index] += all[k];
      }
      Json one = Json::object();
      Json qubits = Json::array();
      for (const Wire wire : wires) qubits.push(std::uint64_t{wire});
      one.set("qubits", std::move(qubits));
      one.set("p", jsonNumbers(p));
      list.push(std::move(one));
    }
    return list;
  }

  // Q = 2 (1 - mean purity of one qubit); Meyer and Wallach (2002), Brennen (2003).
  double meyerWallach() const {
    double purity = 0;
    for (Wire wire = 0; wire < circuit_.wires; ++wire) {
      for (const Complex entry : reducedDensityMatrix(state_, {{wire}})) purity += std::norm(entry);
    }
    return 2 * (1 - purity / circuit_.wires);
  }

  // d|state>/d(parameter): the sum over its occurrences of the circuit with one gate derived.
  State tangent(std::size_t parameter) const {
    State sum(state_.size());
    for (std::size_t at = 0; at < circuit_.ops.size(); ++at) {
      const Op& op = circuit_.ops[at];
      for (std::size_t k = 0; k < gateInfo(op.gate).angles; ++k) {
        if (op.angles[k].source != Angle::Source::Parameter || op.angles[k].index != parameter) {
          continue;
        }
        State state(state_.size());
        state[0] = 1;
        for (std::size_t i = 0; i < circuit_.ops.size(); ++i) {
          apply(state, circuit_.ops[i], i == at ? std::optional(k) : std::nullopt);
        }
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += op.angles[k].scale * state[i];
      }
    }
    return sum;
  }

  void apply(State& state, const Op& op, std::optional<std::size_t> derived) const {
    const GateInfo& gate = gateInfo(op.gate);
    std::vector<double> angles;
    for (std::size_t k = 0; k < gate.angles; ++k) {
      angles.push_back(angleValue(circuit_, op.angles[k], reference_.values, reference_.inputs));
    }
    State matrix(std::size_t{1} << (2U * gate.wires));
    if (derived) {
      gateDerivative(op.gate, angles, *derived, matrix);
    } else {
      gateMatrix(op.gate, angles, matrix);
    }
    applyMatrix(state, std::span(op.wires).first(gate.wires), matrix);
  }

  // Re<d_i|d_j> - <d_i|state><state|d_j>.
  Json metric() const {
    std::vector<State> tangents;
    for (std::size_t i = 0; i < reference_.values.size(); ++i) tangents.push_back(tangent(i));
    const auto product = [](const State& a, const State& b) {
      Complex sum = 0;
      for (std::size_t i = 0; i < a.size(); ++i) sum += std::conj(a[i]) * b[i];
      return sum;
    };
    Json matrix = Json::array();
    for (const State& a : tangents) {
      Json row = Json::array();
      for (const State& b : tangents) {
        const Complex overlap = product(a, state_) * product(state_, b);
        row.push(jsonNumber(product(a, b).real() - overlap.real()));
      }
      matrix.push(std::move(row));
    }
    Json json = Json::object();
    Json names = Json::array();
    for (const std::string& name : reference_.names) names.push(name);
    json.set("parameters", std::move(names));
    json.set("matrix", std::move(matrix));
    return json;
  }

  const JsonReader& expected_;
  const ReferenceCircuit& reference_;
  const Circuit& circuit_;
  State state_;
  std::vector<Named> observables_;
};

}  // namespace

Result<Json> computeExpected(const Json& document, const ReferenceCircuit& reference) {
  ReadLog log;
  const JsonReader root(document, "", log);
  Json everything = Json::object();
  everything.set("statevector", Json());
  everything.set("probabilities", Json());
  const Json* listed = document.find("expected");
  const JsonReader expected = root.member("expected", listed != nullptr ? *listed : everything);
  if (!expected.requireObject()) return log.errors.front();
  Json result = Values(expected, reference).compute();
  if (!log.errors.empty()) return log.errors.front();
  return result;
}

}  // namespace qonvolve::cli
