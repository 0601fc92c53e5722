"""One interview written for these tests: corrections, fillers, figures and words, crosstalk, noise."""

from typing import Final

from analyzer.records import Interview
from tests.factories import make_interview

TALK: Final = (
    ("s1", "So tell me about your month end. What is the goal there?"),
    ("s2", "Well, um, we want to get the close down to four days, you know, because the board, the board wants numbers before the investor call."),
    ("s1", "And how long does it take today?"),
    ("s2", "It takes nine - no, sorry, eleven days. And forty-five people touch it, I mean, not full time, but still."),
    ("s1", "Right."),
    ("s2", "We can't trust the intercompany balances, they don't match, and that costs us about 18 percent of the finance team's "
           "time, roughly $2.4 million a year."),
    ("s1", "Wow, so your auditors must complain about those ledgers every single quarter?"),
    ("s2", "Yeah, they do. And it's not the ERP, honestly; it's that nobody owns the master data, so the plants key it in three or four times."),
    ("s1", "[laughter] And what did you try?"),
    ("s2", "We bought a reconciliation tool in twenty twenty-three - it didn't help, because, because the interfaces drop "
           "between 3 and 5 percent of the records overnight."),
    ("s2", "Churn went up by 12 percentage points, so the increase in cost was, like, \u20ac300k."),
    ("s1", "Would you say it\u2019s getting better?"),
    ("s2", "No. Every region has its own definition of an open invoice, and we find out a week too late (inaudible) which is a pain."),
    ("s2", "Margin fell from 12 to 8 percent - minus 4 points - in the first half."),
    ("s2", "We'd need at least two hundred more beds, and our nurses spend half an hour per shift on rosters."),
    ("s2", "What slows us down most is that every purchase order"),
    ("s1", "Mm-hm."),
    ("s2", "needs three signatures before the warehouse may ship it."),
    ("s2", "The dashboards look fine but planners still trust their own spreadsheets more."),
    ("s2", "Forecast meetings take the whole Monday. I said it before: nobody owns the master data."),
)  # fmt: skip

INTERVIEW: Final[Interview] = make_interview(TALK)
TEXT: Final = INTERVIEW.text
