# SPDX-License-Identifier: GPL-3.0-or-later
"""State vectors by brute force, for the stand-ins of qiskit and pennylane: lists of branches
(amplitudes, classical record), one for each list of measurement outcomes. Bit q of an amplitude's
index is wire q."""
import cmath
import json
import math
import os

VALUES = json.loads(os.environ.get("VALUES", "{}"))


def apply(state, matrix, wires):
    """matrix acts on wires; bit i of its index is wires[i]."""
    dim = len(matrix)
    offsets = [sum(((k >> i) & 1) << w for i, w in enumerate(wires)) for k in range(dim)]
    mask = offsets[-1]
    result = list(state)
    for base in range(len(state)):
        if base & mask:
            continue
        amplitudes = [state[base | o] for o in offsets]
        for row in range(dim):
            result[base | offsets[row]] = sum(
                matrix[row][c] * amplitudes[c] for c in range(dim))
    return result


def split(state, wire):
    """The two unnormalized states after measuring a wire."""
    return [[a if (k >> wire & 1) == one else 0 for k, a in enumerate(state)] for one in (0, 1)]


def flip(state, wire):
    return [state[k ^ (1 << wire)] for k in range(len(state))]


def pauli(state, letters):
    """letters[0] is the highest wire."""
    result = list(state)
    matrices = {"X": [[0, 1], [1, 0]], "Y": [[0, -1j], [1j, 0]], "Z": [[1, 0], [0, -1]]}
    for place, letter in enumerate(letters):
        if letter != "I":
            result = apply(result, matrices[letter], [len(letters) - 1 - place])
    return result


def expectation(state, letters):
    image = pauli(state, letters)
    return sum((a.conjugate() * b).real for a, b in zip(map(complex, state), map(complex, image)))


def show_state(state):
    for a in map(complex, state):
        print(repr(a.real))
        print(repr(a.imag))


def show_probabilities(branches):
    for k in range(len(branches[0][0])):
        print(repr(sum(abs(state[k]) ** 2 for state, _ in branches)))


def rotation(generator, angle):
    """exp(-i angle G / 2) for a matrix with G^2 = 1."""
    dim = len(generator)
    c, s = math.cos(angle / 2), -1j * math.sin(angle / 2)
    return [[(c if i == j else 0) + s * generator[i][j] for j in range(dim)] for i in range(dim)]


def phase(angle):
    return cmath.exp(1j * angle)
