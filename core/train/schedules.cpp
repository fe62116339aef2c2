// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in learning-rate schedules, one function each and one line in the list at the end.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/train/schedule.h"

namespace qonvolve {

double Moment::share() const {
  if (totalSteps <= 1) return 0;
  return std::min(1.0, static_cast<double>(step) / static_cast<double>(totalSteps - 1));
}

namespace {

// From `first` at x = 0 to `last` at x = 1 along half a cosine.
double halfCosine(double x, double first, double last) {
  return last + (first - last) * (1 + std::cos(std::numbers::pi * x)) / 2;
}

ScheduleType constantSchedule() {
  return makeScheduleType({.id = "constant",
                           .label = "Constant",
                           .category = "Schedule",
                           .summary = "The learning rate stays as it is.",
                           .help = "Factor 1 in every step.",
                           .paper = "Robbins and Monro, Ann. Math. Stat. 22 (1951) 400"},
                          Schema<NoOptions>{}, [](const NoOptions&, const Moment&) { return 1.0; });
}

struct StepOptions {
  std::int64_t every = 10;
  double factor = 0.5;
};

ScheduleType stepSchedule() {
  return makeScheduleType(
      {.id = "step",
       .label = "Step",
       .category = "Schedule",
       .summary = "Lowers the learning rate by a factor every few epochs.",
       .help = "factor^⌊epoch / every⌋.",
       .paper = "He et al., arXiv:1512.03385, section 3.4"},
      Schema<StepOptions>{}
          .integer(
              "every", &StepOptions::every, 1, 1'000'000,
              {.label = "Every", .help = "Epochs from one change to the next.", .unit = "epochs"})
          .real("factor", &StepOptions::factor, 1e-6, 1,
                {.label = "Factor", .help = "What the learning rate is multiplied by each time."}),
      [](const StepOptions& o, const Moment& m) {
        return std::pow(o.factor, std::floor(m.epochs() / static_cast<double>(o.every)));
      });
}

struct ExponentialOptions {
  double factor = 0.95;
};

ScheduleType exponentialSchedule() {
  return makeScheduleType(
      {.id = "exponential",
       .label = "Exponential",
       .category = "Schedule",
       .summary = "Lowers the learning rate by the same share in every epoch.",
       .help = "factor^(steps / steps per epoch), a little in every step.",
       .paper = "Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.3"},
      Schema<ExponentialOptions>{}.real(
          "factor", &ExponentialOptions::factor, 1e-6, 1,
          {.label = "Factor", .help = "What is left after an epoch."}),
      [](const ExponentialOptions& o, const Moment& m) { return std::pow(o.factor, m.epochs()); });
}

struct CosineOptions {
  double last = 0;
};

ScheduleType cosineSchedule() {
  return makeScheduleType(
      {.id = "cosine",
       .label = "Cosine",
       .category = "Schedule",
       .summary = "Lowers the learning rate along half a cosine over the whole run.",
       .help = "last + (1 − last) (1 + cos πx) / 2, with x the share of the run that is done.",
       .paper = "Loshchilov and Hutter, arXiv:1608.03983"},
      Schema<CosineOptions>{}.real("last", &CosineOptions::last, 0, 1,
                                   {.label = "Last factor", .help = "Factor in the last step."}),
      [](const CosineOptions& o, const Moment& m) { return halfCosine(m.share(), 1, o.last); });
}

struct OneCycleOptions {
  double rise = 0.3;
  double first = 0.04;
  double last = 1e-4;
};

ScheduleType oneCycleSchedule() {
  return makeScheduleType(
      {.id = "one_cycle",
       .label = "One cycle",
       .category = "Schedule",
       .summary = "Raises the learning rate to its value, then lowers it to almost nothing.",
       .help = "Half a cosine from the first factor up to 1, then half a cosine down to the last.",
       .paper = "Smith and Topin, arXiv:1708.07120"},
      Schema<OneCycleOptions>{}
          .real("rise", &OneCycleOptions::rise, 0, 1,
                {.label = "Rise", .help = "Share of the run in which the learning rate rises."})
          .real("first", &OneCycleOptions::first, 0, 1,
                {.label = "First factor", .help = "Factor in the first step."})
          .real("last", &OneCycleOptions::last, 0, 1,
                {.label = "Last factor", .help = "Factor in the last step."}),
      [](const OneCycleOptions& o, const Moment& m) {
        const double x = m.share();
        if (x < o.rise) return halfCosine(x / o.rise, o.first, 1);
        return o.rise < 1 ? halfCosine((x - o.rise) / (1 - o.rise), 1, o.last) : 1.0;
      });
}

struct WarmUpOptions {
  double epochs = 2;
  double first = 0.1;
  std::string after = "constant";
};

ScheduleType warmUpSchedule() {
  return makeScheduleType(
      {.id = "warm_up",
       .label = "Warm-up",
       .category = "Schedule",
       .summary = "Raises the learning rate evenly over the first epochs.",
       .help = "From the first factor to 1 in a straight line, then constant or half a cosine down "
               "to 0 at the end of the run.",
       .paper = "Goyal et al., arXiv:1706.02677, section 2.2"},
      Schema<WarmUpOptions>{}
          .real("epochs", &WarmUpOptions::epochs, 0, 1e6,
                {.label = "Warm-up", .help = "How long the learning rate rises.", .unit = "epochs"})
          .real("first", &WarmUpOptions::first, 0, 1,
                {.label = "First factor", .help = "Factor in the first step."})
          .choice("after", &WarmUpOptions::after,
                  {{"constant", "Constant", "The full learning rate to the end."},
                   {"cosine", "Cosine", "Half a cosine down to 0."}},
                  {.label = "Afterwards", .help = "What follows the warm-up."}),
      [](const WarmUpOptions& o, const Moment& m) {
        if (m.epochs() < o.epochs) return o.first + (1 - o.first) * m.epochs() / o.epochs;
        if (o.after == "constant") return 1.0;
        const double begin = o.epochs * static_cast<double>(m.stepsPerEpoch);
        const double rest = static_cast<double>(m.totalSteps) - 1 - begin;
        if (rest <= 0) return 1.0;
        return halfCosine(std::min(1.0, (static_cast<double>(m.step) - begin) / rest), 1, 0);
      });
}

}  // namespace

Registry<ScheduleType> builtinSchedules() {
  Registry<ScheduleType> schedules("schedule");
  schedules.add(constantSchedule());
  schedules.add(stepSchedule());
  schedules.add(exponentialSchedule());
  schedules.add(cosineSchedule());
  schedules.add(oneCycleSchedule());
  schedules.add(warmUpSchedule());
  return schedules;
}

}  // namespace qonvolve
