"""What an encoder of one's own is worth: the held-out parts of labelled sets, with it in place of the packaged pair.

Run: python -m benchmarks.measure.own_encoder BENCHMARKS_FOLDER ENCODER SET…

ENCODER is a folder, or `use` or `e5` for one of the packaged two alone, as if a folder with it had been named. Vectors
are kept in the user's cache folder, so that a second run tells the time without them.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.figures import quality_of, together
from benchmarks.peers.tagfold import Tagfold
from benchmarks.tasks import read_contrasts, read_tasks
from tagfold.matching.embedder import Embedder, SemanticSimilarity
from tagfold.matching.scorer import Scorer, scorer_of
from tagfold.matching.weights import shipped_weights
from tagfold.semantic.cache import Stored
from tagfold.semantic.installed import E5, UniversalSentenceEncoder
from tagfold.semantic.selection import choose
from tagfold.settings import encoder_choice


def main() -> None:
    """A line of figures for each set, and one for the contrast pairs."""
    folder, encoder, *sets = sys.argv[1:]
    peer = Tagfold(["plain"])
    peer.scorer = scorer(encoder)
    for part, _ in read_tasks(Path(folder), sets):
        started = time.monotonic()
        links = peer.link(part.listed, [raw for raw, _ in part.queries])
        found = quality_of({"cluster": peer.cluster(part.tags), "link": links}, part)
        cluster, link, auto = found["cluster"], found["link"], found["auto"]
        sys.stdout.write(
            f"{part.name}: cluster {cluster['precision']:.2f} / {cluster['recall']:.2f} / {cluster['f1']:.2f}, "
            f"link {link['first']:.2f} · {link['five']:.2f} · {link['f1']:.2f} · {link['at_99']:.2f}, "
            f"auto {auto['right']} of {auto['given']}, {time.monotonic() - started:.1f} s\n"
        )
    pairs = read_contrasts()
    tags = list(dict.fromkeys(tag for pair in pairs for tag in pair))
    shared, decided = together(list(map(hash, peer.cluster(tags))), tags, pairs), sum(peer.pairs(pairs))
    sys.stdout.write(f"{len(pairs)} contrasts: {shared} in one cluster, {decided} decided\n")


def scorer(encoder: str) -> Scorer:
    """The shipped model with the encoder on its own scale."""
    asked = encoder_choice(None, None, os.environ)
    alone: dict[str, Callable[[], Embedder]] = {"use": UniversalSentenceEncoder, "e5": lambda: E5(asked.threads)}
    if encoder not in alone:
        return choose(replace(asked, folder=Path(encoder))).scorer
    meaning = SemanticSimilarity([Stored(alone[encoder](), asked.cache)], every_language=False)
    return scorer_of(shipped_weights(semantic=True), meaning)


if __name__ == "__main__":
    main()
