#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the engines on many designs with qonvolve-cli bench designs and writes
resources/results/engine-designs.md."""
import argparse
import datetime
import json
import pathlib
import subprocess

RESULTS = pathlib.Path(__file__).resolve().parents[2] / "resources" / "results"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cli", help="the program qonvolve-cli")
    cli = parser.parse_args().cli
    document = json.loads(subprocess.check_output([cli, "bench", "designs", "--json"]))
    version = subprocess.check_output([cli, "--version"], text=True).strip().replace("\n", ", ")
    machine = document["machine"]
    designs = {}
    for result in document["results"]:
        designs.setdefault(result["name"], {})[result["engine"]] = result
    lines = [
        "# Generic against reduced engine on many designs",
        "",
        f"Written by `tests/studies/engine_designs.py` on {datetime.date.today()}; {version}.",
        f"{machine['processor']}, {machine['simd']}, one thread, double, batch 32: "
        f"{machine['doubleGflops']:.0f} GFLOP/s of multiply-adds measured in the same run.",
        "",
        "Gradients, samples a second (best tenth). Both engines give the same loss.",
        "",
        "| design | generic | reduced | factor | loss |",
        "|---|---|---|---|---|",
    ]
    for name, engines in designs.items():
        if not {"generic", "reduced"} <= engines.keys():
            continue
        generic, reduced = engines["generic"], engines["reduced"]
        assert abs(generic["check"] - reduced["check"]) < 1e-12, name
        lines.append(f"| {name} | {generic['p10']:,.0f} | {reduced['p10']:,.0f} | "
                     f"{reduced['p10'] / generic['p10']:.2f} | {reduced['check']:.12f} |")
    (RESULTS / "engine-designs.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
