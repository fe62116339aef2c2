# SPDX-License-Identifier: GPL-3.0-or-later
"""What the studies share: training cells with qonvolve-cli, keeping finished ones, and statistics."""
import argparse
import json
import os
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ANSATZES = {"1": "ttn", "2": "c2", "3": "c3", "4": "c4", "5": "c5", "6": "so4", "7": "c7", "8": "c8",
            "9a": "su4", "9b": "su4"}
DATA = {"mnist": "MNIST 0 vs 1", "fashion_mnist": "Fashion-MNIST T-shirt vs trouser"}
LOSSES = {"ce": ["/train/loss/type=cross_entropy", "/train/loss/options/reduction=sum",
                 "/train/loss/options/orientation=published"],
          "mse": ["/train/loss/type=mse", "/train/loss/options/reduction=mean"]}
CONVOLUTIONS, POOLINGS = (1, 3, 5), (2, 4, 6)  # positions in the stack of the examples


def parse_arguments(description, work, output):
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli", help="the program qonvolve-cli")
    parser.add_argument("--mnist", required=True, help="folder with the MNIST IDX files")
    parser.add_argument("--fashion", default="", help="folder with Fashion-MNIST (default: Debian's)")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--work", type=Path, default=ROOT / "build" / work)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "resources/results" / output)
    arguments = parser.parse_args()
    arguments.folders = {"mnist": str(Path(arguments.mnist).resolve()),
                         "fashion_mnist": arguments.fashion}
    arguments.work.mkdir(parents=True, exist_ok=True)
    return arguments


def settings(arguments, data, circuit, loss):
    """The --set values that turn an example of the published network into one cell of a table."""
    sets = [f"/data/source/options/dataset={data}"]
    if arguments.folders[data]:
        sets.append(f"/data/source/options/folder={arguments.folders[data]}")
    sets += [f"/stack/{i}/options/ansatz={ANSATZES[circuit]}" for i in CONVOLUTIONS]
    kind = "trivial" if circuit == "9b" else "zx"
    sets += [f"/stack/{i}/options/kind={kind}" for i in POOLINGS]
    return sets + LOSSES[loss]


def train(arguments, name, example, sets):
    """Trains seeds 1 ... N (one thread a run), or reads what an earlier call kept under `name`."""
    kept = arguments.work / f"{name}-{arguments.seeds}.json"
    if not kept.exists():
        command = [arguments.cli, "train", f"example:{example}", "--json", "--seed", "1",
                   "--seeds", str(arguments.seeds), "--threads", "1",
                   "--out", str(arguments.work / "runs")]
        for setting in sets:
            command += ["--set", setting]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
        document = json.loads(done.stdout)
        runs = document["runs"] if arguments.seeds > 1 else [document]
        result = {"accuracy": [100 * run["test"]["accuracy"] for run in runs],
                  "seconds": [run["seconds"] for run in runs]}
        kept.with_suffix(".part").write_text(json.dumps(result))
        os.replace(kept.with_suffix(".part"), kept)
    return json.loads(kept.read_text())


def train_all(arguments, cells, train_cell, reference):
    """{cell: result} for all cells, `jobs` at a time, with a line a cell on standard error."""
    results = {}
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for cell, result in zip(cells, pool.map(train_cell, cells)):
            results[cell] = result
            mean, std = mean_std(result["accuracy"])
            print(f"{len(results):4d}/{len(cells)} {' '.join(cell):42s} {mean:5.1f}±{std:4.1f}  "
                  f"reference {reference[cell][0]:5.1f}±{reference[cell][1]:4.1f}  "
                  f"{mean - reference[cell][0]:+5.1f}", file=sys.stderr)
    return results


def version(arguments):
    done = subprocess.run([arguments.cli, "--version"], capture_output=True, text=True)
    return ["```", done.stdout.strip(), "```", ""]


def mean_std(values):
    """Mean and population standard deviation, as in the publications."""
    return statistics.fmean(values), statistics.pstdev(values)


def write(arguments, lines):
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text("\n".join(lines).rstrip() + "\n")
