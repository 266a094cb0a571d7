"""Terms and vocabularies as files write them become those of the core."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.config.files.places import Gazetteer
from monitor.config.forms.rules import ExamplesForm, TermForm, VocabularyForm
from monitor.config.problems.report import Report
from monitor.config.problems.suggest import did_you_mean, shown
from monitor.config.yaml.nodes import Document
from monitor.core.rules.model import Example, Term, Vocabulary
from monitor.core.rules.signs import misread

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the lists of one file."""

    file: Document
    gazetteer: Gazetteer
    report: Report

    def terms(self, path: Path, forms: Iterable[TermForm], lang: str = "*") -> tuple[Term, ...]:
        """Return the terms of the list at ``path``."""
        return tuple(self._term((*path, index), form, lang) for index, form in enumerate(forms))

    def vocabulary(self, path: Path, name: str, form: VocabularyForm) -> Vocabulary:
        """Return the vocabulary at ``path``, the names of its places spelt out."""
        if form.within is not None and not form.needs:
            self._aimless(path)
        terms = [
            term
            for lang, forms in form.terms.items()
            for term in self.terms((*path, "terms", lang), forms, lang)
        ]
        if form.places is not None:
            terms += self.gazetteer.terms(self.file, (*path, "places"), form.places, self.report)
        if not terms and not (form.places and self.gazetteer.broken):
            self.report.problem(
                self.file, path, f"the vocabulary '{name}' is empty", "give it terms or places"
            )
        labels = form.label if isinstance(form.label, dict) else {}
        label = labels.get("en", next(iter(labels.values()), name)) if labels else str(form.label or name)
        return Vocabulary(
            name=name,
            label=" ".join(label.split()),
            labels=dict(labels),
            country=form.country,
            reads=form.reads or "",
            terms=tuple(terms),
            cased=form.cased,
            needs=self.terms((*path, "needs"), form.needs),
            within=form.within,
            excepts=tuple(form.excepts),
            source=f"{self.file.name}:{self.file.locate(path, key=True)[0]}",
            path=(self.file.name, *path),
        )

    def examples(self, path: Path, forms: ExamplesForm | None) -> tuple[Example, ...]:
        """Return the examples at ``path``."""
        if forms is None:
            return ()
        found = []
        for expect in ("match", "no_match", "todo_match"):
            for index, form in enumerate(getattr(forms, expect)):
                place = (*path, expect, index)
                if not (form.title.strip() or form.summary.strip()):
                    self.report.problem(self.file, place, "the example has no text", "add title or summary")
                source = f"{self.file.name}:{self.file.locate(place)[0]}"
                found.append(
                    Example(
                        expect,
                        str(form.title),
                        str(form.summary),
                        form.lang,
                        tuple(form.because),
                        form.severity,
                        source,
                    )
                )
        return tuple(found)

    def _term(self, path: Path, form: TermForm, lang: str) -> Term:
        if form.within is not None and not form.needs:
            self._aimless(path)
        if form.place is not None and form.place not in self.gazetteer.rows and not self.gazetteer.broken:
            remedy = did_you_mean(form.place, self.gazetteer.rows, "add it to places.csv")
            self.report.problem(self.file, (*path, "place"), f"there is no place {shown(form.place)}", remedy)
        odd = misread(str(form.term))
        if odd is not None:
            self.report.warn(self.file, path, f"{shown(form.term)}: {odd[0]}", odd[1])
        return Term(
            text=str(form.term),
            lang=lang,
            cased=form.cased,
            needs=self.terms((*path, "needs"), form.needs),
            within=form.within,
            excepts=tuple(form.excepts),
            place=form.place,
            path=(self.file.name, *path),
        )

    def _aimless(self, path: Sequence[str | int]) -> None:
        self.report.problem(
            self.file,
            (*path, "within"),
            "within stands without needs",
            "say with needs which words must be near",
        )
