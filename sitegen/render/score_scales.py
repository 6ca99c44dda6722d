"""The review score on its scale: the zones of the tiers in force, their lines, and the marker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.quality_tiers import (
    HIGHEST_SCORE,
    LABELS,
    Tier,
    score_lines,
    thresholds,
)
from sitegen.contracts.settings import TierPolicy
from sitegen.contracts.shown_verdicts import TierPanel
from sitegen.contracts.wording import counted, in_digits, rounded
from sitegen.render.label_places import spread

# Pixels: the scale is upright, with 10 at the top.
TOP, PER_POINT, BAR, CUT, NUMBERS = 8.0, 20.0, 56, 20, 33
# The room that neighbours in the two columns of labels need: a number is beside a name, not above.
BESIDE, LINE = 9.0, 17.0
# A name begins so far after a number of so many letters.
NUMBER, LETTER, LEAST_LETTERS, MOST_LETTERS = 33, 7, 3, 5
FILLS: dict[Tier, str] = {
    "FLAGSHIP_CANDIDATE": "k-4",
    "DOI_GRADE": "k-3",
    "WATCHLIST": "k-2",
    "QUARANTINE_CANDIDATE": "k-1",
}
HOLLOW = "k-void-rung"
UNKNOWN = f"Review score: {NOT_STATED}."
KEPT = "The verdict does not enter into it: a falsified paper keeps its tier."


class Zone(NamedTuple):
    """The scores from `start` up to the next zone, and the tiers that they allow, highest first."""

    tiers: tuple[Tier, ...]
    start: float
    end: float

    @property
    def name(self) -> str:
        """The tiers in a sentence."""
        return " ".join(self.lines)

    @property
    def first_score(self) -> str:
        """The score at which it begins, in digits."""
        return in_digits(self.start) if self.start else "0"

    @property
    def lines(self) -> tuple[str, ...]:
        """The tiers, one on a line."""
        first, *others = (LABELS[tier] for tier in self.tiers)
        return first, *(f"or {each}" for each in others)


class Box(NamedTuple):
    """A zone as it is drawn."""

    y: float
    height: float
    fill: str


class Number(NamedTuple):
    """A score beside the scale: where it lies, where it is written, and whether it is a line."""

    text: str
    y: float
    label_y: float
    is_line: bool

    @property
    def baseline(self) -> float:
        """Where its text stands."""
        return _px(self.label_y + 4.5)


class Name(NamedTuple):
    """The name of a zone, and the middle of its text."""

    zone: Zone
    y: float

    @property
    def baselines(self) -> tuple[tuple[float, str], ...]:
        """Each line of text and where it stands."""
        lines = self.zone.lines
        first = self.y + 5 - LINE * (len(lines) - 1) / 2
        return tuple((_px(first + LINE * at), line) for at, line in enumerate(lines))


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """All that depends on the policy alone. `names_at` is the distance from numbers to names."""

    zones: tuple[Zone, ...]
    boxes: tuple[Box, ...]
    numbers: tuple[Number, ...]
    names: tuple[Name, ...]
    names_at: int


@dataclass(frozen=True, eq=False, slots=True)
class ScoreScale:
    """The scale with the score of a record; `score` is empty if it is not stated.

    The names of the zones that allow the tier `bold` are. If the record `is_muted`, none is.
    `says` and `caption` are all of it in words, `stands` only where the score lies and what that
    does not mean. `zone` has the score, if it is stated.
    """

    frame: Frame
    score: str
    y: float
    bold: Tier
    is_muted: bool
    says: str
    caption: str
    stands: str
    zone: Zone | None

    @property
    def bar(self) -> int:
        """Where the bar begins, so that the score has room before it."""
        return BAR if len(self.score) <= MOST_LETTERS else BAR + CUT

    @property
    def numbers_at(self) -> int:
        """Where the numbers begin."""
        return self.bar + NUMBERS

    @property
    def names_at(self) -> int:
        """Where the names of the zones begin."""
        return self.numbers_at + self.frame.names_at

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The zones, hollow if no score is stated."""
        boxes = self.frame.boxes
        return boxes if self.score else tuple(box._replace(fill=HOLLOW) for box in boxes)

    @property
    def names(self) -> tuple[tuple[str, Name], ...]:
        """The names of the zones, each with its class."""
        names, bold = self.frame.names, None if self.is_muted else self.bold
        return tuple(("b" if bold in name.zone.tiers else "q", name) for name in names)

    @property
    def marker(self) -> str:
        """The shape of the arrow and its line across the bar."""
        x, y = self.bar - 2, self.y
        return f"M{x} {y}l-9 -5.5v11zM{x} {_px(y - 1)}h24v2h-24z"

    @property
    def baseline(self) -> float:
        """Where the score stands, so that it is in line with the arrow."""
        return _px(self.y + 6)


@dataclass(frozen=True, eq=False, slots=True)
class ScoreLine:
    """A score beside its number: its place and those of the lines of the tiers, in percent."""

    at: str
    lines: tuple[str, ...]


def score_scale(panel: TierPanel) -> ScoreScale:
    """The scale of the tiers in force, with the score of a record."""
    tier = panel.tier
    score, policy = tier.inputs.review_score, tier.policy
    return _score_scale(
        score, policy, tier.tier, panel.status.qualifier, is_falsified=panel.is_falsified
    )


@lru_cache(maxsize=2048)
def score_line(score: float | None, policy: TierPolicy) -> ScoreLine | None:
    """A score on a line; None if it is not stated."""
    if score is None:
        return None
    lines = [each for each in score_lines(thresholds(policy)) if 0 < each < HIGHEST_SCORE]
    return ScoreLine(_percent(score), tuple(map(_percent, lines)))


def _percent(score: float) -> str:
    return f"{round(score * 100 / HIGHEST_SCORE, 2):g}"


@lru_cache(maxsize=2048)
def _score_scale(
    score: float | None, policy: TierPolicy, tier: Tier, qualifier: str, *, is_falsified: bool
) -> ScoreScale:
    frame = _frame(policy)
    status = [_under(qualifier)] if qualifier else []
    verdict = [KEPT] if is_falsified and not qualifier else []
    where, further = _stands(frame.zones, policy, score), _differs(frame.zones, score, tier)
    return ScoreScale(
        frame,
        score="" if score is None else _short(_shown(score, policy)),
        y=_height(score or 0.0),
        bold=tier,
        is_muted=bool(qualifier),
        says=" ".join([where, _lines_in_words(frame.zones), *further, *status]),
        caption=" ".join([*_captions(frame.zones, policy, score), *status, *verdict]),
        stands=" ".join([where, *further, *status, *verdict]),
        zone=None if score is None else _zone(frame.zones, score),
    )


@lru_cache(maxsize=8)
def _frame(policy: TierPolicy) -> Frame:
    zones = _zones(policy)
    boxes = tuple(
        Box(_height(zone.end), _px(_height(zone.start) - _height(zone.end)), FILLS[zone.tiers[0]])
        for zone in zones
        if zone.start < zone.end
    )
    numbers, names = _labels(zones)
    longest = max(LEAST_LETTERS, *(len(number.text) for number in numbers))
    names_at = NUMBER + (longest - LEAST_LETTERS) * LETTER
    return Frame(zones, boxes, numbers, names, names_at)


def _zones(policy: TierPolicy) -> tuple[Zone, ...]:
    """The zones from the highest down; those that no score can be in are left out."""
    low, middle = policy.quarantine_below, policy.doi_grade.minimum_review_score
    high = policy.flagship_candidate.minimum_review_score
    found: list[tuple[tuple[Tier, ...], float]] = [(("FLAGSHIP_CANDIDATE", "DOI_GRADE"), high)]
    if middle < high:
        found = [(("FLAGSHIP_CANDIDATE",), high), (("DOI_GRADE",), middle)]
    elif high < middle:
        found = [(found[0][0], middle), (("FLAGSHIP_CANDIDATE", "WATCHLIST"), high)]
    if low < min(middle, high):
        found.append((("WATCHLIST",), low))
    if low > 0:
        found.append((("QUARANTINE_CANDIDATE",), 0.0))
    ends = [HIGHEST_SCORE, *(start for _, start in found)]
    return tuple(Zone(tiers, start, end) for (tiers, start), end in zip(found, ends, strict=False))


def _labels(zones: tuple[Zone, ...]) -> tuple[tuple[Number, ...], tuple[Name, ...]]:
    """The numbers and names beside the scale, moved apart where they would collide.

    They alternate from the top down: the number at which a zone ends, its name, where it starts.
    """
    labels = [_Label(HIGHEST_SCORE), *chain.from_iterable(map(_labels_of, zones))]
    gaps = [upper.below + lower.above for upper, lower in pairwise(labels)]
    places = spread([each.wanted - TOP for each in labels], gaps, _height(0.0) - TOP)
    heights = [_px(TOP + place) for place in places]
    placed = [*zip((each.shows for each in labels), heights, strict=True)]
    return (
        tuple(_number(shown, y) for shown, y in placed if isinstance(shown, float)),
        tuple(Name(shown, y) for shown, y in placed if isinstance(shown, Zone)),
    )


class _Label(NamedTuple):
    """A number or a name beside the scale, and the room that it needs above and below."""

    shows: float | Zone
    above: float = 0.0
    below: float = 0.0

    @property
    def wanted(self) -> float:
        """The height of what it names."""
        if isinstance(self.shows, float):
            return _height(self.shows)
        return (_height(self.shows.start) + _height(self.shows.end)) / 2


def _labels_of(zone: Zone) -> Iterator[_Label]:
    """The name of a zone, and the number at which it starts."""
    further = LINE * (len(zone.lines) - 1) / 2
    if zone.start == HIGHEST_SCORE:  # its name is beside the number above
        yield _Label(zone, further, BESIDE + further)
        return
    yield _Label(zone, BESIDE + further, BESIDE + further)
    yield _Label(zone.start)


def _number(score: float, label_y: float) -> Number:
    is_line = 0 < score < HIGHEST_SCORE
    text = _short(in_digits(score)) if is_line else f"{score:.0f}"
    return Number(text, _height(score), label_y, is_line)


def _height(score: float) -> float:
    return _px(TOP + (HIGHEST_SCORE - score) * PER_POINT)


def _px(pixels: float) -> float:
    return round(pixels, 2)


def _short(number: str) -> str:
    """A number as there is room for it; the text of the drawing has all of it."""
    return number if len(number) <= MOST_LETTERS else f"{number[:MOST_LETTERS]}…"


def _shown(score: float, policy: TierPolicy) -> str:
    return rounded(score, 2, score_lines(thresholds(policy)))


def tier_policy_in_words(policy: TierPolicy) -> str:
    """What the tiers in force ask for: the zones by score, and what is asked besides a score."""
    return f"{_lines_in_words(_frame(policy).zones)} {_also_asked(policy)}"


def _stands(zones: tuple[Zone, ...], policy: TierPolicy, score: float | None) -> str:
    """Where a score lies on the scale."""
    if score is None:
        return UNKNOWN
    return (
        f"Review score {_shown(score, policy)} of 10, {_where(zones, _zone(zones, score), score)}."
    )


def _differs(zones: tuple[Zone, ...], score: float | None, tier: Tier) -> list[str]:
    """The tier, if the zone of the score does not allow it."""
    if score is None or tier in _zone(zones, score).tiers:
        return []
    return [f"The tier is {LABELS[tier]}."]


def _captions(zones: tuple[Zone, ...], policy: TierPolicy, score: float | None) -> Iterator[str]:
    """The sentences below the drawing."""
    if score is None:
        yield f"The thresholds of the tiers. {UNKNOWN}"
    else:
        yield "Review score with the thresholds of the tiers."
    yield _also_asked(policy)
    if score is not None and _is_on_line(_zone(zones, score), score):
        yield "This score lies exactly on the line."


def _zone(zones: tuple[Zone, ...], score: float) -> Zone:
    return next(zone for zone in zones if score >= zone.start)


def _is_on_line(zone: Zone, score: float) -> bool:
    return score == zone.start and score > 0


def _where(zones: tuple[Zone, ...], zone: Zone, score: float) -> str:
    if _is_on_line(zone, score):
        return f"exactly on the line of {zone.name}"
    if zone is zones[-1] and len(zones) > 1 and zone.tiers == ("QUARANTINE_CANDIDATE",):
        return f"below the line of {zones[-2].name}"
    return f"in the zone of {zone.name}"


def _lines_in_words(zones: tuple[Zone, ...]) -> str:
    """The zones in a sentence, from the highest down."""
    parts = [
        f"{zone.name} below"
        if zone.tiers == ("QUARANTINE_CANDIDATE",)
        else f"{zone.name} from {in_digits(zone.start)}"
        for zone in zones
    ]
    return f"The zones by score: {', '.join(parts)}."


def _also_asked(policy: TierPolicy) -> str:
    """What the tiers ask for besides a score."""
    flagship, claims = policy.flagship_candidate, policy.doi_grade.minimum_verified_claim_count
    asks = f"{flagship.required_reproducibility_level} reproducibility"
    if flagship.minimum_verified_claim_count:
        asks = f"{counted(flagship.minimum_verified_claim_count, 'claim')} and {asks}"
    of_doi_grade = f", {LABELS['DOI_GRADE']} for {counted(claims, 'claim')}" if claims else ""
    return f"{LABELS['FLAGSHIP_CANDIDATE']} also asks for {asks}{of_doi_grade}."


def _under(qualifier: str) -> str:
    """What the status of a paper does to its score, from what it adds to labels."""
    return f"Given {qualifier}." if qualifier.startswith("before ") else f"Now {qualifier}."
