"""Splits TypeScript into tokens: enough of it to find declarations, whatever strings and comments hold."""

import re
from collections import namedtuple

#: kind: string, template, regex, number, name, punctuation, line comment, block comment; `breaks`: a line ends before it.
Token = namedtuple("Token", "kind text start end breaks")

_PATTERN = re.compile(
    r"""
      (?P<line>//[^\n\r]*)
    | (?P<block>/\*.*?(?:\*/|$))
    | (?P<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)
    | (?P<number>(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?)n?)
    | (?P<name>[^\W\d][\w$]*|[$#@][\w$]*)
    | (?P<punctuation>=>|===|!==|==|!=|<=|>=|\?\?|\?\.|&&|\|\||\*\*|\.\.\.|.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_REGEX = re.compile(r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
_SPACE = re.compile(r"\s*")
# After these a slash divides; after anything else it begins a regular expression.
_VALUE_ENDS = {")", "]", "}"}


def tokens(source):
    """All tokens of a cell in order, comments included."""
    found = []
    at = 0
    while True:
        start = _SPACE.match(source, at).end()
        if start >= len(source):
            return found
        breaks = "\n" in source[at:start] or not found or (found[-1].kind == "line comment")
        kind, end = _next(source, start, found[-1:])
        found.append(Token(kind, source[start:end], start, end, breaks))
        at = end


def _next(source, start, before):
    if source[start] == "`":
        return "template", _template_end(source, start + 1)
    value_before = before and (before[-1].kind in ("string", "template", "number", "name") or before[-1].text in _VALUE_ENDS)
    if source[start] == "/" and not value_before:
        regex = _REGEX.match(source, start)
        if regex:
            return "regex", regex.end()
    match = _PATTERN.match(source, start)
    kind = {"line": "line comment", "block": "block comment"}.get(match.lastgroup, match.lastgroup)
    return kind, match.end()


def _template_end(source, at):
    while at < len(source):
        if source[at] == "\\":
            at += 2
        elif source[at] == "`":
            return at + 1
        elif source.startswith("${", at):
            at = _hole_end(source, at + 2)
        else:
            at += 1
    return len(source)


def _hole_end(source, at):
    depth = 1
    before = []
    while at < len(source) and depth > 0:
        at = _SPACE.match(source, at).end()
        if at >= len(source):
            break
        kind, end = _next(source, at, before)
        text = source[at:end]
        depth += (text == "{") - (text == "}")
        before = [Token(kind, text, at, end, False)]
        at = end
    return at
