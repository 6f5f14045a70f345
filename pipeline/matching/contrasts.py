"""Words that set two tags apart, however alike their letters: opposites, negations, times and grades."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

_OPPOSITES = """
qualitative qualitativ cualitativo cualitativa cualitativos cualitativas qualitatif qualitativo | quantitative cuantitativo cuantitativa cuantitativos cuantitativas quantitatif quantitativo
import imports importing importacion | export exports exporting exportacion
urban urbano urbana urbain | rural | periurban
male males man men boy boys hombre hombres homme hommes masculine | female females woman women girl girls mujer mujeres femme femmes feminine
online virtual | offline presencial
formal | informal nonformal
public publico publica | private privado privada prive
primary primaria primario | secondary secundaria secundario | tertiary
direct | indirect
internal interna interno | external externa externo
national nacional | international internacional | regional | global | local
micro | macro | meso
before pre ante antes avant | after post despues apres
ex | current
upstream | downstream
input inputs | output outputs | outcome outcomes
supply oferta | demand demanda
inbound | outbound
indoor | outdoor
north northern norte nord | south southern sur sud sul | east eastern este est | west western oeste ouest
northeast | northwest | southeast | southwest
solar | wind | hydro | nuclear
short | medium | long
small | medium | large
low | middle | high
min minimum | max maximum
first 1st | second 2nd | third 3rd | fourth 4th
one | two | three | four | five | six | seven | eight | nine | ten
past | present | future
old | new
young youth | adult adults | elderly aged
positive | negative
active | passive
static | dynamic
open | closed
structured | unstructured | semistructured
top | bottom
increase increasing increased aumento | decrease decreasing decreased reduction reducing disminucion
gain gains | loss losses
buyer buyers | seller sellers
teacher teachers | student students
employer employers | employee employees | employed | unemployed
employment | unemployment
lender lenders | borrower borrowers
producer producers | consumer consumers
production | consumption
legal | illegal
renewable | nonrenewable
centralized centralised | decentralized decentralised
inclusion | exclusion
emigration emigrants | immigration immigrants
ascending | descending
daily | weekly | monthly | quarterly | yearly annual
january | february | march | april | may | june | july | august | september | october | november | december
monday | tuesday | wednesday | thursday | friday | saturday | sunday
physical | mental
maternal | paternal
rich | poor
wet | dry
hot | cold
land | sea | air
left | right
mitigation | adaptation
birth births | death deaths
day | night
winter | summer | spring | autumn
wholesale | retail
hardware | software
"""

_NEGATIONS = frozenset(
    [
        "no",
        "not",
        "non",
        "nor",
        "without",
        "sin",
        "sans",
        "sem",
        "never",
        "neither",
        "against",
        "anti",
        "contra",
        "contre",
    ]
)

_PREFIXES = frozenset(
    [
        "pre",
        "post",
        "co",
        "ex",
        "extra",
        "inter",
        "intra",
        "macro",
        "mega",
        "micro",
        "mini",
        "multi",
        "neo",
        "off",
        "over",
        "poly",
        "pro",
        "pseudo",
        "re",
        "semi",
        "sub",
        "super",
        "tele",
        "trans",
        "ultra",
        "under",
    ]
)
"""Prefixes that authors also write as words of their own ("pre test"); they make another concept."""

_FIRST_PREFIXES = frozenset(("e", "i", "m", "u", "x", "un"))
"""Prefixes only at the start of a tag ("e learning"); elsewhere they are other words."""


@cache
def _sides() -> dict[str, list[tuple[str, str]]]:
    """Each word's (opposition, side); a word may be in several."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in _OPPOSITES.strip().splitlines():
        sides = [side.split() for side in line.split("|")]
        for side in sides:
            for word in side:
                found[word].append((sides[0][0], side[0]))
    return found


def poles(words: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """The sides that the words take in oppositions; a negation or a prefix standing alone is a side of its own.

    >>> sorted(poles(("non", "formal", "education")))
    [('formal', 'formal'), ('without', 'no')]
    """
    found = {pole for word in words for pole in _sides().get(word, ())}
    found |= {("without", "no") for word in words if word in _NEGATIONS}
    if len(words) > 1:
        found |= {("prefix", word) for word in words if word in _PREFIXES}
        found |= {("prefix", word) for word in words[:1] if word in _FIRST_PREFIXES}
    return frozenset(found)


def contrast(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> str:
    """The contrast between two tags' poles in words, or "".

    Sides count where both tags take one ("urban" beside nothing is for the missing word to tell);
    negations and prefixes count alone.

    >>> contrast(poles(("urban", "planning")), poles(("rural", "planning")))
    'urban/rural'
    >>> contrast(poles(("urban", "planning")), poles(("planning",)))
    ''
    >>> contrast(poles(("pre", "test")), poles(("test",)))
    'pre/-'
    """
    for name in sorted({name for name, _ in one ^ other}):
        mine, yours = ("-".join(sorted(side for n, side in poles if n == name)) for poles in (one, other))
        if mine != yours and ((mine and yours) or name in ("without", "prefix")):
            return f"{mine or '-'}/{yours or '-'}"
    return ""
