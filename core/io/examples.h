// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments shipped inside the programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"

namespace qonvolve {

/// What an example is about.
enum class ExampleGroup : std::uint8_t { First, Plateau, Images, PublishedImages, Texts };

struct ExampleInfo {
  std::string id;     // "lines", as in example:lines
  std::string title;  // name of the experiment
  std::string description;
  ExampleGroup group = ExampleGroup::First;
  bool needsFiles = false;  // reads image files from the disk
};

/// All examples, from simple to hard.
std::vector<ExampleInfo> examples(const Catalog& catalog);

/// The project text of an example; errors name the nearest one.
Result<std::string> exampleText(const std::string& id);
Result<Experiment> loadExample(const std::string& id, const Catalog& catalog);

/// What the programs start with.
inline constexpr const char* kDefaultExample = "lines";

}  // namespace qonvolve
