// SPDX-License-Identifier: GPL-3.0-or-later
// OpenQASM text in tokens with their positions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qonvolve {

/// A place in a file, both from 1; columns count characters, not bytes.
struct TextPosition {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct QasmToken {
  enum class Kind : std::uint8_t { End, Name, Integer, Real, Text, Symbol, Wrong };
  Kind kind = Kind::End;
  std::string_view text;  // Text: without the quotes; Wrong: empty
  TextPosition at;
  bool is(std::string_view symbol) const { return kind == Kind::Symbol && text == symbol; }
  bool isName(std::string_view name) const { return kind == Kind::Name && text == name; }
};

/// Cuts text into tokens, one at a time; skips blanks and both kinds of comments. Names may hold
/// letters of any script, as OpenQASM 3 allows. The text must outlive the lexer and its tokens.
class QasmLexer {
 public:
  explicit QasmLexer(std::string_view text);

  /// The next token; End again and again at the end. Wrong: what is wrong, problem() says.
  QasmToken next();
  const std::string& problem() const { return problem_; }
  std::uint64_t tokens() const { return tokens_; }

  static constexpr std::size_t kMaxName = 255;

 private:
  char peek(std::size_t ahead = 0) const;
  void advance();
  bool skipBlanks();
  QasmToken name(QasmToken token);
  QasmToken number(QasmToken token);
  QasmToken quoted(QasmToken token);
  QasmToken symbol(QasmToken token);
  QasmToken wrong(QasmToken token, std::string problem);

  std::string_view text_;
  std::size_t offset_ = 0;
  TextPosition at_;
  std::uint64_t tokens_ = 0;
  std::string problem_;
};

/// A token as it stands in a message: "\"ry\"", "the number 3", "the end of the file".
std::string tokenText(const QasmToken& token);

}  // namespace qonvolve
