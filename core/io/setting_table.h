// SPDX-License-Identifier: GPL-3.0-or-later
// All settings of experiments as paths with text, and those in which experiments differ.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// Every setting that decides a result but the seed, defaults included, in the order of the file:
/// {"/train/epochs", "30"}.
std::vector<std::pair<std::string, std::string>> settingTable(const Experiment& experiment,
                                                              const Catalog& catalog);

/// The words for settings of one experiment.
class SettingNames {
 public:
  /// Both must outlive this.
  SettingNames(const Experiment& experiment, const Catalog& catalog);

  /// "Optimizer", "Adam: Learning rate", "Convolution 2: Circuit"; the path where there is no name.
  std::string name(const std::string& path) const;
  /// The label of a kind or choice, else the value as it is.
  std::string value(const std::string& path, const std::string& value) const;
  /// The other way round: the value that a label stands for, else the text as it is.
  std::string meaning(const std::string& path, const std::string& text) const;

 private:
  /// Whom a setting belongs to: its name, its options, the kinds it is one of.
  struct Owner {
    std::string pointer;
    std::string kindName;  // of "/type": "Optimizer", "Convolution 2"
    std::string label;     // before options: "Adam", "Convolution 2"
    std::vector<Field> fields = {};
    std::vector<Option> kinds = {};
  };
  template <class Entry>
  void add(const std::string& pointer, const std::string& kindName, const Choice& choice,
           const Registry<Entry>& registry);
  /// Of a kind or a choice; of other settings there are none.
  std::vector<Option> optionsOf(const std::string& path) const;
  const Owner* ownerOf(const std::string& path) const;
  static const Field* fieldOf(const Owner& owner, const std::string& path);

  std::vector<Owner> owners_;
};

struct SettingDifference {
  std::string path;
  std::string name;                 // in words
  std::vector<std::string> values;  // one an experiment; empty where it has no such setting
  std::vector<std::string> shown;   // the same in words
};
/// Whether it is an option of something whose kind differs too, which says more.
bool followsFromKind(const SettingDifference& difference, std::span<const SettingDifference> all);
std::vector<SettingDifference> differingSettings(std::span<const Experiment> experiments,
                                                 const Catalog& catalog);

}  // namespace qonvolve
