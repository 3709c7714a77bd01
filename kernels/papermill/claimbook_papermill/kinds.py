"""What values a parameter takes, by its type or its first value: as `claimbook run -p` understands them."""

import json
import math
import re
from collections import namedtuple

from .scanner import tokens

#: `name`: string, number, boolean, bigint, object, json (anything), literal, array, union; `of`: the literal's value, the
#: element's kind, or the kinds of the union.
Kind = namedtuple("Kind", "name of", defaults=(None,))

JSON = Kind("json")
_PLAIN = {name: Kind(name) for name in ("string", "number", "boolean", "bigint")}
_WORDS = {"true": True, "false": False, "null": None}
_OPEN, _CLOSE = {"(", "[", "{", "<"}, {")", "]", "}", ">"}


class Refused(Exception):
    """The value is not of the kind."""


def kind_of_type(text, aliases, following=()):
    """The kind of a type as written. Types that the cell names itself (`aliases`) are followed, others are `json`."""
    return _type([token for token in tokens(text) if "comment" not in token.kind], aliases, following)


def _type(code, aliases, following):
    members = [part for part in _split(code, "|") if part]
    if len(members) > 1:
        return Kind("union", tuple(_type(member, aliases, following) for member in members))
    code = members[0] if members else []
    texts = [token.text for token in code]
    if len(code) > 1 and texts[0] == "readonly":
        return _type(code[1:], aliases, following)
    if len(code) > 2 and texts[-2:] == ["[", "]"]:
        return Kind("array", _type(code[:-2], aliases, following))
    if len(code) > 2 and texts[0] in {"Array", "ReadonlyArray"} and texts[1] == "<" and texts[-1] == ">":
        return Kind("array", _type(code[2:-1], aliases, following))
    if not code or "=>" in texts or len(_split(code, "&")) > 1:
        return JSON
    if texts[0] == "(" and texts[-1] == ")":
        return _type(code[1:-1], aliases, following)
    if texts[0] == "{" or texts[0] == "Record":
        return Kind("object")
    if len(code) == 1 and texts[0] in _PLAIN:
        return _PLAIN[texts[0]]
    is_literal, value = _literal(code)
    if is_literal:
        return Kind("literal", value)
    name = texts[0]
    if len(code) == 1 and name in aliases and name not in following:
        return kind_of_type(aliases[name], aliases, (*following, name))
    return JSON


def kind_of_value(text, aliases):
    """The kind of a first value that carries no type."""
    return _value([token for token in tokens(text) if "comment" not in token.kind], aliases)


def _value(code, aliases):
    for at, token in reversed(list(enumerate(code))):
        if token.text in {"as", "satisfies"} and 0 < at < len(code) - 1 and _depth(code[:at]) == 0:
            if token.text == "as" and code[at + 1].text != "const":
                return _type(code[at + 1 :], aliases, ())
            return _value(code[:at], aliases)
    texts = [token.text for token in code]
    if not code:
        return JSON
    if texts[0] == "(" and _closes(code) and "=>" not in texts:
        return _value(code[1:-1], aliases)
    if texts[0] == "{" and _closes(code):
        return Kind("object")
    if texts[0] == "[" and _closes(code):
        elements = [_value(part, aliases) for part in _split(code[1:-1], ",") if part]
        alike = elements and all(each.name == elements[0].name for each in elements)
        return Kind("array", elements[0] if alike else JSON)
    is_literal, value = _literal(code)
    if not is_literal or value is None:
        return JSON
    return _PLAIN["boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"]


def _literal(code):
    """(True, value) for a string, number, true, false or null that stands alone; else (False, None)."""
    texts = [token.text for token in code]
    sign = -1 if len(code) == 2 and texts[0] == "-" else 1
    if len(code) != (2 if sign < 0 else 1):
        return False, None
    token = code[-1]
    if token.kind == "number" and not token.text.endswith("n"):
        plain = token.text.replace("_", "")
        try:
            value = int(plain, 0) if re.match("0[xob]", plain, re.IGNORECASE) else float(plain)
        except ValueError:
            return False, None
        return True, sign * (int(value) if isinstance(value, float) and value.is_integer() else value)
    if sign > 0 and token.text in _WORDS:
        return True, _WORDS[token.text]
    if sign > 0 and (token.kind == "string" or (token.kind == "template" and "${" not in token.text)):
        return True, _unquoted(token.text)
    return False, None


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


def _unquoted(text):
    """The text that a string literal stands for."""

    def character(escape):
        code = escape[1] or escape[2] or escape[3]
        if code:
            return chr(min(int(code, 16), 0x10FFFF))
        return _ESCAPES.get(escape[4], escape[4])

    pattern = r"\\(?:u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|x([\da-fA-F]{2})|(.))"
    return re.sub(pattern, character, text[1:-1], flags=re.DOTALL)


def _split(code, separator):
    parts, depth = [[]], 0
    for token in code:
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth == 0 and token.text == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _depth(code):
    brackets = _OPEN - {"<"}, _CLOSE - {">"}
    return sum((token.text in brackets[0]) - (token.text in brackets[1]) for token in code)


def _closes(code):
    """Whether the bracket that opens first closes last."""
    return len(code) > 1 and _depth(code) == 0 and all(_depth(code[:at]) > 0 for at in range(1, len(code)))


def name_of(kind):
    """How TypeScript writes the kind; None where only the compiler knows."""
    if kind.name in _PLAIN:
        return kind.name
    if kind.name == "array" and kind.of.name != "array":
        element = name_of(kind.of)
        return None if element is None else f"{element}[]"
    return None


def read_as(kind, given):
    """A value as its parameter's kind understands it. Raises Refused when it is not of that kind."""
    if kind.name == "union":
        return _read_union(kind, given)
    if kind.name == "literal":
        if _same(given, kind.of) or (isinstance(given, str) and given == json.dumps(kind.of)):
            return kind.of
        raise Refused
    if kind.name == "boolean" and given in ("true", "false"):
        return given == "true"
    if kind.name in {"number", "bigint"} and isinstance(given, str):
        return _number(given, int if kind.name == "bigint" else None)
    if kind.name in {"array", "object", "json"} and isinstance(given, str):
        return _from_json(kind, given)
    if not _is(kind, given):
        raise Refused
    return given


def _read_union(kind, given):
    # A text can be anything, so what is more particular goes first.
    for each in sorted(kind.of, key=lambda member: member.name in {"string", "json"}):
        try:
            return read_as(each, given)
        except Refused:
            continue
    raise Refused


def _number(text, whole):
    try:
        return int(text)
    except ValueError:
        if whole is int:
            raise Refused from None
    try:
        value = float(text)
    except ValueError:
        raise Refused from None
    if not math.isfinite(value):
        raise Refused
    return value


def _from_json(kind, text):
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, (list, dict)) and _is(kind, value):
        return value
    # Of an unknown type: papermill's texts are texts.
    if kind.name == "json":
        return text
    raise Refused


def _is(kind, value):
    """Whether a value that is no text from a command line is of the kind: inside JSON, "7" is not a number."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    checks = {
        "json": lambda: True,
        "object": lambda: isinstance(value, dict),
        "array": lambda: isinstance(value, (list, tuple)) and all(_is(kind.of, each) for each in value),
        "union": lambda: any(_is(each, value) for each in kind.of),
        "literal": lambda: _same(value, kind.of),
        "string": lambda: value is not None and not isinstance(value, (bool, int, float, list, tuple, dict)),
        "number": lambda: number,
        "bigint": lambda: number and isinstance(value, int),
        "boolean": lambda: isinstance(value, bool),
    }
    return checks[kind.name]()


def _same(value, other):
    # Python calls True and 1 equal.
    return value == other and isinstance(value, bool) == isinstance(other, bool)
