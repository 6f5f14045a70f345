"""The rule of the model files: what the taxonomy has learnt must be of use to this version of Tagfold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tagfold.commands import command
from tagfold.finding import Finding, Severity
from tagfold.taxonomy.check.rule import Rule
from tagfold.taxonomy.files import MODEL_FILES

MODEL_BROKEN = Rule(
    "model-broken", Severity.ERROR, "A model that was learnt cannot be used by this version of Tagfold."
)

RULES = (MODEL_BROKEN,)

ModelFault = Callable[[str], str]
"""From the text of a model to what is wrong with it, "" if nothing is."""


def model_findings(folder: Path, model_fault: ModelFault) -> Iterator[Finding]:
    """The model files that a run would stumble over."""
    for name in MODEL_FILES:
        try:
            fault = model_fault((folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            fault = str(error)
        if fault:
            remedy = f"run `{command('taxonomy learn', taxonomy=folder)}` again, or delete the file"
            yield MODEL_BROKEN.broken(name, 1, f"the model cannot be used: {fault}", remedy)
