// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/qasm_lexer.h"

#include <array>

namespace qonvolve {
namespace {

using Kind = QasmToken::Kind;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

/// Bytes of letters beyond ASCII count as letters: "θ" is a name.
bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Length of the UTF-8 sequence at the start of `text`, 0 when it is none (RFC 3629).
std::size_t sequenceLength(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(0);
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  if (length == 0 || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return length;
}

std::string hexByte(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'0', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

}  // namespace

QasmLexer::QasmLexer(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) offset_ = 3;  // byte order mark
}

char QasmLexer::peek(std::size_t ahead) const {
  return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
}

void QasmLexer::advance() {
  const auto byte = static_cast<unsigned char>(text_[offset_++]);
  if (byte == '\n') {
    ++at_.line;
    at_.column = 1;
  } else if (byte < 0x80 || byte > 0xBF) {
    ++at_.column;
  }
}

/// False: a comment has no end.
bool QasmLexer::skipBlanks() {
  while (offset_ < text_.size()) {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      advance();
    } else if (c == '/' && peek(1) == '/') {
      while (offset_ < text_.size() && peek() != '\n') advance();
    } else if (c == '/' && peek(1) == '*') {
      const std::size_t end = text_.find("*/", offset_ + 2);
      if (end == std::string_view::npos) return false;
      while (offset_ < end + 2) advance();
    } else {
      return true;
    }
  }
  return true;
}

QasmToken QasmLexer::wrong(QasmToken token, std::string problem) {
  token.kind = Kind::Wrong;
  token.text = {};
  problem_ = std::move(problem);
  offset_ = text_.size();
  return token;
}

QasmToken QasmLexer::next() {
  QasmToken token;
  if (!skipBlanks()) {
    token.at = at_;
    return wrong(token, "The comment that begins here has no end.");
  }
  token.at = at_;
  if (offset_ >= text_.size()) return token;
  ++tokens_;
  const char c = peek();
  if (isLetter(c)) return name(token);
  if (isDigit(c) || (c == '.' && isDigit(peek(1)))) return number(token);
  if (c == '"' || c == '\'') return quoted(token);
  return symbol(token);
}

QasmToken QasmLexer::name(QasmToken token) {
  const std::size_t start = offset_;
  while (offset_ < text_.size() && (isLetter(peek()) || isDigit(peek()))) {
    const std::size_t length = sequenceLength(text_.substr(offset_));
    if (length == 0) {
      token.at = at_;
      return wrong(token, "The byte " + hexByte(peek()) + " is no UTF-8 text.");
    }
    for (std::size_t i = 0; i < length; ++i) advance();
  }
  token.kind = Kind::Name;
  token.text = text_.substr(start, offset_ - start);
  if (token.text.size() > kMaxName) {
    return wrong(token, "This name is longer than " + std::to_string(kMaxName) + " characters.");
  }
  return token;
}

QasmToken QasmLexer::number(QasmToken token) {
  const std::size_t start = offset_;
  token.kind = Kind::Integer;
  while (isDigit(peek())) advance();
  if (peek() == '.') {
    token.kind = Kind::Real;
    advance();
    while (isDigit(peek())) advance();
  }
  const bool sign = peek(1) == '+' || peek(1) == '-';
  if ((peek() == 'e' || peek() == 'E') && isDigit(peek(sign ? 2 : 1))) {
    token.kind = Kind::Real;
    advance();
    if (sign) advance();
    while (isDigit(peek())) advance();
  }
  token.text = text_.substr(start, offset_ - start);
  return token;
}

QasmToken QasmLexer::quoted(QasmToken token) {
  const char quote = peek();
  const std::size_t end = text_.find_first_of(quote == '"' ? "\"\n" : "'\n", offset_ + 1);
  if (end == std::string_view::npos || text_[end] == '\n') {
    return wrong(token, "The text that begins here has no closing quote.");
  }
  token.kind = Kind::Text;
  token.text = text_.substr(offset_ + 1, end - offset_ - 1);
  while (offset_ <= end) advance();
  return token;
}

QasmToken QasmLexer::symbol(QasmToken token) {
  constexpr std::array<std::string_view, 9> kLong{
      "->", "==", "!=", "<=", ">=", "&&", "||", "**", "++"};
  constexpr std::string_view kShort = ";,()[]{}+-*/^@=:<>!%~&|$#.";
  token.kind = Kind::Symbol;
  for (const std::string_view candidate : kLong) {
    if (!text_.substr(offset_).starts_with(candidate)) continue;
    token.text = text_.substr(offset_, 2);
    advance();
    advance();
    return token;
  }
  const char c = peek();
  if (kShort.find(c) == std::string_view::npos) {
    const bool printable = c > ' ' && c < '\x7f';
    return wrong(token, "The character " +
                            (printable ? "\"" + std::string(1, c) + "\"" : hexByte(c)) +
                            " has no meaning here.");
  }
  token.text = text_.substr(offset_, 1);
  advance();
  return token;
}

std::string tokenText(const QasmToken& token) {
  constexpr std::size_t kShown = 40;
  const std::string text = token.text.size() <= kShown
                               ? std::string(token.text)
                               : std::string(token.text.substr(0, kShown)) + "...";
  switch (token.kind) {
    case Kind::End:
      return "the end of the file";
    case Kind::Integer:
    case Kind::Real:
      return "the number " + text;
    case Kind::Text:
      return "the text \"" + text + "\"";
    default:
      return "\"" + text + "\"";
  }
}

}  // namespace qonvolve
