"""Commands and environments of formulas that a LaTeX document cannot be expected to know."""

from __future__ import annotations

import re

# What math-core knows and LaTeX with amsmath and amssymb does not, as pdflatex says, and what it
# allows in no formula between single dollars.
NOT_LATEX = re.compile(
    r"""
    \\begin\{ (?: (?:align|equation|gather)\*? | multline | darray | (?:d|r|dr)cases ) \}
    | \\ (?:
    alef | alefsym | Alpha | approxcolon | approxcoloncolon | arceq | argmax | argmin | ascnode |
    awint | Beta | bigcupdot | bigdoublevee | bigdoublewedge | bigsqcap | bigtimes | bm | botdoteq
    | Bra | bra | Braket | braket | bull | C | Chi | cirfnint | clubs | cnums | Colonapprox |
    colonapprox | coloncolon | coloncolonapprox | coloncolonequals | coloncolonminus |
    coloncolonsim | Colondash | colondash | Coloneq | coloneq | Coloneqq | coloneqq | colonequals
    | colonminus | Colonsim | colonsim | Complex | cramped | Dagger | Darr | dArr | darr |
    Dashcolon | dashcolon | dblcolon | degree | diamonds | dotsminusdots | Epsilon | Eqcolon |
    eqcolon | Eqqcolon | eqqcolon | equalscolon | equalscoloncolon | Eta | exist | fcmp | fint |
    gt | Harr | hArr | harr | hearts | iddots | image | imageof | infin | intBar | intbar |
    intclockwise | Iota | isin | Kappa | kernelcontraction | Ket | ket | lang | lAngle | Larr |
    lArr | larr | lBrace | lightning | llangle | llbracket | llparenthesis | lparen | Lrarr |
    lrArr | lrarr | lt | mathbbm | mathds | mathscr | measeq | minuscolon | minuscoloncolon |
    minuso | Mu | N | natnums | nequiv | ngtrless | ngtrsim | nlessgt | nlesssim | notni | nsubset
    | nsupset | Nu | oiiint | oiint | ointctrclockwise | Omicron | omicron | origof | overbracket
    | overgroup | overleftharpoon | overparen | Overrightarrow | overrightharpoon | plim | plusmn
    | prescript | questeq | R | rang | rAngle | Rarr | rArr | rarr | ratio | rBrace | real | Reals
    | reals | Rho | rparen | rrangle | rrbracket | rrparenthesis | rupee | sect | Set | set |
    Simcolon | simcolon | simcoloncolon | sixptsize | slashed | spades | stareq | sub | sube |
    sumint | supe | symbf | Tau | thetasym | Uarr | uArr | uarr | underbracket | undergroup |
    underparen | utilde | varointclockwise | vcentcolon | VDash | veeeq | vertoverlay | wedgeq |
    weierp | widecheck | xhookleftarrow | xhookrightarrow | xLeftarrow | xleftharpoondown |
    xleftharpoonup | xLeftrightarrow | xleftrightarrow | xleftrightharpoons | xlongequal | xmapsto
    | xRightarrow | xrightharpoondown | xrightharpoonup | xrightleftharpoons | xtofrom |
    xtwoheadleftarrow | xtwoheadrightarrow | Yleft | Yright | Z | Zeta
    ) (?![A-Za-z])
    """,
    re.VERBOSE,
)
