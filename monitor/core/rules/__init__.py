"""The language of rules, the engine that matches them, and the lab that tests them.

The engine is imported when it is first asked for: whoever only needs the words of a rule does not pay for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.core.rules.compiled import Compiled as Compiled
    from monitor.core.rules.compiler import compile_rules as compile_rules
    from monitor.core.rules.conditions import parse_condition as parse_condition
    from monitor.core.rules.matcher import Matcher as Matcher
    from monitor.core.rules.model import Rule as Rule
    from monitor.core.rules.model import RuleSet as RuleSet
    from monitor.core.rules.model import Selection as Selection
    from monitor.core.rules.model import Term as Term
    from monitor.core.rules.model import Vocabulary as Vocabulary

_MODULES = {
    "Compiled": "compiled",
    "Matcher": "matcher",
    "Rule": "model",
    "RuleSet": "model",
    "Selection": "model",
    "Term": "model",
    "Vocabulary": "model",
    "compile_rules": "compiler",
    "parse_condition": "conditions",
}
__all__ = tuple(_MODULES)


def __getattr__(name: str) -> Any:
    """Return a name of the face from the module that holds it."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
