// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/append.h"

#include <cassert>

#include "core/circuit/nonunitary.h"

namespace qonvolve {

namespace {

/// Moves features to `inputs` more plain ones, and products by `products`; `own` plain inputs are
/// the circuit's, so what lies beyond is a product.
void shiftFeatures(Op& op, std::uint32_t own, std::uint32_t plain, std::uint32_t product) {
  for (Angle& angle : op.angles) {
    if (angle.source == Angle::Source::TokenParameter) angle.token += plain;
    if (angle.source == Angle::Source::Feature) {
      angle.index += angle.index < own ? plain : product;
    }
  }
}

}  // namespace

AppendOffsets append(Circuit& to, const Circuit& from) {
  assert(to.outputs.empty() && from.outputs.empty());
  assert(isUnitary(to) && isUnitary(from));
  const AppendOffsets offsets{to.wires, to.inputs, to.ops.size()};
  const auto products = static_cast<std::uint32_t>(to.products.size());
  // The products of `to` now begin behind the inputs of both.
  for (Op& op : to.ops) shiftFeatures(op, to.inputs, 0, from.inputs);
  for (Op op : from.ops) {
    shiftFeatures(op, from.inputs, to.inputs, to.inputs + products);
    for (std::size_t k = 0; k < gateInfo(op.gate).wires; ++k) op.wires[k] += to.wires;
    to.ops.push_back(op);
  }
  for (FeatureProduct product : from.products) {
    product.a += to.inputs;
    product.b += to.inputs;
    to.products.push_back(product);
  }
  for (Preparation preparation : from.preparations) {
    for (Wire& wire : preparation.wires) wire += to.wires;
    preparation.first += to.inputs;
    to.preparations.push_back(std::move(preparation));
  }
  to.wires += from.wires;
  to.inputs += from.inputs;
  return offsets;
}

}  // namespace qonvolve
