"""The map in monitor/README.md: a line a module, taken from its docstring. ``python -m tests.map`` writes it anew."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "monitor" / "README.md"
BEGIN, END = "<!-- map: written by python -m tests.map -->\n", "<!-- end of map -->\n"


def modules() -> list[Path]:
    """Return every module but migrations' versions, packages first."""
    found = [path for path in (ROOT / "monitor").rglob("*.py") if "versions" not in path.parts]
    return sorted(found, key=lambda path: (path.parent.parts, path.name != "__init__.py", path.name))


def drawn() -> str:
    """Return the map as it should be."""
    lines = ["```\n"]
    for path in modules():
        place = path.relative_to(ROOT / "monitor")
        indent = "    " * (len(place.parts) - 1)
        if path.name == "__init__.py":
            indent = indent[4:]
        name = f"{path.parent.name}/" if path.name == "__init__.py" else path.name
        says = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()
        lines.append(f"{indent + name:<28} {says[0] if says else ''}".rstrip() + "\n")
    return "".join([BEGIN, *lines, "```\n", END])


def written() -> str:
    """Return the map as the page has it."""
    page = PAGE.read_text("utf-8")
    return page[page.index(BEGIN) : page.index(END) + len(END)]


def main() -> None:
    """Write the map into the page."""
    page = PAGE.read_text("utf-8")
    PAGE.write_text(page.replace(written(), drawn()), "utf-8")


if __name__ == "__main__":
    main()
