"""What a YAML parser complains about, in words that help the person who wrote the line."""

from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake of syntax: where it shows, and what to do."""

    line: int
    col: int
    wrong: str
    remedy: str


def explain(text: str, error: MarkedYAMLError) -> Fault:
    """Return the fault that ``error`` is about."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Fault(1, 1, "this is not YAML", "compare it with the shipped file")
    problem = str(error.problem or "")
    wrong, remedy = _opened(problem)
    if wrong and error.context_mark is not None:
        mark = error.context_mark  # where it opened says more than where it went wrong
    elif not wrong:
        wrong, remedy = _words(problem, _line(text, mark.line), mark.column)
    return Fault(mark.line + 1, mark.column + 1, wrong, remedy)


def _opened(problem: str) -> tuple[str, str]:
    if problem.startswith(("found unexpected end of stream", "found unexpected document separator")):
        return "the quote that opens here is never closed", "close it"
    if problem.startswith("expected ',' or"):
        bracket = "]" if "']'" in problem else "}"
        remedy = f"close it with {bracket}, and put commas between the items"
        return "the bracket that opens here is not closed where it should be", remedy
    return "", ""


def _words(problem: str, line: str, col: int) -> tuple[str, str]:
    for begins, wrong, remedy in _ADVICE:
        if problem.startswith(begins):
            return wrong, remedy
    if problem.startswith("found character"):
        char = line[col : col + 1]
        return (
            ("a tab stands here", "use spaces")
            if char == "\t"
            else (f"a value cannot begin with {char!r}", "quote it")
        )
    if problem.startswith("expected <block end>") and line[:col].rstrip().endswith(('"', "'")):
        return "text follows the closing quote", "put all of it in quotes, and write an inner ' as ''"
    return "this line does not fit the lines above it", "check its indentation and its quotes"


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number] if number < len(lines) else ""


_ADVICE = (
    ("mapping values are not allowed here", "a ': ' stands where no key can be", "quote the text around it, or check the indentation of this line and the one above"),
    ("sequence entries are not allowed here", "a list cannot begin on the line of its key", "begin it on the next line, or write it in [ ]"),
    ("found unknown escape character", "this is not an escape in double quotes", "use single quotes"),
    ("expected chomping or indentation indicators", "text stands on the line of the '|'", "begin it on the next line, indented"),
    ("expected the node content", "a value is missing before this", "quote it if it is meant as text"),
    ("could not find expected ':'", "this line is neither 'key: value' nor '- item'", "add the ':' or indent it as text of the line above"),
    ("found incompatible YAML document", "only YAML 1.2 is read", "remove the %YAML line"),
    ("found undefined tag handle", "a value cannot begin with '!'", "quote it"),
)  # fmt: skip
