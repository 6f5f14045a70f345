"""Write scales.json: by what the vectors of the packaged encoders are measured (needs the extra `semantic`).

Run it when one of the encoders has a new version: python -m benchmarks.measure.make_scales
"""

from __future__ import annotations

import json
from pathlib import Path

from tagfold.matching.embedder import measured_scale
from tagfold.semantic.cache import Stored
from tagfold.semantic.installed import E5, UniversalSentenceEncoder


def main() -> None:
    """One line per encoder, under its name with version and hash; the numbers are exact."""
    lines = []
    for encoder in (E5(), UniversalSentenceEncoder()):
        scale = measured_scale(Stored(encoder, None), every_language=True)
        row = {"same": scale.same, "unlike": scale.unlike, "centre": scale.centre.tolist()}
        lines.append(f"{json.dumps(encoder.name)}: {json.dumps(row)}")
    target = Path(__file__).parents[2] / "pipeline/tagfold/matching/data/scales.json"
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
