# SPDX-License-Identifier: GPL-3.0-or-later
"""ParameterVector whose elements are numbers already."""
import little


def ParameterVector(name, length):
    assert length <= len(little.VALUES[name])
    return little.VALUES[name]
