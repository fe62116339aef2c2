// SPDX-License-Identifier: GPL-3.0-or-later
// Where a word stands, added to its vector.
#include <cmath>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

struct PositionOptions {
  bool grow = true;
};

/// Value `channel` of `width` at position t: sine and cosine in turn, of ever longer periods.
double sinusoid(std::uint32_t t, std::uint32_t channel, std::uint32_t width) {
  const double exponent = static_cast<double>(channel - channel % 2) / width;
  const double angle = t / std::pow(10000.0, exponent);
  return channel % 2 == 0 ? std::sin(angle) : std::cos(angle);
}

}  // namespace

BlockType positionsBlock() {
  const std::string label = "Positions";
  Schema<PositionOptions> schema;
  schema.boolean("grow", &PositionOptions::grow,
                 {.label = "Times √d",
                  .help = "Multiply the d values of a position by √d first, so that positions do "
                          "not drown them."});
  return makeBlockType(
      {.id = "positions",
       .label = label,
       .category = "Classical",
       .summary = "Adds a sinusoid to the values, so that attention can tell where a word stands.",
       .help = "x_(t,2i) + sin(t / 10000^(2i/d)) and x_(t,2i+1) + cos(t / 10000^(2i/d)) for the d "
               "values of position t. Attention and means do not depend on the order of words "
               "without it. No parameters.",
       .paper = "Vaswani et al., arXiv:1706.03762, section 3.5; Di Sipio, Huang, Chen, "
                "arXiv:2110.06510"},
      std::move(schema),
      [label](EmitContext& context, const PositionOptions& options,
              const std::string& where) -> Result<void> {
        if (auto ok = requireValues(context, label, "", where); !ok) return ok;
        const std::uint32_t width = context.channels();
        const double factor = options.grow ? std::sqrt(static_cast<double>(width)) : 1;
        std::vector<InputRef> values = context.valueRefs();
        for (std::uint32_t k = 0; k < values.size(); ++k) {
          values[k] = context
                          .place(ClassicalNode{.kind = ClassicalNode::Kind::Scale,
                                               .inputs = 1,
                                               .outputs = 1,
                                               .factor = factor,
                                               .offset = sinusoid(k / width, k % width, width)},
                                 {values[k]})
                          .front();
        }
        context.pass(values, width);
        return {};
      });
}

}  // namespace qonvolve
