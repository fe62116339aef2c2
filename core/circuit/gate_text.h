// SPDX-License-Identifier: GPL-3.0-or-later
// Angles and gates in words: multiples of pi, parameter names, lists of a circuit line by line.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// Unicode: "θ₁₂", "−π/2", "x₃"; Ascii: "theta_12", "-pi/2", "x_3".
enum class Script : std::uint8_t { Unicode, Ascii };

/// Radians as a multiple of pi: "0", "π/2", "−3π/4", else two digits, "0.42π".
std::string piText(double radians, Script script);

/// What piText() writes, in either script, also as "3*pi/4" or "0.5 pi"; nothing for texts without
/// pi.
std::optional<double> piValue(std::string_view text);

/// Radians in units of pi with so many digits, without the unit: "0.42", "−1.10"; never "−0.00".
std::string turnsText(double radians, int digits, Script script);

/// "θ₁₂" or "theta_12".
std::string parameterName(std::uint32_t index, Script script);

/// One angle by its source: a parameter by name, a feature as "x₃", a product of features as
/// "(π−x₀)(π−x₁)"; scale and offset are written where they are not 1 and 0.
std::string angleText(const Circuit& circuit, const Angle& angle, Script script);

/// The value in radians where it is known without data: constants and parameters (theta given).
/// Returns false for angles that depend on features or lie outside `theta`.
bool angleValue(const Angle& angle, std::span<const double> theta, double& radians);

/// All angles of a gate for a label: "θ₃", "θ₀–θ₂" for consecutive parameters, else "θ₀, π/2".
std::string anglesText(const Circuit& circuit, const Op& op, Script script);

/// A gate as a sentence part: "CRZ(theta_15) q1 -> q0", "U3(theta_0, theta_1, theta_2) q0".
std::string gateLine(const Circuit& circuit, const Op& op, Script script);

/// When a gate or an event takes place: "if c0=1", "if c1c0=01". `condition` as of an Op, not 0.
std::string conditionText(const Circuit& circuit, std::uint32_t condition);

/// An event as a sentence part: "measure q0 -> c0", "reset q1", "depolarizing (p 0.01) on q0".
std::string eventLine(const Circuit& circuit, const Event& event, Script script);

/// Name of a gate for people: "CRZ", "RX", "CNOT".
std::string gateTitle(GateId gate);

/// What a preparation makes, as a label: "Amplitudes".
std::string_view preparationName(Preparation::Kind kind);

/// One observable: "<Z> q0", "<Z q0 X q1>", "P(q1 q0 = 01)".
std::string observableText(const Observable& observable, Script script);

}  // namespace qonvolve
