// SPDX-License-Identifier: GPL-3.0-or-later
// Losses: from the outputs of a model and the labels to loss, class probabilities and cotangents.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/lane_function.h"
#include "core/model/model.h"
#include "core/registry/registry.h"

namespace qonvolve {

enum class Reduction : std::uint8_t { Mean, Sum };

/// A loss per sample, its derivative and the class probabilities it implies. Immutable.
class Loss {
 public:
  virtual ~Loss() = default;

  /// How the samples of a batch are combined.
  virtual Reduction reduction() const = 0;

  /// Degree of the loss as a polynomial of the outputs; nothing if it is none.
  virtual std::optional<std::uint32_t> degree(const Head& head) const = 0;

  /// outputs: head.outputs values of one sample. probabilities: one a class (2 for Expectation).
  virtual void probabilities(const Head& head, std::span<const double> outputs,
                             std::span<double> probabilities) const = 0;

  /// Loss of one sample of class `label`, with dL/doutputs written to `cotangents` unless empty.
  virtual double evaluate(const Head& head, std::span<const double> outputs, int label,
                          std::span<double> cotangents) const = 0;
};

/// Number of classes a head can tell apart.
std::uint32_t classCount(const Head& head);

struct LossType {
  EntryInfo info;
  std::vector<Field> fieldList;
  std::function<Result<std::unique_ptr<Loss>>(const Values&, const std::string& where)> make;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// A LossType from a typed Options struct; `make` is std::unique_ptr<Loss>(const Options&).
template <class Options, class Make>
LossType makeLossType(EntryInfo info, Schema<Options> schema, Make make) {
  LossType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.make = [schema = std::move(schema), make](
                  const Values& values, const std::string& where) -> Result<std::unique_ptr<Loss>> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    return std::unique_ptr<Loss>(make(*options));
  };
  return type;
}

}  // namespace qonvolve
