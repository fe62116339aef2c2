// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reference_optimizers.h"

#include <cmath>
#include <memory>

#include "app/cli/reference_circuit.h"
#include "core/base/text.h"
#include "core/formats/qasm_reader.h"
#include "core/train/circuit_objective.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve::cli {

namespace {

// In the place of a function: the gradients of a case are listed.
constexpr const char* kPrescribed = "prescribed gradients";

// F(a, b) = cos a cos b.
class Cosines final : public Objective {
 public:
  double value(std::span<const double> t) override { return std::cos(t[0]) * std::cos(t[1]); }
  double valueAndGradient(std::span<const double> t, std::span<double> gradient) override {
    gradient[0] = -std::sin(t[0]) * std::cos(t[1]);
    gradient[1] = -std::cos(t[0]) * std::sin(t[1]);
    return value(t);
  }
  std::optional<Wave> wave(std::size_t /*parameter*/) const override { return Wave{1, 1}; }
};

// One parameter; the derivative of each step is given.
class Prescribed final : public Objective {
 public:
  explicit Prescribed(std::vector<double> gradients) : gradients_(std::move(gradients)) {}
  double value(std::span<const double> /*theta*/) override { return 0; }
  double valueAndGradient(std::span<const double> /*theta*/, std::span<double> gradient) override {
    gradient[0] = next_ < gradients_.size() ? gradients_[next_++] : 0;
    return 0;
  }

 private:
  std::vector<double> gradients_;
  std::size_t next_ = 0;
};

// What the files call an optimizer, and which of ours that is.
struct Alias {
  std::string_view name;
  std::string_view id;
  Values options = {};
};
const std::vector<Alias>& aliases() {
  static const std::vector<Alias> list = {
      {"spsa", "spsa", {{"gain", std::string("given")}}},
      {"qng_full", "natural_gradient", {{"metric", std::string("full")}, {"longest_step", 0.0}}},
      {"qng_block", "natural_gradient", {{"metric", std::string("block")}, {"longest_step", 0.0}}},
      {"qng_diagonal",
       "natural_gradient",
       {{"metric", std::string("diagonal")}, {"longest_step", 0.0}}}};
  return list;
}
constexpr std::pair<std::string_view, std::string_view> kOptionNames[] = {
    {"lr", "learning_rate"}, {"mu", "momentum"}, {"rho", "decay"},   {"eps", "epsilon"},
    {"b1", "beta1"},         {"b2", "beta2"},    {"A", "stability"}, {"reg", "regularization"},
    {"w", "weight_decay"},   {"m", "memory"}};

struct Case {
  std::string optimizer;
  std::string function;
  std::vector<double> start;
  Values options;
  std::size_t steps = 0;
  std::vector<double> gradients;
};

class Traces {
 public:
  Traces(const JsonReader& root, ReadLog& log) : root_(root), log_(log) {}

  Result<Json> compute() {
    readDirections();
    Json cases = Json::array();
    for (const JsonReader& item : root_.items("cases")) {
      auto done = computeCase(item);
      if (!done) return done.error();
      cases.push(std::move(*done));
    }
    if (!log_.errors.empty()) return log_.errors.front();
    Json result = Json::object();
    result.set("cases", std::move(cases));
    return result;
  }

 private:
  void readDirections() {
    if (!root_.has("spsa_deltas")) return;
    for (const JsonReader& row : root_.items("spsa_deltas")) {
      std::string& signs = directions_.emplace_back();
      for (const double sign : row.reals().value_or(std::vector<double>{})) {
        signs += sign > 0 ? '+' : '-';
      }
    }
  }

  // The directions' leading entries, one a parameter.
  std::string directionsFor(std::size_t parameters) const {
    std::vector<std::string> groups;
    for (const std::string& signs : directions_) groups.push_back(signs.substr(0, parameters));
    return join(groups, " ");
  }

  Result<Case> readCase(const JsonReader& item) {
    Case c;
    c.optimizer = item.text("optimizer").value_or("");
    c.function = item.text("function").value_or("");
    c.start = item.reals("x0").value_or(std::vector<double>{});
    c.steps = item.items("trace").size();
    if (item.has("gradients")) {
      c.gradients = item.reals("gradients").value_or(std::vector<double>{});
    }
    if (c.start.empty()) return Error{item.where(), "A case needs its start x0.", ""};
    return c;
  }

  Result<std::unique_ptr<Optimizer>> makeOptimizer(const JsonReader& item, const Case& c) {
    std::string_view id = c.optimizer;
    Values options;
    for (const Alias& alias : aliases()) {
      if (alias.name != c.optimizer) continue;
      id = alias.id;
      options = alias.options;
    }
    const auto type = optimizers_.require(id, item.where());
    if (!type) return type.error();
    if (const auto given = item.object("hyperparameters")) {
      for (const auto& [name, value] : *given->value().as<JsonObject>()) {
        std::string key = name;
        for (const auto& [short_name, long_name] : kOptionNames) {
          if (short_name == name) key = long_name;
        }
        options[key] = given->real(name).value_or(0);
      }
    }
    for (const Field& field : (*type)->fields()) {
      if (field.key == "directions") options["directions"] = directionsFor(c.start.size());
    }
    return (*type)->make(options, c.start.size(), item.where());
  }

  // A circuit with the angles t0, t1, ... and its observable.
  Result<std::unique_ptr<CircuitObjective>> makeCircuit(const JsonReader& function,
                                                        std::size_t parameters) {
    QasmOptions options;
    for (std::size_t k = 0; k < parameters; ++k) options.inputs.push_back("t" + std::to_string(k));
    auto program = readQasm(function.text("qasm_template").value_or(""), function.where(), options);
    if (!program) return program.error();
    if (program->parameters != options.inputs) {
      return Error{function.where(),
                   "The circuit must use the angles " + join(options.inputs, ", ") +
                       " in this order, as many as x0 has values.",
                   ""};
    }
    program->circuit.outputs = {
        readObservable(function.items("observable"), program->circuit.wires)};
    // Blocks of the metric: the first half of the angles, and the second.
    const auto count = static_cast<std::uint32_t>(parameters);
    std::vector<ParameterGroup> groups = {{"first", 1, 0, count / 2},
                                          {"second", 2, count / 2, count - count / 2}};
    return std::make_unique<CircuitObjective>(std::move(program->circuit), count,
                                              std::move(groups));
  }

  Result<Json> computeCase(const JsonReader& item) {
    const auto c = readCase(item);
    if (!c) return c.error();
    std::unique_ptr<Objective> plain;
    std::unique_ptr<CircuitObjective> circuit;
    if (c->function == kPrescribed) {
      plain = std::make_unique<Prescribed>(c->gradients);
    } else {
      const auto functions = root_.object("functions");
      const Json* found = functions ? functions->value().find(c->function) : nullptr;
      if (found == nullptr) {
        return Error{item.where(), "There is no function \"" + c->function + "\".", ""};
      }
      const JsonReader function = functions->member(c->function, *found);
      if (const auto* text = found->as<std::string>()) {
        if (!text->starts_with("cos(a)*cos(b)") || c->start.size() != 2) {
          return Error{function.where(), "The function \"" + *text + "\" is not available.",
                       "Available: cos(a)*cos(b), and circuits."};
        }
        plain = std::make_unique<Cosines>();
      } else {
        auto made = makeCircuit(function, c->start.size());
        if (!made) return made.error();
        circuit = std::move(*made);
      }
    }
    auto optimizer = makeOptimizer(item, *c);
    if (!optimizer) return optimizer.error();

    std::vector<double> theta = c->start;
    const auto objective = [&]() -> Objective& { return plain ? *plain : circuit->at(theta); };
    Json trace = Json::array();
    Json values = Json::array();
    for (std::size_t i = 0; i < c->steps; ++i) {
      (*optimizer)->step(theta, objective(), {.rng = Rng().stream("optimizer", i)});
      trace.push(jsonNumbers(theta));
      if (c->function != kPrescribed) values.push(jsonNumber(objective().value(theta)));
    }
    Json json = Json::object();
    json.set("optimizer", c->optimizer);
    json.set("function", c->function);
    json.set("trace", std::move(trace));
    if (c->function != kPrescribed) json.set("f_after", std::move(values));
    return json;
  }

  const JsonReader& root_;
  ReadLog& log_;
  Registry<OptimizerType> optimizers_ = builtinOptimizers();
  std::vector<std::string> directions_;
};

}  // namespace

Result<Json> computeTraces(const Json& document) {
  ReadLog log;
  const JsonReader root(document, "", log);
  return Traces(root, log).compute();
}

std::string tracesText(const Json& traces) {
  std::string text;
  for (const Json& one : *traces.find("cases")->as<JsonArray>()) {
    text += *one.find("optimizer")->as<std::string>() + " on " +
            *one.find("function")->as<std::string>() + "\n";
    const auto& rows = *one.find("trace")->as<JsonArray>();
    const Json* values = one.find("f_after");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      text += "  step " + std::to_string(i + 1) + " ";
      for (const Json& x : *rows[i].as<JsonArray>()) {
        const std::string number = fixedText(*x.as<double>(), 10);
        text += std::string(number.size() < 15 ? 15 - number.size() : 1, ' ') + number;
      }
      if (values != nullptr) {
        text += "   f = " + fixedText(*(*values->as<JsonArray>())[i].as<double>(), 10);
      }
      text += "\n";
    }
  }
  return text;
}

}  // namespace qonvolve::cli
