// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep that trains in no time, and its plan.
#pragma once

#include <QtTest>

#include "core/io/sweep_file.h"
#include "core/io/sweep_plan.h"

namespace qonvolve::test {

/// Two optimizers and two encodings, two seeds: eight runs of three epochs.
inline constexpr const char* kSmallSweep = R"({
  "format": "qonvolve-sweep", "version": 1, "name": "Small",
  "base": "example:lines",
  "set": {"/data/split/train_limit": 20, "/data/split/validation_limit": 10,
          "/data/split/test_limit": 10},
  "axes": [
    {"name": "optimizer", "path": "/train/optimizer/type", "values": ["adam", "sgd"]},
    {"name": "encoding", "values": [
      {"label": "angle", "set": {}},
      {"label": "dense", "set": {"/stack/0": {"type": "dense_angle", "options": {}},
        "/stack/5/bypassed": true, "/stack/6/bypassed": true}}]}
  ],
  "seeds": {"first": "3", "count": 2},
  "budget": {"epochs": 3}
})";

inline SweepSpec smallSweep() {
  const SweepReading reading = readSweep(kSmallSweep);
  if (!reading.errors.empty()) qFatal("%s", toText(reading.errors.front()).c_str());
  return reading.spec;
}

/// The plan of a sweep that has one.
inline SweepPlan planned(const SweepSpec& spec, const Catalog& catalog) {
  auto plan = planSweep(spec, catalog, "");
  if (!plan) qFatal("%s", toText(plan.error()).c_str());
  return std::move(*plan);
}

}  // namespace qonvolve::test
