// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/measurement.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <map>

#include "core/sim/density_matrix.h"

namespace qonvolve {
namespace {

/// Outcomes of more wires than this are not put together: a group lists all of them.
constexpr std::size_t kManyWires = 12;

/// The basis of each wire, by (x, z): Z is 01, X is 10, Y is 11.
struct Bases {
  std::uint64_t x = 0;
  std::uint64_t z = 0;
  std::uint64_t wires() const { return x | z; }
  bool agreesWith(const Bases& other) const {
    const std::uint64_t both = wires() & other.wires();
    return ((x ^ other.x) & both) == 0 && ((z ^ other.z) & both) == 0;
  }
};

struct Request {
  Bases bases;
  MeasurementGroup::Term term;  // masks over the wires of the circuit
};

std::vector<Request> requestsOf(const Circuit& circuit, std::vector<double>& constants) {
  std::vector<Request> requests;
  for (std::size_t o = 0; o < circuit.outputs.size(); ++o) {
    const Observable& output = circuit.outputs[o];
    double constant = 0;
    if (output.projector) {
      if (output.mask == 0)
        constant = 1;
      else
        requests.push_back({{0, output.mask}, {o, 1, true, output.mask, output.value}});
    }
    for (const PauliTerm& term : output.terms) {
      const Bases bases{term.xMask, term.zMask};
      if (output.projector) break;
      if (bases.wires() == 0)
        constant += term.coefficient;
      else
        requests.push_back({bases, {o, term.coefficient, false, bases.wires(), 0}});
    }
    constants.push_back(constant);
  }
  return requests;
}

/// Bits of `mask` as bits of an outcome.
std::uint64_t outcomeBits(std::uint64_t mask, std::span<const Wire> wires) {
  std::uint64_t bits = 0;
  for (std::size_t b = 0; b < wires.size(); ++b) bits |= ((mask >> wires[b]) & 1) << b;
  return bits;
}

MeasurementGroup makeGroup(const Circuit& circuit, const Bases& bases,
                           std::span<const Request> requests) {
  MeasurementGroup group;
  for (Wire w = 0; w < circuit.wires; ++w) {
    const bool x = ((bases.x >> w) & 1) != 0, z = ((bases.z >> w) & 1) != 0;
    if (!x && !z) continue;
    const auto error = std::ranges::find(circuit.readoutErrors, w, &ReadoutError::wire);
    if (error != circuit.readoutErrors.end()) {
      group.errors.push_back(*error);
      group.errors.back().wire = static_cast<Wire>(group.wires.size());
    }
    group.wires.push_back(w);
    if (x && z) group.rotations.push_back({.gate = GateId::Sdg, .wires = {w}, .angles = {}});
    if (x) group.rotations.push_back({.gate = GateId::H, .wires = {w}, .angles = {}});
  }
  for (const Request& request : requests) {
    MeasurementGroup::Term term = request.term;
    term.mask = outcomeBits(request.term.mask, group.wires);
    term.value = outcomeBits(request.term.value, group.wires);
    group.terms.push_back(term);
  }
  return group;
}

}  // namespace

MeasurementPlan planMeasurements(const Circuit& circuit) {
  struct Open {
    Bases bases;
    std::vector<Request> requests;
  };
  MeasurementPlan plan;
  std::vector<Open> open;
  for (const Request& request : requestsOf(circuit, plan.constants)) {
    const auto fits = [&](const Open& group) {
      const auto wires =
          static_cast<std::size_t>(std::popcount(group.bases.wires() | request.bases.wires()));
      const bool within = (request.bases.wires() & ~group.bases.wires()) == 0;
      return group.bases.agreesWith(request.bases) && (within || wires <= kManyWires);
    };
    auto found = std::ranges::find_if(open, fits);
    if (found == open.end()) found = open.insert(found, Open{});
    found->bases.x |= request.bases.x;
    found->bases.z |= request.bases.z;
    found->requests.push_back(request);
  }
  for (const Open& group : open) {
    plan.groups.push_back(makeGroup(circuit, group.bases, group.requests));
  }
  return plan;
}

Circuit measuredCircuit(const Circuit& circuit, const MeasurementGroup& group) {
  Circuit result = circuit;
  result.readoutErrors.clear();
  result.outputs.clear();
  result.ops.insert(result.ops.end(), group.rotations.begin(), group.rotations.end());
  std::uint64_t mask = 0;
  for (const Wire w : group.wires) mask |= std::uint64_t{1} << w;
  for (std::size_t outcome = 0; outcome < group.outcomes(); ++outcome) {
    std::uint64_t value = 0;
    for (std::size_t b = 0; b < group.wires.size(); ++b) {
      value |= std::uint64_t{(outcome >> b) & 1} << group.wires[b];
    }
    result.outputs.push_back(Observable::probability(mask, value));
  }
  return result;
}

void sampleOutcomes(const MeasurementGroup& group, std::span<const double> probabilities,
                    std::size_t shots, Rng& rng, std::span<double> outputs,
                    std::span<double> squaredErrors) {
  assert(probabilities.size() == group.outcomes() && shots > 0);
  std::vector<double> cumulative = readoutProbabilities(probabilities, group.errors);
  double total = 0;
  for (double& p : cumulative) p = total += std::max(0.0, p);  // rounding may leave -1e-17
  std::vector<std::size_t> counts(cumulative.size());
  for (std::size_t shot = 0; shot < shots; ++shot) {
    const auto at = std::ranges::upper_bound(cumulative, rng.uniform() * total);
    const auto outcome = static_cast<std::size_t>(at - cumulative.begin());
    ++counts[std::min(outcome, counts.size() - 1)];
  }
  std::map<std::size_t, std::vector<const MeasurementGroup::Term*>> byOutput;
  for (const MeasurementGroup::Term& term : group.terms) byOutput[term.output].push_back(&term);
  const auto n = static_cast<double>(shots);
  for (const auto& [output, terms] : byOutput) {
    double sum = 0, squares = 0;
    for (std::size_t outcome = 0; outcome < counts.size(); ++outcome) {
      if (counts[outcome] == 0) continue;
      double value = 0;
      for (const MeasurementGroup::Term* term : terms) {
        const bool odd = std::popcount(outcome & term->mask) % 2 != 0;
        const double factor =
            term->projector ? ((outcome & term->mask) == term->value ? 1 : 0) : (odd ? -1 : 1);
        value += term->coefficient * factor;
      }
      const auto count = static_cast<double>(counts[outcome]);
      sum += count * value;
      squares += count * value * value;
    }
    outputs[output] += sum / n;
    if (!squaredErrors.empty() && shots > 1) {
      squaredErrors[output] += std::max(0.0, squares / n - (sum / n) * (sum / n)) / (n - 1);
    }
  }
}

}  // namespace qonvolve
