"""The variables that a cell tagged `parameters` declares."""

from collections import namedtuple

from .scanner import tokens

#: `type`: as annotated, or None; `value`: its first value, as written; `help`: the comment at its line's end or above it.
Declaration = namedtuple("Declaration", "name keyword type value help")
#: What a cell declares: `variables` by name, and the types that it names by `type X = ...`, by name.
Declared = namedtuple("Declared", "variables aliases")

_OPEN, _CLOSE = {"(", "[", "{"}, {")", "]", "}"}
# A line that begins with one of these goes on with the line before; so does a line after one that ends with one.
_GOES_ON = set("=+-*/%&|^?:.,<>") | {"=>", "===", "!==", "==", "!=", "<=", ">=", "??", "?.", "&&", "||", "**"}
_OPERATOR_WORDS = {"as", "satisfies", "in", "instanceof", "extends", "is", "keyof", "readonly", "typeof", "new", "await", "void"}


def declared(source):
    """Reads the top level of a cell; what it does not understand it passes over."""
    every = tokens(source)
    code = [token for token in every if "comment" not in token.kind]
    comments = [token for token in every if "comment" in token.kind]
    result = Declared({}, {})
    at = depth = 0
    while at < len(code):
        text = code[at].text
        depth += (text in _OPEN) - (text in _CLOSE)
        begins = depth == 0 and (at == 0 or code[at].breaks or code[at - 1].text in {";", "}", "export", "declare"})
        if begins and text in {"const", "let", "var"}:
            at = max(at + 1, _variables(source, code, at, comments, result.variables))
        elif begins and text == "type" and at + 2 < len(code) and code[at + 2].text == "=":
            end = _end(code, at + 3, stops=())
            result.aliases[code[at + 1].text] = _text(source, code, at + 3, end)
            at = max(at + 1, end)
        else:
            at += 1
    return result


def _variables(source, code, at, comments, found):
    keyword = code[at].text
    first = code[at]
    while at + 1 < len(code) and code[at + 1].kind == "name":
        name, at = code[at + 1], at + 2
        annotation = None
        if at < len(code) and code[at].text == ":":
            end = _end(code, at + 1, stops={"=", ","}, angles=True)
            annotation, at = _text(source, code, at + 1, end), end
        if at >= len(code) or code[at].text != "=":
            at = _end(code, at, stops={","})
        else:
            end = _end(code, at + 1, stops={","})
            value, at = _text(source, code, at + 1, end), end
            last = code[at].end if at < len(code) and code[at].text in {",", ";"} else code[at - 1].end
            found[name.text] = Declaration(name.text, keyword, annotation, value, _help(source, comments, first, last))
        if at >= len(code) or code[at].text != ",":
            break
        first = code[at + 1] if at + 1 < len(code) else first
    return at


def _end(code, at, stops, angles=False):
    """Where a type or a value ends: at one of `stops`, a semicolon or a line's end, outside of all brackets."""
    start, depth, angle = at, 0, 0
    while at < len(code):
        token = code[at]
        if depth == 0:
            if token.text == ";" or token.text in _CLOSE:
                return at
            if angle == 0 and token.text in stops and (token.text != "," or _another(code, at)):
                return at
            if at > start and token.breaks and not _joined(code[at - 1], token):
                return at
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if angles and depth == 0:
            angle = max(0, angle + (token.text == "<") - (token.text == ">"))
        at += 1
    return at


def _another(code, comma):
    """Whether a further variable follows the comma: in `new Map<string, number>()` it does not."""
    after = [token.text for token in code[comma + 1 : comma + 3]]
    return len(after) == 2 and code[comma + 1].kind == "name" and after[1] in {":", "=", ","}


def _joined(before, after):
    return before.text in _GOES_ON | _OPERATOR_WORDS or after.text in _GOES_ON | (_OPERATOR_WORDS - {"new", "await", "typeof"})


def _text(source, code, start, end):
    return source[code[start].start : code[end - 1].end] if end > start else ""


def _help(source, comments, first, last):
    """The comment behind a declaration in its last line, else the line comments right above it."""
    line_end = source.find("\n", last)
    line_end = len(source) if line_end < 0 else line_end
    for comment in comments:
        if last <= comment.start < line_end:
            return _plain(comment.text)
    above, edge = [], first.start
    for comment in reversed([each for each in comments if each.end <= first.start]):
        between = source[comment.end : edge]
        own_line = source[: comment.start].rpartition("\n")[2].strip() == ""
        if between.strip() or between.count("\n") > 1 or not own_line:
            break
        above.insert(0, _plain(comment.text))
        edge = comment.start
    return " ".join(above)


def _plain(comment):
    body = comment[2:-2] if comment.startswith("/*") else comment[2:]
    return " ".join(line.strip().lstrip("*").strip() for line in body.splitlines()).strip()
