"""The HTML of a message: styles moved into the elements, because mail programs drop them elsewhere."""

import re

import css_inline

# Nothing is ever loaded: a style sheet's address in a message would be fetched from our machine.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, minify_css=True)
_EMPTY = re.compile(r"\n\s*\n")
_STYLE = re.compile(r"(<style[^>]*>)(.*?)(?=</style>)", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([a-zA-Z_][\w-]*)")


def inlined(html: str) -> str:
    """Return the page with its styles inlined; what only a style sheet can say (dark mode) stays in the head."""
    page = _EMPTY.sub("\n", _INLINER.inline(html))
    used = {name for names in re.findall(r'\bclass="([^"]*)"', page) for name in names.split()}
    return _STYLE.sub(lambda style: style[1] + _lean(style[2], used), page)


def _lean(css: str, used: set[str]) -> str:
    """Return a style sheet without space, and without rules for classes that no element has."""

    def rule(match: re.Match[str]) -> str:
        selectors = [part.strip() for part in match[1].split(",")]
        chosen = ",".join(part for part in selectors if used.issuperset(_CLASS.findall(part)))
        declarations = ";".join(filter(None, map(str.strip, match[2].split(";"))))
        return f"{chosen}{{{declarations}}}" if chosen else ""

    return re.sub(r"\s+", " ", _RULE.sub(rule, css)).strip()
