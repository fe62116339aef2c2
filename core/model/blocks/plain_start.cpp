// SPDX-License-Identifier: GPL-3.0-or-later
// An encoding that encodes nothing: all samples start from the same product state.
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

struct StartOptions {
  double angle = 0;
};

}  // namespace

BlockType plainStart() {
  const std::string label = "Plain start";
  Schema<StartOptions> schema;
  schema.real("angle", &StartOptions::angle, -100, 100,
              {.label = "Angle",
               .help = "RY of this angle on every qubit; 0 leaves them in |0⟩.",
               .unit = "rad"});
  return makeBlockType(
      {.id = "plain_start",
       .label = label,
       .category = "Encoding",
       .summary = "One qubit a feature, whose value is not used.",
       .help =
           "Every sample starts from RY(angle)|0⟩ on all qubits. For studies of circuits alone, "
           "such as scans of gradients against the number of qubits; it cannot classify.",
       .paper = "McClean et al., arXiv:1803.11173 (angle π/4)"},
      std::move(schema),
      [label](EmitContext& context, const StartOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t n = context.availableInputs();
        if (auto ok = checkNewCircuit(context, n, label, "8 features", where); !ok) return ok;
        for (const Wire wire : context.addWires(n)) {
          if (options.angle != 0) context.gate(GateId::RY, wire, Angle::constant(options.angle));
        }
        return {};
      });
}

}  // namespace qonvolve
