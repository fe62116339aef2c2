# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Qiskit in tests: the calls that our programs make, with the matrices of Qiskit's
documentation. Qiskit is little endian: the first qubit of a gate is bit 0 of its matrix."""
from contextlib import contextmanager
from math import cos, pi, sin, sqrt

import little
from little import phase, rotation

X = [[0, 1], [1, 0]]
Y = [[0, -1j], [1j, 0]]
Z = [[1, 0], [0, -1]]
H = [[1 / sqrt(2), 1 / sqrt(2)], [1 / sqrt(2), -1 / sqrt(2)]]
SX = [[0.5 + 0.5j, 0.5 - 0.5j], [0.5 - 0.5j, 0.5 + 0.5j]]


def kron(high, low):
    n = len(low)
    return [[high[i // n][j // n] * low[i % n][j % n] for j in range(len(high) * n)]
            for i in range(len(high) * n)]


def p(lam):
    return [[1, 0], [0, phase(lam)]]


def u(theta, phi, lam):
    """UGate."""
    c, s = cos(theta / 2), sin(theta / 2)
    return [[c, -phase(lam) * s], [phase(phi) * s, phase(phi + lam) * c]]


def controlled(matrix):
    """Control is the first qubit, bit 0: the gate acts where the index is odd."""
    n = len(matrix)
    result = [[1 if i == j else 0 for j in range(2 * n)] for i in range(2 * n)]
    for i in range(n):
        for j in range(n):
            result[2 * i + 1][2 * j + 1] = matrix[i][j]
    return result


SWAP = [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]

# name: (number of angles, matrix)
GATES = {
    "id": (0, lambda: [[1, 0], [0, 1]]), "x": (0, lambda: X), "y": (0, lambda: Y),
    "z": (0, lambda: Z), "h": (0, lambda: H), "s": (0, lambda: p(pi / 2)),
    "sdg": (0, lambda: p(-pi / 2)), "t": (0, lambda: p(pi / 4)), "tdg": (0, lambda: p(-pi / 4)),
    "sx": (0, lambda: SX), "rx": (1, lambda t: rotation(X, t)), "ry": (1, lambda t: rotation(Y, t)),
    "rz": (1, lambda t: rotation(Z, t)), "p": (1, p), "u": (3, u),
    "cx": (0, lambda: controlled(X)), "cy": (0, lambda: controlled(Y)),
    "cz": (0, lambda: controlled(Z)), "ch": (0, lambda: controlled(H)), "swap": (0, lambda: SWAP),
    "crx": (1, lambda t: controlled(rotation(X, t))),
    "cry": (1, lambda t: controlled(rotation(Y, t))),
    "crz": (1, lambda t: controlled(rotation(Z, t))), "cp": (1, lambda t: controlled(p(t))),
    # CUGate(theta, phi, lam, gamma): controlled exp(i gamma) u
    "cu": (4, lambda t, f, l, g: controlled([[phase(g) * e for e in row] for row in u(t, f, l)])),
    "rxx": (1, lambda t: rotation(kron(X, X), t)), "ryy": (1, lambda t: rotation(kron(Y, Y), t)),
    "rzz": (1, lambda t: rotation(kron(Z, Z), t)), "ccx": (0, lambda: controlled(controlled(X))),
    "cswap": (0, lambda: controlled(SWAP)),
}


class QuantumCircuit:
    def __init__(self, qubits, bits=0):
        self.branches = [([1] + [0] * (2 ** qubits - 1), {})]
        self.clbits = list(range(bits))
        self.conditions = []

    def __getattr__(self, name):
        count, matrix = GATES[name]

        def call(*arguments):
            angles, wires = arguments[:count], arguments[count:]
            entries = matrix(*angles)
            assert len(entries) == 2 ** len(wires) and len(set(wires)) == len(wires)
            self._each(lambda state, record: [(little.apply(state, entries, wires), record)])
        return call

    def _each(self, change):
        result = []
        for state, record in self.branches:
            if all(record.get(bit, 0) == value for bit, value in self.conditions):
                result += change(state, record)
            else:
                result.append((state, record))
        self.branches = result

    def measure(self, qubit, bit):
        self._each(lambda state, record: [(part, {**record, bit: one}) for one, part in
                                          enumerate(little.split(state, qubit))])

    def reset(self, qubit):
        def change(state, record):
            zero, one = little.split(state, qubit)
            return [(zero, record), (little.flip(one, qubit), record)]
        self._each(change)

    @contextmanager
    def if_test(self, condition):
        self.conditions.append(condition)
        yield
        self.conditions.pop()

    def show(self, observables):
        [(state, _)] = self.branches
        little.show_state(state)
        for terms in observables:
            print(repr(sum(c * little.expectation(state, letters) for letters, c in terms)))

    def show_probabilities(self):
        little.show_probabilities(self.branches)
