"""The HTML of a message: styles moved into the elements, because mail programs drop them elsewhere."""

import re

import css_inline

# Nothing is ever loaded: a style sheet's address in a message would be fetched from our machine.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, minify_css=True)
_EMPTY = re.compile(r"\n\s*\n")


def inlined(html: str) -> str:
    """Give the page with its styles inlined; what only a style sheet can say (dark mode) stays in the head."""
    return _EMPTY.sub("\n", _INLINER.inline(html))
