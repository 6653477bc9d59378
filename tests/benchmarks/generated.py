"""Invented articles in three scripts, as many as wanted: the same number gives the same articles.

python -m tests.benchmarks.generated 10000 FOLDER
"""

import datetime as dt
import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

_FIRST = "岚禾澄屿朔棠槐砚衡泓昀珩霁淮沐栖瀚翊彦澜汀笙璟峤"
_SECOND = "川溪舟原陌泉峰塘洲坪岭湾野庭港桥汐渡林泽岩柏谷石"
_TRADES = (("科技", "科技"), ("药业", "藥業"), ("乳业", "乳業"), ("汽车", "汽車"), ("电子", "電子"), ("食品", "食品"), ("能源", "能源"), ("传媒", "傳媒"))
_ENGLISH = (
    ("Har", "Bren", "Cal", "Dor", "Els", "Fen", "Gal", "Hol", "Kes", "Lor", "Mar", "Nor", "Ost", "Pel", "Quil", "Ros", "Sel", "Tar", "Ulv", "Wen"),
    ("wick", "dale", "ford", "mere", "stead", "brook", "holm", "worth", "ley", "combe", "ridge", "field"),
    ("Foods", "Motors", "Semiconductors", "Health", "Media", "Energy", "Logistics", "Software"),
)
_SPANS = ((2021, ""), (2022, ""), (2023, ""), (2024, ""))
SCRIPTS = ("zh-Hans", "zh-Hant", "en")


@dataclass(frozen=True)
class Told:
    """One invented article: its sidecar's values, its text, and the figures that the text states."""

    id: str
    company: str
    script: str
    year: int
    date: dt.date
    title: str
    text: str
    figures: dict[str, Decimal]

    @property
    def sidecar(self) -> str:
        """The TOML beside the text."""
        return f'title = "{self.title}"\ncompany = "{self.company}"\nlanguage = "{self.script}"\ndate = {self.date}\n'


_HANS = """{title}
{m}月{d}日,{c}公布{y}年全年业绩。报告期内,公司实现营业收入{revenue}亿元,同比增长{g1}%;净利润为{profit}亿元,同比{way}{g2}%。毛利率为{margin}%,较上年同期有所变化。
一、主营业务
{y}年全年,{c}的研发费用为{rd}亿元,占营业收入的{share}%;销售费用为{selling}亿元,同比增长{g3}%。公司表示,费用的增长主要由于新产品的推广。第四季度,公司实现营业收入{q4}亿元,环比增长{g4}%。
二、现金与人员
截至{y}年末,{c}持有现金及现金等价物{cash}亿元,员工总数为{staff}人。经营活动产生的现金流量净额为{flow}亿元。
公司董事长{boss}表示,新的一年将继续加大对海外市场的投入,并预计渠道的改革会在年内完成。分析人士认为,行业的竞争仍在加剧,原材料价格的走势是主要的不确定因素。
"""
_HANT = """{title}
{c}於{m}月{d}日公布{y}年全年業績。報告期內,公司實現營業收入{revenue}億元,按年增長{g1}%;淨利潤為{profit}億元,按年{way}{g2}%。毛利率為{margin}%,與上年同期相比有所變化。
一、主營業務
{y}年全年,{c}的研發費用為{rd}億元,佔營業收入的{share}%;銷售費用為{selling}億元,按年增長{g3}%。公司表示,費用增長主要由於新產品的推廣。第四季度,公司實現營業收入{q4}億元,按季增長{g4}%。
二、現金與人員
截至{y}年末,{c}持有現金及現金等價物{cash}億元,員工總數為{staff}人。經營活動產生的現金流量淨額為{flow}億元。
公司董事長{boss}表示,新的一年將繼續加大對海外市場的投入,並預計渠道的改革會在年內完成。分析人士認為,行業的競爭仍在加劇,原材料價格的走勢是主要的不確定因素。
"""
_EN = """{title}
{c} reported results for full-year {y} on {month} {d}. Total revenue rose {g1}% to ${revenue} billion, and net profit {way} {g2}% to ${profit} billion. Gross margin was {margin}%.
Business
Research and development expenses were ${rd} billion in {y}, and selling expenses rose {g3}% to ${selling} billion. Spending grew because of new products. In the fourth quarter of {y}, {c} had revenue of ${q4} billion, up {g4}% from the quarter before.
Cash and people
{c} held cash and cash equivalents of ${cash} billion at the end of {y} and had {staff} employees. Operating cash flow was ${flow} billion.
Chief executive {boss} said that the company would keep investing in overseas markets. Analysts see competition as the main uncertainty.
"""
_TEMPLATES = {"zh-Hans": _HANS, "zh-Hant": _HANT, "en": _EN}
_TITLES = {"zh-Hans": "{c}{y}年业绩:营收{revenue}亿元", "zh-Hant": "{c}{y}年業績:營收{revenue}億元", "en": "{c} posts {y} revenue of ${revenue} billion"}
_WAYS = {"zh-Hans": ("增长", "下降"), "zh-Hant": ("增長", "下降"), "en": ("rose", "fell")}


def company(number: int) -> tuple[str, str]:
    """The name and the script of the company of a number, each another one."""
    script = SCRIPTS[number % 3]
    n = number // 3
    if script == "en":
        a, b, c = _ENGLISH
        return f"{a[n % len(a)]}{b[n // len(a) % len(b)]} {c[n // (len(a) * len(b)) % len(c)]}", script
    half = n + (number % 3) * 7 % len(_FIRST)
    first, second = _FIRST[half % len(_FIRST)], _SECOND[half // len(_FIRST) % len(_SECOND)]
    trade = _TRADES[(half // (len(_FIRST) * len(_SECOND)) * 2 + number % 3) % len(_TRADES)]
    return first + second + trade[script == "zh-Hant"], script


def _boss(number: int, script: str) -> str:
    if script == "en":
        return f"{('Ada', 'Boris', 'Clara', 'Dmitri', 'Esther')[number % 5]} {('Vance', 'Holt', 'Mirren', 'Okoro', 'Lindqvist')[number // 5 % 5]}"
    return "赵钱孙李周吴郑王冯陈"[number % 10] + "志文思明建晓"[number // 10 % 6] + "远宁航平岚卓"[number // 60 % 6]


def told(number: int, year: int) -> Told:
    """The article of a company's year; figures are drawn from the two numbers by arithmetic."""
    name, script = company(number)
    seed = (number * 7919 + year * 104729) % 1_000_003

    def draw(at: int, low: int, high: int) -> Decimal:
        return Decimal((seed * (2 * at + 3) + at * 611_953) % (high - low) + low)

    revenue = draw(1, 2_000, 90_000) / 100
    shares = {"profit": draw(2, 40, 240), "rd": draw(3, 30, 180), "selling": draw(4, 50, 220), "q4": draw(5, 200, 340), "cash": draw(6, 300, 900), "flow": draw(7, 60, 280)}
    figures = {"revenue": revenue, **{key: (revenue * part / 1000).quantize(Decimal("0.01")) for key, part in shares.items()}}
    figures |= {key: draw(at, 11, 480) / 10 for at, key in enumerate(("g1", "g2", "g3", "g4", "margin"), 8)}
    figures["share"] = (figures["rd"] / revenue * 100).quantize(Decimal("0.1"))
    date = dt.date(year + 1, 3, 1) + dt.timedelta(days=int(draw(14, 0, 55)))
    slots = {"c": name, "y": year, "m": date.month, "d": date.day, "month": f"{date:%B}", "boss": _boss(number, script), **figures}
    slots |= {"way": _WAYS[script][seed % 2], "staff": int(draw(15, 800, 60_000))}
    title = _TITLES[script].format(**slots)
    text = _TEMPLATES[script].format(title=title, **slots)
    return Told(f"a{number:05}-{year}", name, script, year, date, title, text, figures)


def articles(count: int) -> Iterator[Told]:
    """So many articles: four years of each company."""
    return itertools.islice((told(number, year) for number in itertools.count() for year, _ in _SPANS), count)


def write(count: int, folder: Path) -> None:
    """Writes text and sidecar of each article into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for article in articles(count):
        (folder / f"{article.id}.txt").write_text(article.text, encoding="utf-8")
        (folder / f"{article.id}.toml").write_text(article.sidecar, encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
