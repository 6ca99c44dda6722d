"""Formulas that math-core understands, and that stop a LaTeX document."""

from __future__ import annotations

import re

# More columns are an error. Other environments, such as aligned, have as many as they need.
COLUMNS, MATRIX_COLUMNS = {"cases": 2}, 10
# An environment without others inside, and the columns that a table declares.
ENVIRONMENT = re.compile(
    r"\\begin\{([A-Za-z]+)(\*?)\}((?:(?!\\(?:begin|end)\{).)*)\\end\{\1\2\}", re.DOTALL
)
DECLARED = re.compile(r"\s*\{([lcr| ]*)\}")
COLUMN_END, ROW_END = re.compile(r"(?<!\\)&"), "\\\\"
DELIMITED = re.compile(r"\\(left|middle|right)(?![A-Za-z])")
# An optional argument ends at the first bracket.
NESTED_OPTION = re.compile(r"\\sqrt\s*\[[^]]*\[")
# Commands that take what follows them as their argument: accents, lines, fonts; and fractions.
TAKES_ONE = (
    r"(?:wide)?(?:hat|tilde|check)|bar|breve|acute|grave|mathring|vec|d{1,4}ot"
    r"|(?:over|under)(?:line|brace|(?:left|right)+arrow|set)|stackrel|boldsymbol|pmb|[dt]?binom"
)
TAKES_ALL = rf"{TAKES_ONE}|[dt]?frac|math[a-z]+|text[a-z]+|text|emph|mbox"
# Operators with limits and names of functions.
OPERATOR = (
    r"(?:co)?prod|sum|o?i{0,2}int|big(?:o?cup|cap|vee|wedge|o[a-z]+|uplus)|(?:inj|proj)?lim|lim(?:inf|sup)"
    r"|(?:arc)?(?:sin|cos|tan)h?|cot|coth|sec|csc|log|l[ng]|exp|max|min|sup|inf|det|dim|ker|deg|gcd"
    r"|hom|arg|Pr"
)
# What can be no argument without braces around it, because it is not one thing to TeX.
SEVERAL = (
    rf"\\(?:[,;:!>\s]|(?:{TAKES_ONE}|{OPERATOR}|sqrt|mathop|operatorname\*?|left|middle|[bp]?mod|pod"
    r"|[cl]?dots[a-z]?|(?:no|display)?limits|q?quad|[bB]igg?[lrm]?)(?![A-Za-z]))"
)
NEEDS_BRACES = re.compile(
    rf"(?:[\^_]|\\sqrt(?:\s*\[[^][]*\])?)\s*{SEVERAL}|\\sqrt\s*[\^_']"
    rf"|(?:\\(?:{TAKES_ALL})|\\sqrt\s*\[[^][]*\])\s*(?:{SEVERAL}|\\(?:{TAKES_ALL})(?![A-Za-z]))"
)

# What math-core knows and LaTeX with amsmath and amssymb does not, as pdflatex says, and what it
# allows in no formula between single dollars.
NOT_LATEX = re.compile(
    r"""
    \\begin\{ (?: (?:align|equation|gather|multline)\*? | darray | (?:d|r|dr)cases ) \}
    | \\ (?:
    alef | alefsym | Alpha | approxcolon | approxcoloncolon | arceq | argmax | argmin | ascnode |
    awint | Beta | bigcupdot | bigdoublevee | bigdoublewedge | bigsqcap | bigtimes | bm | botdoteq
    | Bra | bra | Braket | braket | bull | C | Chi | cirfnint | clubs | cnums | Colonapprox |
    colonapprox | coloncolon | coloncolonapprox | coloncolonequals | coloncolonminus |
    coloncolonsim | Colondash | colondash | Coloneq | coloneq | Coloneqq | coloneqq | colonequals
    | colonminus | Colonsim | colonsim | Complex | cramped | Dagger | Darr | dArr | darr |
    Dashcolon | dashcolon | dblcolon | degree | diamonds | dotsminusdots | Epsilon | Eqcolon |
    eqcolon | Eqqcolon | eqqcolon | equalscolon | equalscoloncolon | Eta | exist | fcmp | fint |
    gt | Harr | hArr | harr | hdashline | hearts | iddots | image | imageof | infin | intBar |
    intbar |
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


def is_latex(tex: str) -> bool:
    """Whether LaTeX typesets a formula that math-core understands, as far as is known."""
    if NOT_LATEX.search(tex) or NESTED_OPTION.search(tex) or NEEDS_BRACES.search(tex):
        return False
    return _are_delimiters_in_pairs(tex) and _have_room(tex)


def _are_delimiters_in_pairs(tex: str) -> bool:
    """Whether every `\\middle` is between `\\left` and `\\right`."""
    depth = 0
    for name in DELIMITED.findall(tex):
        depth += (name == "left") - (name == "right")
        if name == "middle" and not depth:
            return False
    return True


def _have_room(tex: str) -> bool:
    """Whether every table has as many columns as its rows need."""
    while found := ENVIRONMENT.search(tex):
        name, _, inside = found.groups()
        most = COLUMNS.get(name, MATRIX_COLUMNS if name.endswith("matrix") else None)
        if name in {"array", "subarray"}:
            declared = DECLARED.match(inside)
            if declared is None:
                return False
            most = 1 if name == "subarray" else sum(map(str.isalpha, declared[1]))
        rows = inside.split(ROW_END)
        if most is not None and any(len(COLUMN_END.findall(each)) >= most for each in rows):
            return False
        tex = f"{tex[: found.start()]}x{tex[found.end() :]}"
    return True
