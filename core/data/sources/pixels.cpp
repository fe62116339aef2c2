// SPDX-License-Identifier: GPL-3.0-or-later
// Small synthetic images: two-pixel lines, bars and stripes.
#include "core/data/sources/sources.h"
#include "core/data/sources/synthetic.h"

namespace qonvolve {

namespace {

constexpr double kBright = std::numbers::pi / 2;

SourcePromise pixelPromise(std::int64_t height, std::int64_t width,
                           std::vector<std::string> classNames) {
  const auto h = static_cast<std::uint32_t>(height);
  const auto w = static_cast<std::uint32_t>(width);
  return {{h * w, h, w}, std::move(classNames)};
}

template <class Options>
void addSize(Schema<Options>& schema) {
  schema.integer("height", &Options::height, 2, 16, {"Height", "Rows of pixels.", "pixels"});
  schema.integer("width", &Options::width, 2, 16, {"Width", "Columns of pixels.", "pixels"});
}

struct LinesOptions {
  std::int64_t height = 2;
  std::int64_t width = 4;
  std::int64_t samples = 200;
  double noise = std::numbers::pi / 4;
};

struct BarsOptions {
  std::int64_t height = 4;
  std::int64_t width = 4;
  std::int64_t samples = 400;
  double noise = 0.1;
};

std::int64_t draw(Rng& rng, std::int64_t bound) {
  return static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(bound)));
}

std::optional<SourcePromise> linesPromise(const LinesOptions& o) {
  return pixelPromise(o.height, o.width, {"horizontal", "vertical"});
}

std::optional<SourcePromise> barsPromise(const BarsOptions& o) {
  return pixelPromise(o.height, o.width, {"bars", "stripes"});
}

Result<SourceData> loadLines(const SourceContext&, const LinesOptions& o, Rng rng) {
  return makeSamples(*linesPromise(o), o.samples, [&](auto row, int label) {
    for (double& pixel : row) pixel = rng.uniform(0, o.noise);
    const bool horizontal = label == 0;
    const std::int64_t top = draw(rng, horizontal ? o.height : o.height - 1);
    const std::int64_t left = draw(rng, horizontal ? o.width - 1 : o.width);
    const std::int64_t first = top * o.width + left;
    row[first] = kBright;
    row[first + (horizontal ? 1 : o.width)] = kBright;
  });
}

Result<SourceData> loadBars(const SourceContext&, const BarsOptions& o, Rng rng) {
  return makeSamples(*barsPromise(o), o.samples, [&](auto row, int label) {
    const bool bars = label == 0;
    const auto count = static_cast<std::uint64_t>(bars ? o.width : o.height);
    // Neither all dark nor all bright: those images would be both.
    const std::uint64_t pattern = 1 + rng.below((std::uint64_t{1} << count) - 2);
    for (std::int64_t i = 0; i < row.size(); ++i) {
      const std::int64_t line = bars ? i % o.width : i / o.width;
      const bool bright = ((pattern >> static_cast<std::uint64_t>(line)) & 1U) != 0;
      row[i] = (bright ? kBright : 0) + o.noise * rng.normal();
    }
  });
}

}  // namespace

SourceType linesSource() {
  Schema<LinesOptions> schema;
  addSize(schema);
  addSamples(schema);
  schema.real(
      "noise", &LinesOptions::noise, 0, kBright,
      {"Noise", "Dark pixels are drawn evenly from 0 to this value; bright ones are pi/2.", "rad"});
  return makeSourceType(
      {"lines", "Lines", "Synthetic", "Tiny images with a horizontal or a vertical line",
       "Each image holds one line of two bright pixels (pi/2), lying or standing, at a random "
       "place; "
       "the other pixels are weak noise. The values are angles, ready for angle encoding.",
       "Images of the Qiskit Machine Learning tutorial on quantum convolutional networks"},
      std::move(schema), true, loadLines, linesPromise);
}

SourceType barsStripesSource() {
  Schema<BarsOptions> schema;
  addSize(schema);
  addSamples(schema);
  schema.real("noise", &BarsOptions::noise, 0, std::numbers::pi,
              {"Noise", "Standard deviation of the normal noise on each pixel.", "rad"});
  return makeSourceType(
      {"bars_stripes", "Bars and stripes", "Synthetic",
       "Small images whose columns (bars) or rows (stripes) are lit",
       "For a bar image each column is bright (pi/2) or dark (0) as a whole, for a stripe image "
       "each "
       "row; images that are all dark or all bright are left out. Normal noise is added.",
       "MacKay, Information Theory, Inference and Learning Algorithms (2003)"},
      std::move(schema), true, loadBars, barsPromise);
}

}  // namespace qonvolve
