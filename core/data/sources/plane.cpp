// SPDX-License-Identifier: GPL-3.0-or-later
// Synthetic sets of points in the plane: XOR, circles, moons, spirals.
#include <cmath>

#include "core/data/sources/sources.h"
#include "core/data/sources/synthetic.h"

namespace qonvolve {

namespace {

constexpr double kPi = std::numbers::pi;

struct PlaneOptions {
  std::int64_t samples = 400;
  double noise = 0.1;
};

struct CirclesOptions : PlaneOptions {
  double factor = 0.5;
};

struct SpiralsOptions : PlaneOptions {
  std::int64_t classes = 2;
  double turns = 1;
};

template <class Options>
Schema<Options> planeSchema() {
  Schema<Options> schema;
  // The members are inherited; their pointers must name Options.
  std::int64_t Options::* samples = &Options::samples;
  double Options::* noise = &Options::noise;
  schema.integer("samples", samples, 2, kMostSyntheticSamples,
                 {"Samples", "How many samples to make, the classes in equal parts.", "samples"});
  schema.real("noise", noise, 0, kPi,
              {"Noise", "Standard deviation of the normal noise on both coordinates."});
  return schema;
}

struct Point {
  double x;
  double y;
};

/// Points given in the square [-1, 1] x [-1, 1], moved to [0, pi] x [0, pi], noise added.
template <class PointOf>
SourceData makePlane(SourcePromise promise, const PlaneOptions& o, Rng& rng, PointOf pointOf) {
  return makeSamples(std::move(promise), o.samples, [&](auto row, int label) {
    const Point point = pointOf(label);
    row[0] = kPi / 2 * (1 + point.x) + o.noise * rng.normal();
    row[1] = kPi / 2 * (1 + point.y) + o.noise * rng.normal();
  });
}

SourcePromise planePromise(std::vector<std::string> classNames) {
  return {{2, 0, 0}, std::move(classNames)};
}

std::optional<SourcePromise> xorPromise(const PlaneOptions&) {
  return planePromise({"same", "different"});
}
std::optional<SourcePromise> circlesPromise(const CirclesOptions&) {
  return planePromise({"outer", "inner"});
}
std::optional<SourcePromise> moonsPromise(const PlaneOptions&) {
  return planePromise({"upper", "lower"});
}
std::optional<SourcePromise> spiralsPromise(const SpiralsOptions& o) {
  std::vector<std::string> names;
  for (std::int64_t c = 0; c < o.classes; ++c) names.push_back("arm " + std::to_string(c + 1));
  return planePromise(std::move(names));
}

Result<SourceData> loadXor(const SourceContext&, const PlaneOptions& o, Rng rng) {
  return makePlane(*xorPromise(o), o, rng, [&](int label) {
    const double x = rng.uniform(0, 1);
    const double y = rng.uniform(0, 1);
    const double side = rng.below(2) == 0 ? 1 : -1;
    return Point{side * x, (label == 0 ? side : -side) * y};
  });
}

Result<SourceData> loadCircles(const SourceContext&, const CirclesOptions& o, Rng rng) {
  return makePlane(*circlesPromise(o), o, rng, [&](int label) {
    const double radius = label == 0 ? 1 : o.factor;
    const double angle = rng.uniform(0, 2 * kPi);
    return Point{radius * std::cos(angle), radius * std::sin(angle)};
  });
}

Result<SourceData> loadMoons(const SourceContext&, const PlaneOptions& o, Rng rng) {
  // Half circles of radius 1 around (0, 0) and (1, 1/2), scaled to the square by 2/3.
  return makePlane(*moonsPromise(o), o, rng, [&](int label) {
    const double angle = rng.uniform(0, kPi);
    const double x = label == 0 ? std::cos(angle) : 1 - std::cos(angle);
    const double y = label == 0 ? std::sin(angle) : 0.5 - std::sin(angle);
    return Point{(x - 0.5) / 1.5, (y - 0.25) / 1.5};
  });
}

Result<SourceData> loadSpirals(const SourceContext&, const SpiralsOptions& o, Rng rng) {
  return makePlane(*spiralsPromise(o), o, rng, [&](int label) {
    const double radius = std::sqrt(rng.uniform(0.01, 1));  // even density along the arm's area
    const double start = static_cast<double>(label) / static_cast<double>(o.classes);
    const double angle = 2 * kPi * (o.turns * radius + start);
    return Point{radius * std::cos(angle), radius * std::sin(angle)};
  });
}

}  // namespace

SourceType xorSource() {
  return makeSourceType(
      {"xor", "XOR", "Synthetic", "Four quarters of a square in chequered classes",
       "Two features in 0 to pi. Class \"same\" when both lie on the same side of pi/2, class "
       "\"different\" otherwise: no straight line separates them.",
       "Minsky and Papert, Perceptrons (1969)"},
      planeSchema<PlaneOptions>(), true, loadXor, xorPromise);
}

SourceType circlesSource() {
  auto schema = planeSchema<CirclesOptions>();
  schema.real("factor", &CirclesOptions::factor, 0.05, 0.95,
              {"Inner radius", "Radius of the inner circle as part of the outer one."});
  return makeSourceType({"circles", "Circles", "Synthetic", "A circle inside a circle",
                         "Two features in about 0 to pi: points on two circles around "
                         "(pi/2, pi/2), with normal noise.",
                         "make_circles of scikit-learn"},
                        std::move(schema), true, loadCircles, circlesPromise);
}

SourceType moonsSource() {
  return makeSourceType({"moons", "Moons", "Synthetic", "Two half circles that interlock",
                         "Two features in about 0 to pi: points on two interlocking half circles, "
                         "with normal noise.",
                         "make_moons of scikit-learn"},
                        planeSchema<PlaneOptions>(), true, loadMoons, moonsPromise);
}

SourceType spiralsSource() {
  auto schema = planeSchema<SpiralsOptions>();
  schema.integer("classes", &SpiralsOptions::classes, 2, 8, {"Arms", "One class for each arm."});
  schema.real("turns", &SpiralsOptions::turns, 0.1, 4,
              {"Turns", "How often an arm winds around the centre.", "turns"});
  return makeSourceType({"spirals", "Spirals", "Synthetic", "Arms of a spiral, one class each",
                         "Two features in about 0 to pi: points on spiral arms around "
                         "(pi/2, pi/2), with normal noise. A hard problem for small models.",
                         "Lang and Witbrock, Connectionist Models Summer School (1988)"},
                        std::move(schema), true, loadSpirals, spiralsPromise);
}

}  // namespace qonvolve
