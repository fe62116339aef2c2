#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the published preprocessing costs: the same networks (Hur, Kim and Park 2022, circuit 9 with and
without pooling gates) on the two central pixel columns, as published, and on the whole image.

    tests/studies/correct_preprocessing.py build/release/app/qonvolve-cli --mnist FOLDER [--seeds 20]

The whole-image rows must reach the reference (5 runs of an independent implementation) or pass it.
"""
import math
import statistics
import sys

from study import DATA, mean_std, parse_arguments, settings, train, train_all, version, write

EXAMPLES = {"central amplitude": "hur-amplitude", "16x16 amplitude": "image-16x16-amplitude",
            "central PCA8": "hur-pca8", "image PCA8": "image-pca8"}
# (data, circuit): {input: {loss: (mean, std)}}
REFERENCE = {
    ("mnist", "9a"): {"central amplitude": ((98.7, 0.1), (98.6, 0.4)), "16x16 amplitude": ((98.6, 0.6), (98.4, 0.7)),
                      "central PCA8": ((98.0, 0.6), (98.1, 0.2)), "image PCA8": ((98.8, 0.6), (99.3, 0.3))},
    ("mnist", "9b"): {"central amplitude": ((97.9, 0.4), (97.8, 0.9)), "16x16 amplitude": ((98.8, 1.1), (97.9, 0.8)),
                      "central PCA8": ((98.3, 0.3), (98.0, 0.3)), "image PCA8": ((99.0, 0.2), (99.3, 0.2))},
    ("fashion_mnist", "9a"): {"central amplitude": ((90.7, 2.2), (89.1, 1.9)), "16x16 amplitude": ((93.9, 0.4), (94.5, 0.7)),
                              "central PCA8": ((88.9, 1.7), (89.2, 3.2)), "image PCA8": ((92.6, 2.3), (93.8, 0.5))},
    ("fashion_mnist", "9b"): {"central amplitude": ((89.2, 1.7), (87.8, 1.5)), "16x16 amplitude": ((94.0, 0.5), (93.7, 1.1)),
                              "central PCA8": ((87.2, 1.8), (90.6, 1.4)), "image PCA8": ((94.1, 0.5), (93.9, 1.3))},
}


def main():
    arguments = parse_arguments(__doc__, "correct-preprocessing", "correct-preprocessing.md")
    reference = {(data, circuit, name, loss): values[i]
                 for (data, circuit), inputs in REFERENCE.items()
                 for name, values in inputs.items() for i, loss in enumerate(("ce", "mse"))}

    def train_cell(cell):
        data, circuit, name, loss = cell
        return train(arguments, "-".join(cell).replace(" ", "_"), EXAMPLES[name],
                     settings(arguments, data, circuit, loss))

    results = train_all(arguments, list(reference), train_cell, reference)
    lines = ["# What the published preprocessing costs", "",
             "Test accuracy in percent, mean±std over "
             f"{arguments.seeds} seeds; \"central\" inputs see the two central pixel columns only, as published; "
             "the others see the whole image. Reference: 5 runs of an independent implementation. "
             "Made by `tests/studies/correct_preprocessing.py`.", "", *version(arguments),
             "| data | circuit | input | loss | here | reference | difference | in combined s.e. |",
             "|---|---|---|---|---|---|---|---|"]
    for (data, circuit, name, loss), result in results.items():
        values = result["accuracy"]
        mean, std = mean_std(values)
        theirs, spread = reference[data, circuit, name, loss]
        error = math.sqrt(statistics.variance(values) / len(values) + spread ** 2 / 4)
        lines.append(f"| {DATA[data]} | {circuit} | {name} | {loss.upper()} | {mean:.1f}±{std:.1f} | "
                     f"{theirs:.1f}±{spread:.1f} | {mean - theirs:+.1f} | {(mean - theirs) / error:+.1f} |")
    lines += ["", "| gain of the whole image over the central columns, Fashion-MNIST, amplitude | CE | MSE |",
              "|---|---|---|"]
    for circuit in ("9a", "9b"):
        gains = [statistics.fmean(results["fashion_mnist", circuit, "16x16 amplitude", loss]["accuracy"]) -
                 statistics.fmean(results["fashion_mnist", circuit, "central amplitude", loss]["accuracy"])
                 for loss in ("ce", "mse")]
        lines.append(f"| circuit {circuit} | {gains[0]:+.1f} | {gains[1]:+.1f} |")
    write(arguments, lines)
    print(arguments.output, file=sys.stderr)


if __name__ == "__main__":
    main()
