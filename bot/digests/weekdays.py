"""The days of the week."""

from enum import IntEnum


class Weekday(IntEnum):
    """Days as ISO 8601 counts them."""

    MON = 1
    TUE = 2
    WED = 3
    THU = 4
    FRI = 5
    SAT = 6
    SUN = 7


EVERY_DAY = frozenset(Weekday)
WORKDAYS = frozenset((Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI))
