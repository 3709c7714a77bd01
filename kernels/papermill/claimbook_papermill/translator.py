"""papermill's translator for TypeScript."""

import re
import threading
import weakref

from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator

from .declarations import declared
from .kinds import Refused, kind_of_type, kind_of_value, name_of, read_as
from .literals import NotExpressible, literal, string, type_of

_NAME = re.compile(r"[^\W\d][\w$]*\Z|\$[\w$]*\Z")


class TypeScriptTranslator(Translator):
    """Writes the cell `injected-parameters`, and reads the cell `parameters`.

    papermill gives `codify` the values only. The types that the notebook declares come from the call before it:
    papermill lets `inspect` read the parameters cell first, in the same thread. What was read holds for as long as
    that notebook is in memory; without it types follow the values.
    """

    _seen = threading.local()

    @classmethod
    def translate(cls, val):
        return literal(val)

    @classmethod
    def translate_str(cls, val):
        return string(val)

    @classmethod
    def comment(cls, cmt_str):
        return "\n".join(f"// {line}".rstrip() for line in cmt_str.splitlines() or [""])

    @classmethod
    def assign(cls, name, str_val):
        return f"const {name} = {str_val};"

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        """The source of the injected cell. Raises PapermillException for a value that its parameter does not take."""
        notebook, cell = cls._seen.__dict__.pop("last", (lambda: None, None))
        if notebook() is None:
            cell = None
        lines = [cls.comment(comment)]
        for name, value in parameters.items():
            if not _NAME.match(name):
                raise PapermillException(f'"{name}" cannot be the name of a parameter: it is no name in TypeScript.')
            try:
                lines.append(_declare(name, value, cell))
            except NotExpressible as problem:
                raise PapermillException(f"Parameter {name}: {problem}.") from problem
        return "\n".join(lines) + "\n"

    @classmethod
    def inspect(cls, parameters_cell):
        """The parameters that the cell declares, with type, first value and comment."""
        cell = declared(parameters_cell["source"])
        cls._seen.last = (weakref.ref(parameters_cell), cell)
        return [
            Parameter(
                name=each.name,
                inferred_type_name=each.type or name_of(_kind(each, cell)) or "None",
                default=each.value,
                help=each.help,
            )
            for each in cell.variables.values()
        ]


def _declare(name, value, cell):
    known = cell.variables.get(name) if cell else None
    if known is None:
        return _statement("const", name, type_of(value), literal(value))
    kind = _kind(known, cell)
    try:
        value = read_as(kind, value)
    except Refused:
        raise PapermillException(_refusal(known, kind, value)) from None
    expression = f"{value}n" if kind.name == "bigint" else literal(value)
    # Without a type of its own: as wide as its first value was, so that later cells still compare and assign.
    annotation = known.type or name_of(kind) or type_of(value)
    return _statement("let" if known.keyword == "var" else known.keyword, name, annotation, expression)


def _statement(keyword, name, annotation, expression):
    return f"{keyword} {name}{'' if annotation is None else ': ' + annotation} = {expression};"


def _kind(declaration, cell):
    if declaration.type is not None:
        return kind_of_type(declaration.type, cell.aliases)
    return kind_of_value(declaration.value, cell.aliases)


def _refusal(known, kind, value):
    takes = known.type or name_of(kind) or {"array": "a list", "object": "an object"}.get(kind.name, "another value")
    text = f"Parameter {known.name} takes {takes}, not {literal(value)}; its value in the notebook is {known.value}."
    if kind.name == "string" and isinstance(value, (bool, int, float, type(None))):
        text += f" For the text as you typed it, use -r {known.name} in place of -p."
    return text
