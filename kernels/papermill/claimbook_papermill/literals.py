"""Python values as TypeScript expressions."""

import json
import math
import re


class NotExpressible(ValueError):
    """A value that no TypeScript expression gives back exactly; the message says why."""


def literal(value, nested=False):
    """The TypeScript expression for a value that papermill read from its command line or from YAML.

    `nested`: inside a list or object, where an empty list must not become TypeScript's `never[]`.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(_property(key, each) for key, each in value.items()) + " }" if value else "{}"
    if isinstance(value, (list, tuple)):
        if nested and not value:
            return "[] as any[]"
        return "[" + ", ".join(literal(each, nested=True) for each in value) + "]"
    # What YAML knows beyond JSON (dates above all) goes as its text, as in papermill's own translators.
    return string(str(value))


def string(text):
    """A string literal. Lone surrogates and line separators are escaped: files and editors mangle them."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\u007f-\u009f\u2028\u2029\ud800-\udfff]", lambda each: f"\\u{ord(each.group()):04x}", quoted)


def _integer(value):
    # JavaScript's numbers are doubles: what one cannot hold would silently become another number.
    try:
        exact = int(float(value)) == value
    except OverflowError:
        exact = False
    if not exact:
        raise NotExpressible(f"{value} is too large for a number; declare the parameter as bigint, or give it as a text")
    return str(value)


def _float(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)


def _property(key, value):
    if isinstance(key, (bool, type(None))):
        key = literal(key)
    name = string(str(key))
    # Written plainly, this one name would set the object's prototype.
    return f"{'[' + name + ']' if key == '__proto__' else name}: {literal(value, nested=True)}"


def type_of(value):
    """A type wide enough for later cells to compare with and assign to; None: leave it to TypeScript's inference."""
    if value is None:
        return "any"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, dict):
        return None
    if isinstance(value, (list, tuple)):
        return _list_type(value)
    return "string"


def _list_type(values):
    types = []
    for each in values:
        name = type_of(each)
        if name is None:
            return None
        if name not in types:
            types.append(name)
    if not types or "any" in types:
        return "any[]"
    return f"{types[0]}[]" if len(types) == 1 else f"({' | '.join(types)})[]"
