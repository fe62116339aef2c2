#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the engines with qonvolve-cli bench and writes resources/results/engine-speed.md.

Targets hold for a core with 59.1 GFLOP/s of double multiply-adds; on another machine they are
scaled by the peak measured in the same run. Each row keeps the best of several runs.
"""
import argparse
import datetime
import json
import subprocess

REFERENCE_GFLOPS = 59.1

# Title, arguments of bench, name of the result, factor to the unit shown, unit, target.
ROWS = [
    ("Gradient, generic, batch 32", "W1 --engine generic", "W1 gradient", 1e-3, "k/s", 115),
    ("Gradient, generic, batch 32, 2 threads", "W1 --engine generic --threads 2",
     "W1 gradient", 1e-3, "k/s", 215),
    ("Gradient, batch 32", "W1", "W1 gradient", 1e-3, "k/s", 300),
    ("Gradient, batch 32, 2 threads", "W1 --threads 2", "W1 gradient", 1e-3, "k/s", 480),
    ("Gradient, batch 256", "W1 --batch 256", "W1 gradient", 1e-3, "k/s", 400),
    ("Gradient, batch 256, 2 threads", "W1 --batch 256 --threads 2", "W1 gradient", 1e-3, "k/s",
     720),
    ("Gradient, float, batch 256", "W1 --batch 256 --precision float", "W1 gradient", 1e-3, "k/s",
     750),
    ("Gradient, full batch of 12,000", "W1 --batch 12000", "W1 gradient", 1e-3, "k/s", 400),
    ("Gradient, full batch, float", "W1 --batch 12000 --precision float", "W1 gradient", 1e-3,
     "k/s", None),
    ("Forward, batch 32", "W1", "W1 forward", 1e-3, "k/s", 650),
    ("Forward, float, batch 32", "W1 --precision float", "W1 forward", 1e-3, "k/s", 1050),
    ("Large state, 16 qubits, forward", "W2", "W2 16 forward", 1, "ms", 2.6),
    ("Large state, 16 qubits, gradient", "W2", "W2 16 gradient", 1, "ms", 13),
    ("Large state, 16 qubits, float, forward", "W2", "W2 16 float forward", 1, "ms", 1.4),
    ("Large state, 20 qubits, forward", "W2", "W2 20 forward", 1, "ms", 65),
    ("Large state, 20 qubits, forward, 2 threads", "W2", "W2 20 forward, 2 threads", 1, "ms", 36),
    ("Large state, 20 qubits, gradient", "W2", "W2 20 gradient", 1, "ms", 280),
    ("Large state, 20 qubits, float, forward", "W2", "W2 20 float forward", 1, "ms", 35),
    ("Large state, 24 qubits, depth 4, forward", "W2", "W2 24 forward", 1, "ms", 300),
    ("Scan of variances", "W3", "W3 to 14", 1, "ms", 400),
    ("Scan of variances, 2 threads", "W3", "W3 to 14, 2 threads", 1, "ms", 210),
]


def bench(cli, arguments):
    done = subprocess.run([cli, "bench", *arguments.split(), "--json"], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


def better(result, other):
    if other is None:
        return True
    faster = result["p10"] > other["p10"]
    return faster if result["unit"] == "samples/s" else not faster


def measure(cli, repeats):
    """Best result of each (arguments, name), and the best peaks seen."""
    results, machine = {}, {}
    for arguments in dict.fromkeys(row[1] for row in ROWS):
        for _ in range(repeats):
            run = bench(cli, arguments)
            for key, value in run["machine"].items():
                best = isinstance(value, (int, float)) and key in machine
                machine[key] = max(machine[key], value) if best else value
            for result in run["results"]:
                key = arguments, result["name"]
                result["peak"] = run["machine"]["doubleGflops"]
                if better(result, results.get(key)):
                    results[key] = result
    return results, machine


def share(result):
    """Of the peak; nothing where the multiply-adds counted are not those of the engine that ran."""
    if "fractionOfPeak" not in result or result["engine"] == "chosen":
        return ""
    return f"{100 * result['fractionOfPeak']:.0f} %"


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(results):
    lines = ["| workload | engine | best tenth | median | share of peak | target here | reached |",
             "|---|---|---|---|---|---|---|"]
    for title, arguments, name, factor, unit, target in ROWS:
        result = results.get((arguments, name))
        if result is None:
            continue
        found, median = factor * result["p10"], factor * result["median"]
        scale = result["peak"] / REFERENCE_GFLOPS
        wanted, reached = "", ""
        if target is not None:
            scaled = target * scale if unit == "k/s" else target / scale
            ratio = found / scaled if unit == "k/s" else scaled / found
            wanted, reached = f"{number(scaled)} {unit}", f"{ratio:.2f}"
        lines.append(f"| {title} | {result['engine']} | {number(found)} {unit} | "
                     f"{number(median)} {unit} | {share(result)} | {wanted} | {reached} |")
    return lines


def curves(scaling):
    lines = ["| varied | engine | samples/s | share of peak |", "|---|---|---|---|"]
    for result in scaling["results"]:
        lines.append(f"| {result['name']} | {result['engine']} | {number(result['p10'])} | "
                     f"{share(result)} |")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cli", help="qonvolve-cli, built as released")
    parser.add_argument("--output", default="resources/results/engine-speed.md")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], check=True,
                            capture_output=True, text=True).stdout.strip()
    version = subprocess.run([options.cli, "--version"], check=True, capture_output=True,
                             text=True).stdout
    compiler = next((line.split(None, 1)[1] for line in version.splitlines()
                     if line.lower().startswith("compiler")), "unknown")
    with open("/proc/loadavg", encoding="utf-8") as file:
        load = file.read().split()[0]
    results, machine = measure(options.cli, options.repeats)
    scaling = bench(options.cli, "scaling")
    lines = [
        "# Speed of the engines",
        "",
        f"Written by `tests/studies/engine_speed.py` on {datetime.date.today()}, commit {commit}, "
        f"{compiler}.",
        f"{machine['processor']}, {machine['threads']:.0f} threads, {machine['simd']}; load {load} when "
        "begun (1: one thread busy). One thread is timed by its processor time, which other programs "
        "disturb little; figures for two threads are by the clock and suffer when there are any.",
        "",
        f"One thread: {machine['doubleGflops']:.1f} GFLOP/s double, "
        f"{machine['floatGflops']:.1f} float; reads {machine['l1GBps']:.0f} (L1), "
        f"{machine['l2GBps']:.0f} (L2), {machine['l3GBps']:.0f} (L3), "
        f"{machine['memoryGBps']:.0f} (memory) GB/s.",
        "",
        "Workloads are those of `qonvolve-cli bench --help`. Targets hold for a core of "
        f"{REFERENCE_GFLOPS} GFLOP/s and are scaled by the peak of the same run; \"reached\" above "
        "1 is faster. The share of the peak counts the multiply-adds of the engine that ran, for "
        "the number of threads that ran it.",
        "",
        *table(results),
        "",
        "## Scaling",
        "",
        "Gradients, one thread unless said, the engine chosen by cost: qubits (depth 4) and depth "
        "(8 qubits) of a layered circuit at batch 32; batch and, at batch 256, threads of the "
        "network above.",
        "",
        *curves(scaling),
        "",
    ]
    with open(options.output, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    main()
