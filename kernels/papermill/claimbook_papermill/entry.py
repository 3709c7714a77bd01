"""What papermill loads.

papermill (2.7 and before) has a registry of translators but no entry point for them; it has one for engines, which
it loads while it is imported. So this package announces an engine, and registers its translator when papermill
fetches that engine. The engine itself is papermill's ordinary one: notebooks need not name it.
"""

from papermill.engines import NBClientEngine
from papermill.translators import papermill_translators

from .translator import TypeScriptTranslator

papermill_translators.register("typescript", TypeScriptTranslator)

engine = NBClientEngine
