// SPDX-License-Identifier: GPL-3.0-or-later
// The quantities of a reference file, computed with the project's own simulator and gradients.
#include <algorithm>
#include <cmath>

#include "app/cli/reference_circuit.h"
#include "core/analysis/entanglement.h"
#include "core/base/text.h"
#include "core/circuit/nonunitary.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/hessian.h"
#include "core/gradient/metric.h"
#include "core/sim/density_matrix.h"
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

}  // namespace

Observable readObservable(const std::vector<JsonReader>& pairs, std::uint32_t wires) {
  Observable observable;
  for (const JsonReader& pair : pairs) {
    const auto* parts = pair.value().as<JsonArray>();
    const auto* text =
        parts != nullptr && parts->size() == 2 ? (*parts)[1].as<std::string>() : nullptr;
    const auto* factor = text != nullptr ? (*parts)[0].as<double>() : nullptr;
    const auto term =
        factor != nullptr ? readTerm(*text, *factor, wires) : std::optional<PauliTerm>{};
    if (term) {
      observable.terms.push_back(*term);
    } else {
      pair.error("A term is [coefficient, \"X0 Z3\"] with existing qubits.");
    }
  }
  return observable;
}

namespace {

struct Named {
  std::string name;
  Json terms;  // as written in the file
  Observable observable;
};

class Values {
 public:
  Values(const JsonReader& expected, const ReferenceCircuit& reference)
      : expected_(expected), reference_(reference), circuit_(reference.circuit) {
    if (isUnitary(circuit_)) {
      state_ = statevector(circuit_, reference.values, reference.inputs);
    } else {
      rho_ = densityMatrix(circuit_, reference.values, reference.inputs);
    }
  }

  Json compute() {
    readObservables();
    Json result = Json::object();
    for (const auto& [key, value] : *expected_.value().as<JsonObject>()) {
      const JsonReader member = expected_.member(key, value);
      const bool needsPure = key == "statevector" || key == "meyer_wallach" ||
                             key == "fubini_study_metric" || key == "hessian";
      if (needsPure && isMixed()) {
        member.error("The quantity \"" + key + "\" is for pure states; this one is mixed.");
      } else if (key == "statevector") {
        result.set(key, stateJson());
      } else if (key == "probabilities" || key == "density_matrix_diagonal") {
        result.set(key, jsonNumbers(probabilities()));
      } else if (key == "readout_probabilities") {
        result.set(key, jsonNumbers(readoutProbabilities(probabilities(), circuit_.readoutErrors)));
      } else if (key == "density_matrix") {
        result.set(key, matrixJson(isMixed() ? rho_ : pureDensityMatrix(state_)));
      } else if (key == "purity") {
        result.set(key, jsonNumber(isMixed() ? purity(rho_) : 1));
      } else if (key == "expectations") {
        result.set(key, expectations());
      } else if (key == "gradients") {
        result.set(key, gradients(member));
      } else if (key == "reduced_density_matrices") {
        result.set(key, reducedMatrices(member));
      } else if (key == "marginals") {
        result.set(key, marginals(member));
      } else if (key == "meyer_wallach") {
        result.set(key, jsonNumber(meyerWallach(state_)));
      } else if (key == "fubini_study_metric") {
        result.set(key, metric());
      } else if (key == "hessian") {
        result.set(key, hessians(member));
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
      const auto terms = item.items("terms");
      for (const JsonReader& pair : terms) named.terms.push(pair.value());
      named.observable = readObservable(terms, circuit_.wires);
      observables_.push_back(std::move(named));
    }
  }

  Json stateJson() const {
    Json list = Json::array();
    for (const Complex amplitude : state_) list.push(complexJson(amplitude));
    return list;
  }

  static Json matrixJson(const State& entries) {
    std::size_t size = 1;
    while (size * size < entries.size()) ++size;
    Json matrix = Json::array();
    for (std::size_t r = 0; r < size; ++r) {
      Json row = Json::array();
      for (std::size_t c = 0; c < size; ++c) row.push(complexJson(entries[r * size + c]));
      matrix.push(std::move(row));
    }
    return matrix;
  }

  std::vector<double> probabilities() const {
    std::vector<double> p;
    const std::size_t size = std::size_t{1} << circuit_.wires;
    for (std::size_t k = 0; k < size; ++k) {
      p.push_back(isMixed() ? rho_[k * size + k].real() : std::norm(state_[k]));
    }
    return p;
  }

  Json expectations() const {
    Json list = Json::array();
    for (const Named& named : observables_) {
      Json one = Json::object();
      one.set("observable", named.name);
      one.set("terms", named.terms);
      one.set("value", jsonNumber(isMixed() ? expectation(named.observable, rho_, circuit_.wires)
                                            : expectation(named.observable, state_)));
      list.push(std::move(one));
    }
    return list;
  }

  // By the adjoint method (mixed states: the observable swept back), as in training; every lane
  // holds the same sample.
  std::vector<double> gradient(const Observable& observable) const {
    Circuit circuit = circuit_;
    circuit.outputs = {observable};
    circuit.readoutErrors.clear();
    const auto function =
        isMixed() ? makeDensityFunction(circuit) : makeStatevectorFunction(circuit);
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

  // The one that an item names; an error if it is not among the expectations.
  const Named* findObservable(const JsonReader& item) const {
    const std::string name = item.text("observable").value_or("");
    const auto found = std::find_if(observables_.begin(), observables_.end(),
                                    [&](const Named& n) { return n.name == name; });
    if (found != observables_.end()) return &*found;
    item.error("The observable \"" + name + "\" is not among the expectations.");
    return nullptr;
  }

  Json gradients(const JsonReader& wanted) const {
    Json list = Json::array();
    for (const JsonReader& item : wanted.items()) {
      const Named* found = findObservable(item);
      if (found == nullptr) continue;
      const std::vector<double> values = gradient(found->observable);
      Json d = Json::object();
      for (std::size_t i = 0; i < values.size(); ++i) {
        d.set(reference_.names[i], jsonNumber(values[i]));
      }
      Json one = Json::object();
      one.set("observable", found->name);
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
      const auto rho =
          isMixed() ? partialTrace(rho_, circuit_.wires, keep) : reducedDensityMatrix(state_, keep);
      Json one = Json::object();
      Json wires = Json::array();
      for (const Wire wire : keep) wires.push(std::uint64_t{wire});
      one.set("keep", std::move(wires));
      one.set("matrix", matrixJson(rho));
      one.set("purity", jsonNumber(purity(rho)));
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

  static Json rows(const Eigen::MatrixXd& values) {
    Json matrix = Json::array();
    for (const auto& row : values.rowwise()) {
      matrix.push(jsonNumbers(std::vector<double>(row.begin(), row.end())));
    }
    return matrix;
  }

  Json withNames(const char* key, Json value) const {
    Json json = Json::object();
    Json names = Json::array();
    for (const std::string& name : reference_.names) names.push(name);
    json.set("parameters", std::move(names));
    json.set(key, std::move(value));
    return json;
  }

  Json metric() const {
    MetricSweep sweep(circuit_);
    sweep.bind(reference_.values);
    Metric metric({{0, static_cast<std::uint32_t>(reference_.values.size())}});
    sweep.add(reference_.inputs, 1, metric);
    return withNames("matrix", rows(metric.blocks.front()));
  }

  // d2<O>/d(name)d(name) of the observable that the item names, else of the first one.
  Json hessian(const JsonReader& item) const {
    const Named* named = observables_.empty() ? nullptr : &observables_.front();
    if (item.has("observable")) named = findObservable(item);
    if (named == nullptr) {
      if (observables_.empty()) item.error("A Hessian needs an observable under expectations.");
      return Json();
    }
    Circuit circuit = circuit_;
    circuit.outputs = {named->observable};
    HessianSweep sweep(circuit);
    sweep.bind(reference_.values);
    const double one = 1;
    Json json =
        withNames("matrix", rows(sweep.hessian(reference_.inputs, weightedOutputs({&one, 1}))));
    json.set("observable", named->name);
    return json;
  }

  // One object, or a list with one for each observable.
  Json hessians(const JsonReader& wanted) const {
    if (!wanted.value().as<JsonArray>()) return hessian(wanted);
    Json list = Json::array();
    for (const JsonReader& item : wanted.items()) list.push(hessian(item));
    return list;
  }

  const JsonReader& expected_;
  const ReferenceCircuit& reference_;
  const Circuit& circuit_;
  bool isMixed() const { return !rho_.empty(); }
  State state_;  // if pure, else
  State rho_;    // density matrix, row by row
  std::vector<Named> observables_;
};

}  // namespace

Result<Json> computeExpected(const Json& document, const ReferenceCircuit& reference) {
  ReadLog log;
  const JsonReader root(document, "", log);
  Json everything = Json::object();
  const Circuit& circuit = reference.circuit;
  if (isUnitary(circuit)) everything.set("statevector", Json());
  everything.set("probabilities", Json());
  if (!isUnitary(circuit)) everything.set("purity", Json());
  if (!circuit.readoutErrors.empty()) everything.set("readout_probabilities", Json());
  const Json* listed = document.find("expected");
  const JsonReader expected = root.member("expected", listed != nullptr ? *listed : everything);
  if (!expected.requireObject()) return log.errors.front();
  Json result = Values(expected, reference).compute();
  if (!log.errors.empty()) return log.errors.front();
  return result;
}

}  // namespace qonvolve::cli
