# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for PennyLane in tests: the calls that our programs make, with the matrices of
PennyLane's documentation. PennyLane is big endian: the first wire of an operation is the highest bit
of its matrix, and the first wire of a device that of the state."""
from math import cos, pi, sin, sqrt

import little
from little import phase, rotation

_X = [[0, 1], [1, 0]]
_Y = [[0, -1j], [1j, 0]]
_Z = [[1, 0], [0, -1]]
_H = [[1 / sqrt(2), 1 / sqrt(2)], [1 / sqrt(2), -1 / sqrt(2)]]
_branches = []
_order = []


def _kron(a, b):
    n = len(b)
    return [[a[i // n][j // n] * b[i % n][j % n] for j in range(len(a) * n)]
            for i in range(len(a) * n)]


def _controlled(matrix):
    """Control is the first wire, the highest bit."""
    n = len(matrix)
    result = [[1 if i == j else 0 for j in range(2 * n)] for i in range(2 * n)]
    for i in range(n):
        for j in range(n):
            result[n + i][n + j] = matrix[i][j]
    return result


class _Operation:
    def __init__(self, matrix):
        self.matrix = matrix

    def __call__(self, *angles, wires):
        self.act(angles, wires, lambda record: True)

    def act(self, angles, wires, holds):
        wires = wires if isinstance(wires, list) else [wires]
        entries = self.matrix(*angles)
        assert len(entries) == 2 ** len(wires) and len(set(wires)) == len(wires)
        # Big endian here, little endian in the state: the wires the other way round.
        _each(holds, lambda state, record:
              [(little.apply(state, entries, wires[::-1]), record)])


def _each(holds, change):
    result = []
    for state, record in _branches:
        result += change(state, record) if holds(record) else [(state, record)]
    _branches[:] = result


def _u3(theta, phi, delta):
    c, s = cos(theta / 2), sin(theta / 2)
    return [[c, -phase(delta) * s], [phase(phi) * s, phase(phi + delta) * c]]


def _p(angle):
    return [[1, 0], [0, phase(angle)]]


_SWAP = [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
Hadamard = _Operation(lambda: _H)
S = _Operation(lambda: _p(pi / 2))
T = _Operation(lambda: _p(pi / 4))
SX = _Operation(lambda: [[.5 + .5j, .5 - .5j], [.5 - .5j, .5 + .5j]])
RX = _Operation(lambda t: rotation(_X, t))
RY = _Operation(lambda t: rotation(_Y, t))
RZ = _Operation(lambda t: rotation(_Z, t))
PhaseShift = _Operation(_p)
U2 = _Operation(lambda phi, delta: _u3(pi / 2, phi, delta))
U3 = _Operation(_u3)
CNOT = _Operation(lambda: _controlled(_X))
CY = _Operation(lambda: _controlled(_Y))
CZ = _Operation(lambda: _controlled(_Z))
CH = _Operation(lambda: _controlled(_H))
SWAP = _Operation(lambda: _SWAP)
CRX = _Operation(lambda t: _controlled(rotation(_X, t)))
CRY = _Operation(lambda t: _controlled(rotation(_Y, t)))
CRZ = _Operation(lambda t: _controlled(rotation(_Z, t)))
ControlledPhaseShift = _Operation(lambda t: _controlled(_p(t)))
IsingXX = _Operation(lambda t: rotation(_kron(_X, _X), t))
IsingYY = _Operation(lambda t: rotation(_kron(_Y, _Y), t))
IsingZZ = _Operation(lambda t: rotation(_kron(_Z, _Z), t))
Toffoli = _Operation(lambda: _controlled(_controlled(_X)))
CSWAP = _Operation(lambda: _controlled(_SWAP))


class _Pauli(_Operation):
    """An operation when called with wires=, part of an observable when called with a wire."""

    def __init__(self, letter, matrix):
        super().__init__(lambda: matrix)
        self.letter = letter

    def __call__(self, wire=None, wires=None):
        if wire is None:
            return super().__call__(wires=wires)
        return _Observable([(1.0, {wire: self.letter})])


PauliX, PauliY, PauliZ = _Pauli("X", _X), _Pauli("Y", _Y), _Pauli("Z", _Z)


class _IdentityOperation(_Operation):
    def __call__(self, wire=None, wires=None):
        if wire is None:
            return super().__call__(wires=wires)
        return _Observable([(1.0, {})])


Identity = _IdentityOperation(lambda: [[1, 0], [0, 1]])


class _Observable:
    def __init__(self, terms):
        self.terms = terms

    def __matmul__(self, other):
        return _Observable([(a * b, {**s, **t}) for a, s in self.terms for b, t in other.terms])

    def __add__(self, other):
        return _Observable(self.terms + other.terms)

    def __rmul__(self, factor):
        return _Observable([(factor * c, t) for c, t in self.terms])


def adjoint(operation):
    def matrix(*angles):
        m = operation.matrix(*angles)
        return [[complex(m[j][i]).conjugate() for j in range(len(m))] for i in range(len(m))]
    return _Operation(matrix)


def ctrl(operation, control):
    inner = _Operation(lambda *angles: _controlled(operation.matrix(*angles)))

    class Controlled(_Operation):
        def act(self, angles, wires, holds):
            inner.act(angles, [control] + (wires if isinstance(wires, list) else [wires]), holds)
    return Controlled(None)


class _Condition:
    def __init__(self, holds):
        self.holds = holds

    def __and__(self, other):
        return _Condition(lambda record: self.holds(record) and other.holds(record))


class _Outcome:
    def __init__(self):
        self.key = object()

    def __eq__(self, value):
        return _Condition(lambda record: record[self.key] == value)


def measure(wire, reset=False):
    outcome = _Outcome()

    def change(state, record):
        zero, one = little.split(state, wire)
        return [(zero, {**record, outcome.key: 0}),
                (little.flip(one, wire) if reset else one, {**record, outcome.key: 1})]
    _each(lambda record: True, change)
    return outcome


def cond(condition, operation):
    def call(*angles, wires):
        operation.act(angles, wires, condition.holds)
    return call


def device(name, wires):
    assert name == "default.qubit"
    _order[:] = wires
    return name


def qnode(_):
    def decorate(function):
        def run(*arguments):
            _branches[:] = [([1] + [0] * (2 ** len(_order) - 1), {})]
            return function(*arguments)
        return run
    return decorate


def state():
    """The first wire of the device is the highest bit."""
    [(amplitudes, _)] = _branches
    n = len(_order)
    result = []
    for index in range(2 ** n):
        k = sum(((index >> (n - 1 - place)) & 1) << wire for place, wire in enumerate(_order))
        result.append(amplitudes[k])
    return result


def expval(observable):
    [(amplitudes, _)] = _branches
    total = 0.0
    for c, letters in observable.terms:
        n = len(_order)
        text = "".join(letters.get(wire, "I") for wire in range(n - 1, -1, -1))
        total += c * little.expectation(amplitudes, text)
    return total


def _arguments(circuit):
    names = circuit.__code__.co_varnames[:circuit.__code__.co_argcount]
    return [little.VALUES[name] for name in names]


def show(state_function, outputs, circuit):
    arguments = _arguments(circuit)
    little.show_state(state_function(*arguments))
    for value in outputs(*arguments):
        print(repr(value))


def show_probabilities(_, circuit):
    _branches[:] = [([1] + [0] * (2 ** len(_order) - 1), {})]
    circuit(*_arguments(circuit))
    little.show_probabilities(_branches)
