"""Articles generated from templates.toml: each construction in each script with metrics, periods and units in turn, and what they state.

`python -m tests.knowledge.generated [-v] [CONSTRUCTION ...]` prints how much of it is read back.
"""

import random
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.article import About
from knowledge.building import build
from knowledge.fact import Fact, Role
from knowledge.language.lexicon import Metric, load_lexicon
from knowledge.language.relations import related

TEMPLATES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "templates.toml").read_text(encoding="utf-8"))
SCRIPTS = ("zh", "hant", "en")
_SENTENCES = 72  # of one construction in one script
_TOGETHER = 3  # sentences of one article
_CHANGE = {"d": "move", "e": "move"}
_SLOT = re.compile(r"\{([a-z0-9+.#-]+)\}")


@dataclass(frozen=True)
class Told:
    """A fact that a generated sentence states; "any" stands for what is left open."""

    metric: str
    subject: str
    period: str
    value: Decimal
    high: Decimal | None
    unit: str
    role: str
    bound: str
    direction: str
    forecast: str

    def is_read(self, fact: Fact) -> bool:
        """Whether a fact of the knowledge base says this."""
        read = (fact.metric, fact.subject.name, str(fact.period) if fact.period else "none", fact.value, fact.high, fact.unit, fact.role.value, fact.bound.value, fact.forecast)
        told = (self.metric, self.subject, self.period, self.value, self.high, self.unit, self.role, self.bound, self.forecast)
        same = all(t in ("any", r) for t, r in zip(told, read, strict=True))
        return same and (not self.direction or (fact.direction is not None and fact.direction.value == self.direction))


@dataclass
class Sentence:
    """One sentence in the making: the values of its slots as they are written, and their numbers with units."""

    script: str
    chance: random.Random
    metrics: list[Metric]
    companies: tuple[str, str]
    year: int
    part: str
    units: str = ""
    written: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, tuple[Decimal, str]] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)  # how the amounts of each metric are written
    directions: dict[str, str] = field(default_factory=dict)

    def fill(self, template: str) -> str:
        """The template with its slots filled."""
        text = re.sub(r"(?<=[A-Za-z0-9])\0+(?=[A-Za-z0-9])", " ", _SLOT.sub(lambda m: f"\0{self._slot(m[1])}\0", template)).replace("\0", "")
        return re.sub(r"(?:^|(?<=\. )(?<!Inc\. )(?<!Corp\. ))[a-z]", lambda m: m[0].upper(), text) if self.script == "en" else text

    def _slot(self, name: str) -> str:
        if "." in name:
            kind, _, which = name.partition(".")
            way = self.directions.setdefault(which, self.chance.choice(("up", "down")))
            return str(self.chance.choice(TEMPLATES["change"][kind][way][self.script]))
        if name not in self.written:
            self.written[name] = self._new(name)
        return self.written[name]

    def _new(self, name: str) -> str:
        if name in ("m", "m2", "n"):
            return _name(self._metric(name), self.script)
        if name in ("c", "c2"):
            return self.companies[name == "c2"]
        if name in ("v", "w", "v2", "w2", "u", "lo", "hi"):
            return self._level(name, self._metric({"v2": "m2", "w2": "m2", "u": "n"}.get(name, "m")))
        return self._number(name) or self._time(name)

    def _metric(self, name: str) -> Metric:
        return load_lexicon().metrics["revenue"] if name == "n" else self.metrics[name == "m2"]

    def _level(self, name: str, metric: Metric) -> str:
        """An amount of a metric, written as its others in the sentence are."""
        kinds = {"count": "counted", "money": "money", "per_share": "small", "times": "multiple", "duration": "length"}
        key = metric.id if name != "u" else "n"
        if key not in self.form:
            forms = ["{#}%"] if metric.unit == "percent" else TEMPLATES[kinds[metric.unit]][self.script]
            self.form[key] = self.chance.choice([f for f in forms if not self.units or _unit(f) == self.units])
        return self._amount(name, self.form[key])

    def _amount(self, name: str, form: str) -> str:
        factor = next((Decimal(f) for word, f in TEMPLATES["factor"].items() if word in form), Decimal(1))
        if form == "{#}":
            number = Decimal(self.chance.randint(2101, 98765))
        elif factor == Decimal("1e12") or (factor == 1 and form != "{#}%"):
            number = Decimal(self.chance.randint(105, 985)) / 100
        else:
            number = Decimal(self.chance.randint(1001, 98765)) / 100
        if form == "{#}%":
            number = Decimal(self.chance.randint(21, 985)) / 10
        if name == "hi":
            low = self.numbers["lo"][0] / factor
            number = low + (Decimal(self.chance.randint(1, 9)) if factor > 1 or form == "{#}%" else Decimal(self.chance.randint(100, 999)))
        written = f"{number:,}" if form == "{#}" or self.chance.random() < 0.5 else str(number)
        self.numbers[name] = (number * factor, _unit(form))
        return form.replace("{#}", written)

    def _number(self, name: str) -> str:
        """A number that is no level: a small amount, a bare one, one of _bare or of words; "" for other slots."""
        if name == "s":
            return self._amount(name, self.chance.choice(TEMPLATES["small"][self.script]))
        if name in ("v0", "w0"):
            return self._amount(name, "{#}亿元" if self.script == "zh" else "{#}億元")
        return self._ratio(name) or self._in_words(name)

    def _ratio(self, name: str) -> str:
        """Percentages, points, basis points, times, numbers without a unit."""
        kinds = {**dict.fromkeys(("g", "h", "i", "glo", "ghi"), ("percent", 11, 489, 10)), **dict.fromkeys(("x", "bps"), ("pp", 11, 485, 100)), "t": ("times", 11, 49, 10), "k1": ("", 2101, 9876, 1), "k2": ("", 2101, 9876, 1)}
        if name not in kinds:
            return ""
        unit, low, high, parts = kinds[name]
        number = Decimal(self.chance.randint(low, high)) / parts + (50 if name == "ghi" else 0)
        self.numbers["x" if name == "bps" else name] = (number, unit)
        return f"{number}%" if unit == "percent" else str(int(number * 100)) if name == "bps" else f"{number:,}"

    def _in_words(self, name: str) -> str:
        words = {"tenths": {"两成": "20", "三成": "30", "四成五": "45", "近六成": "60"}, "num": {"一百二十": "120e8", "三十五": "35e8", "两百零六": "206e8", "一千三百": "1300e8"}}
        if name not in words:
            return ""
        word = self.chance.choice(list(words[name]))
        self.numbers[name] = (Decimal(words[name][word]), "percent" if name == "tenths" else "CNY")
        return {"hant": word.replace("两", "兩")}.get(self.script, word)

    def _time(self, name: str) -> str:
        if name == "p":
            return self._period()
        if name in ("code", "code2"):
            return f"60{self.chance.randint(1000, 8999)}"
        if name == "ticker":
            return self.companies[0][:3].upper()
        if name == "roc":
            return str(self.year - 1911)
        return str(self.year + int(name[1:] or 0))

    def _period(self) -> str:
        kind = next(k for k in TEMPLATES["periods"].values() if self.part in (k.get("parts") or [k["part"]]))
        form = self.chance.choice(kind[self.script])
        quarter = int(self.part[1]) if self.part[1:2].isdigit() else 1
        return str(form).replace("{y}", str(self.year)).replace("{k}", str(quarter)).replace("{nth}", TEMPLATES["ordinal"]["en"][quarter - 1]).replace("{n}", TEMPLATES["ordinal"]["zh"][quarter - 1])

    def told(self, spec: str) -> Told | None:
        """The fact that a line of `facts` describes; None where the sentence does not give its number."""
        words = spec.split()
        who = self.companies[1] if words[0] == "@c2" else self.companies[0]
        key, period, number, *rest = words[words[0] == "@c2" :]
        value, high, unit = self._value(number)
        if value is None:
            return None
        metric = self._metric(key) if key in ("m", "m2", "n") else load_lexicon().metrics[key]
        way = next((w for w in rest if w in ("up", "down", "d", "e")), "")
        role = next((w for w in rest if w in ("yoy", "qoq", "change", "share", "any")), "") or _level_role(metric)
        bound = "range" if high is not None else next((w for w in rest if w in ("about", "over", "under")), "about" if self.written.get(number, "").startswith("近") else "exact")
        forecast = next((w for w in rest if w in ("guidance", "consensus")), "")
        return Told(metric.id, who, self._when(period), value, high, unit, role, bound, self.directions.get(way, way if len(way) > 1 else ""), forecast)

    def _value(self, number: str) -> tuple[Decimal | None, Decimal | None, str]:
        if number in ("0", "100"):
            return Decimal(number), None, "percent"
        slot, _, unit = number.lstrip("-").partition(":")
        first, _, last = slot.partition("..")
        if first not in self.numbers:
            return None, None, ""
        value, own = self.numbers[first]
        unit, _, factor = unit.partition("*")
        value *= Decimal(factor or 1) * (-1 if number[0] == "-" else 1)
        return value, self.numbers[last][0] if last else None, unit or own

    def _when(self, period: str) -> str:
        fixed = {"any": "any", "p": f"{self.year}{self.part}", "p-1": f"{self.year - 1}{self.part}", "roc": str(self.year), "yQ2": f"{self.year}Q2", "yQ4": f"{self.year}Q4", "y-06": f"{self.year}-06"}
        return fixed.get(period) or str(self.year + int(period[1:] or 0))


def _unit(form: str) -> str:
    if form == "{#}%":
        return "percent"
    if form.rstrip("万亿萬億milonb ") == "{#}":
        return "count"
    return next((unit for unit, words in TEMPLATES["unit"].items() if any(w in form for w in words)), "CNY")


def _level_role(metric: Metric) -> str:
    if metric.unit == "price":
        return "price"
    if metric.change_of:
        return "change"
    if told := related("of_revenue", metric.id) or related("of_whole", metric.id):
        return told
    return "margin" if "margin" in metric.id else "share" if metric.unit == "percent" and metric.id.endswith(("_share", "_stake")) else "any" if "占比" in metric.name.zh else "value"


def _name(metric: Metric, script: str) -> str:
    return {"zh": metric.name.zh, "hant": metric.name.hant, "en": metric.name.en.partition(" (")[0]}[script]


def _chosen(construction: dict[str, Any]) -> list[Metric]:
    """The metrics that a construction can be about, in the order of the lexicon."""
    metrics, groups = load_lexicon().metrics, TEMPLATES["groups"]
    found: dict[str, Metric] = {}
    for name in construction["metrics"]:
        group = groups.get(name)
        for key, metric in metrics.items():
            inside = group is not None and (metric.part_of == group["part_of"] if "part_of" in group else metric.unit in group["unit"] and metric.kind in group["kind"])
            if key == name or (inside and key not in TEMPLATES["left_out"]["ids"] and not metric.change_of):
                found[key] = metric
    return list(found.values())


def articles(name: str, script: str) -> Iterator[tuple[str, list[Told]]]:
    """The articles of one construction in one script, each with the facts that it states; the same ones each time."""
    construction = TEMPLATES["construction"][name]
    if script not in construction.get("scripts", SCRIPTS):
        return
    chance = random.Random(f"{name} {script}")  # noqa: S311 - the same articles each time, no secret
    metrics = _chosen(construction)
    metrics = [m for m in metrics if m.id not in construction.get("except", [])]
    chance.shuffle(metrics)
    kinds = [TEMPLATES["periods"][k] for k in construction.get("periods", TEMPLATES["periods"])]
    parts = [p for k in kinds for p in (k.get("parts") or [k["part"]])]
    together = 1 if construction.get("alone") else _TOGETHER
    for number in range((max(_SENTENCES, len(metrics)) if construction.get("every") else _SENTENCES) // together):
        companies = chance.sample(TEMPLATES["companies"][script], 2)
        year, part = chance.randint(*construction.get("years", (2024, 2034))), chance.choice(parts)
        new = [Sentence(script, chance, [metrics[(i + k) % len(metrics)] for k in (0, 1)], (companies[0], companies[1]), year, part, construction.get("units", "")) for i in range(number * together, (number + 1) * together)]
        lines = [] if construction.get("headless") else [Sentence(script, chance, [], (companies[0], companies[1]), year, part).fill(chance.choice(TEMPLATES["header"][script]))]
        lines += [s.fill(chance.choice(construction[script])) for s in new]
        yield (" " if script == "en" else "").join(lines), [t for s in new for spec in construction["facts"] if (t := s.told(spec))]


@dataclass
class Result:
    """How many stated facts were read right, and what went wrong."""

    stated: int = 0
    right: int = 0
    misread: int = 0
    wrong: list[tuple[str, list[Told], list[Fact]]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.right / self.stated if self.stated else 1.0


@cache
def result(name: str, script: str) -> Result:
    """What is read back of one construction in one script."""
    found = Result()
    for text, told in articles(name, script):
        read = [f for f in build(text, About("made-up")).facts if f.role is not Role.DATE]
        missing = []
        for expected in told:
            fact = next((f for f in read if expected.is_read(f)), None)
            if fact:
                read.remove(fact)
            else:
                missing.append(expected)
        found.stated += len(told)
        found.right += len(told) - len(missing)
        found.misread += len(read)
        if missing or read:
            found.wrong.append((text, missing, read))
    return found


def cases() -> list[tuple[str, str]]:
    """Every construction in every script in which it is written."""
    return [(name, s) for name, c in TEMPLATES["construction"].items() for s in c.get("scripts", SCRIPTS)]


def _print_wrong(found: Result, most: int) -> None:
    for text, missing, read in found.wrong[:most]:
        print("   ", text[:330])
        for told in missing:
            print("      -", " ".join(str(v) for v in (told.metric, told.subject, told.period, told.value, told.high or "", told.unit, told.role, told.bound, told.direction, told.forecast)))
        for f in read:
            print("      +", f.metric, f.subject.name, f.period, f.value, f.high or "", f.unit, f.role.value, f.bound.value, f.direction and f.direction.value, f.forecast, f"[{f.rule}]")


def main() -> None:
    """Prints a line for each construction, with what went wrong where -v is given."""
    names = [a for a in sys.argv[1:] if not a.startswith("-")]
    totals = Result()
    for name, script in cases():
        if names and not any(n in (name, f"{name}/{script}", script) for n in names):
            continue
        found = result(name, script)
        totals.stated, totals.right, totals.misread = totals.stated + found.stated, totals.right + found.right, totals.misread + found.misread
        print(f"{name + ' ' + script:<48} {found.right:>5}/{found.stated:<5} {found.rate:6.1%}  misread {found.misread}")
        if "-v" in sys.argv[1:]:
            _print_wrong(found, 3)
    print(f"{'all':<48} {totals.right:>5}/{totals.stated:<5} {totals.rate:6.1%}  misread {totals.misread}")


if __name__ == "__main__":
    main()
