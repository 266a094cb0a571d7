"""The form of local/*.yaml, which adjusts shipped rules and vocabularies without editing them."""

from monitor.config.forms.form import Form
from monitor.config.forms.rules import ExamplesForm, Terms, TermsByLang
from monitor.config.values.kinds import Grade
from monitor.config.values.lists import Strings


class LocalVocabularyForm(Form):
    """What to add to a vocabulary, and what to take out of it."""

    add: TermsByLang = {}
    remove: Strings = []
    add_except: Strings = []
    remove_except: Strings = []


class LocalRuleForm(Form):
    """What to change in a rule."""

    enabled: bool = True
    severity: Grade | None = None
    max_severity: Grade | None = None
    add_none: Terms = []
    add_examples: ExamplesForm | None = None
    drop_examples: Strings = []


class LocalFile(Form):
    """local/*.yaml: adjustments of shipped names, so that upgrades reach edited sets."""

    vocabularies: dict[str, LocalVocabularyForm] = {}
    rules: dict[str, LocalRuleForm] = {}
