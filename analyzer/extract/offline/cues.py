"""Words and turns of phrase that hint at an aim, at something in the way, at a measure, or at mere talk.

In: one sentence of spoken English. Out: which cues it holds. Always true: a cue alone decides nothing, it is weighed with all others;
no pattern backtracks over the whole sentence, so a long turn costs no more than its length.
"""

import re

_MODIFIERS = r"(?:really |just |also |all |still |honestly |actually |basically |only )*"
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|\d{1,2})"

_OURS = (
    r"(?:i|we|we all|they|he|she|who|the (?:board|owners?|family|fund|bank|group|company|council|minist\w+|government|region|city|school|hospital|"
    r"team|club|"
    r"management|investors?|trustees|shareholders?|foundation|university|union|members?|committee|partners?|client|agency|business|director|ceo|"
    r"cfo|plan)|"
    r"head office|headquarters|management|everybody here|our \w+|my (?:boss|board|chef|chief|director|manager|team|people|aim))"
)
_STRANGERS = (
    r"(?:you|people|customers?|users?|developers?|clients|companies|everyone|everybody|anyone|somebody|someone|nobody|kids|patients|students)"
)

AIMS = {
    "our aim": rf"\b{_OURS}(?:'re|'m|'ve|'d|'s| are| am| have| has| would| is)? {_MODIFIERS}(?:do |really |now |been |always |very )?"
    r"(?:wants?|wanna|wish(?:es)?|needs?|have to|has to|got to|gotta|must|like to|love to|trying to|aims?|aiming|plans? (?:to|for|is)|planning to|"
    r"intends?|"
    r"hopes? (?:to|that)|hoping|committed|going to|after|looking to|working to|promised|signed|expects?|told (?:the|them|him|her|our|my)|"
    r"can't afford|"
    r"want|don't want|do not wish|ought to|should|have said|has said|said|mustn't|won't be|focused on|set out)\b",
    "named aim": r"\b(?:goals?|aims?|targets?|objectives?|ambition|mission|purpose|vision|priority|concern|intention|mandate|strategy|dream|wish|"
    r"success|picture|whole point|number one|big bet|main thing|most important|first thing)\b[^.;]{0,40}?\b(?:is|was|are|for|to|'s|would)\b|'s "
    r"(?:goal|aim|target|plan)\b",
    "wished state": r"\b(?:ideally|i'd be (?:very )?happy|it has to|there has to|that has to|has to (?:be|come|start|stay)|needs? to (?:be|get|"
    r"come|stay)|"
    r"should (?:be|have)|ought to be|oughta be|must (?:be|never|not)|would be it|if (?:i|we) (?:could|got|had|get|can|manage|make|keep|halve)|"
    r"(?:stays?|remains?) (?:open|independent|with us)|by the (?:end|time)|everything(?:'s| is)|all about|that'd be it|zero \w+|no more \w+)\b",
    "aim of strangers": rf"\b{_STRANGERS} (?:really |just |also |only |don't |do |would |all |always )*(?:wants?|wanna|needs?|have to|has to|"
    rf"got to|'d like|"
    r"would like|should|can|could|must|love|expect)\b",
    "wants": rf"\b(?:i|we|they|he|she|who|\w+) {_MODIFIERS}(?:want|wants|wanna|wish|wished)\b",
    "we want": rf"\b(?:we|i|we all) {_MODIFIERS}(?:do )?(?:want|wanna|wish)\b",
    "would like": r"\b(?:would|'d) (?:really |just |also )*(?:like|love|be happy|prefer|want)\b",
    "need to": r"\b(?:need|needs|needed|have|has|had|'ve|'s|got) (?:really |just |also )*(?:got )?(?:to|ta)\b|\bmust\b|\bgotta\b",
    "need": r"\bneeds? (?:an?|one|the|to be|that|every|all|more|at least)\b",
    "goal": r"\b(?:goals?|aims?|targets?|objectives?|ambition|mission|purpose|vision|priorit(?:y|ies)|promised?|committed|commitment|on the hook|"
    r"signed (?:up|for)|measured on|judged|statutes|obligation|focused on)\b",
    "goal is": r"\b(?:goals?|aims?|targets?|objectives?|ambition|mission|purpose|vision|priority|plan|wish|point|idea|job|concern)"
    r"(?:'s| is| was| (?:for|of|here|there) [\w ]{2,30} is)\b",
    "trying": r"\b(?:trying|working|looking|hoping|planning|going|intend|expect|plan|aim|hope|committed|set out) (?:to|towards?|on)\b|\bwe(?:'ll|"
    r" will)\b",
    "by when": r"\b(?:by|before|until|within|over|in|for) (?:the |this |next |mid |end of |early |late |another )*"
    r"(?:spring|summer|autumn|fall|winter|christmas|easter|years?|end|quarter|half|decade|month|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|20\d\d|twenty|two years|three years|five years|fiscal)\b",
    "ideal": r"\b(?:ideally|success|dream|magic|wand|would be (?:it|great|ideal|perfect|enough|the)|happy if|if (?:i|we) (?:could|got|had|get)|"
    r"in (?:two|three|five) years|should be|ought to be|oughta be|be able to)\b",
    "at stake": r"\b(?:otherwise|or else|so that|or (?:we|they|i|there) (?:can|will|are|lose|'ll|is)|because (?:if|below|then|otherwise|without)|"
    r"before (?:we|they|i)|without (?:it|that|them))\b",
    "powers": r"\b(?:boards?|owners?|family|investors?|shareholders?|fund|bank|lenders?|regulators?|minister|ministry|council|trustees|foundation|"
    r"management|managing director|ceo|chief exec\w*|headquarters|head office|partners|directors?|insurers?|government|parliament|state|audit\w*|"
    r"founder)\b",
    "all about": r"\b(?:everything(?:'s| is)|all about|whole (?:thing|job|plan|year|point|story)|main thing|most important|big thing|number one|"
    r"top of|first thing|key)\b",
    "change verb": r"\b(?:keep|protect|stay|remain|survive|avoid|grow|reduce|cut|raise|double|halve|become|win|bring|get (?:to|it|down|back|out|"
    r"under|rid)|"
    r"open|launch|expand|finish|complete|close|connect|pass|reach|deliver|improve|return|settle|clear|move)\b",
    "past plan": r"\b(?:wanted|needed|tried|hoped|planned|decided) (?:to|a|it)\b",
    "manner of speaking": r"\b(?:want|wanted|like|love|need|trying|try|have|going|wanna|happy|hope|let me|gonna) to (?:just |also |quickly |really )*"
    r"(?:say|ask|add|thank|point|mention|highlight|talk|tell|be clear|remember|remind|think|find the|share|come back|go back|go through|start|run|"
    r"check|look|show|stress|emphasi[sz]e|note|see you|hear|know what|write|turn|assure|confirm|commend|acknowledge|make it (?:very )?clear|"
    r"be (?:very )?clear|congratulate|invite|encourage|let (?:you|him|her|them)|give (?:you|him|her|them|the)|reassure|repeat|put (?:it|that|the))\b|"
    r"\bi hope (?:that|this|you)\b|\b(?:i'd|i would|i) (?:like|want|hope|expect|know|think|agree|remind)\b[^.]{0,20}\b(?:member|question|"
    r"colleague)\b",
}
"""Somebody wants to get somewhere."""

OBSTACLES = {
    "negation": r"n't\b|\b(?:not|no|nobody|nothing|never|none|without|neither|nowhere|hardly)\b",
    "cannot": r"\b(?:can'?t|cannot|can not|couldn't|could not|unable|impossible|not able|no way|won't|refuse\w*)\b",
    "lack": r"\b(?:don't|doesn't|didn't|haven't|hasn't|isn't|aren't) (?:\w+ ){0,2}(?:have|got|any|exist|know|see|enough|there|work|trust|believe|"
    r"match|"
    r"agree|talk|speak|tell|say|show|reply|answer|want|read|scale)\b|\bthere(?:'s| is| are|'re) (?:no|not|nobody|nothing|only)\b|\black\w*\b|"
    r"\bmissing\b|\bshort(?:ages?)?\b|\bnot enough\b|\btoo few\b|\bno (?:one|idea|money|budget|time|record|number)\b",
    "nobody": r"\b(?:nobody|no one|no-one|none of|not my|whose|never)\b",
    "by hand": r"\b(?:by hand|manual\w*|spreadsheets?|excel|paper|fax|e-?mails?|mails|re-?typ\w+|types? (?:it|them|in)|typed|copy|copies|clipboard|"
    r"whiteboard|print\w*|binder\w*|folder|pdfs?|phone|in (?:his|her|their|my|the) heads?|from memory|written|writes?|book|cards?|register|whatsapp|"
    r"scratch)\b",
    "late": r"\b(?:late|too late|slow\w*|delay\w*|wait\w*|forever|ages|backlog\w*|behind|stuck|blocked|sits?|sitting|pil(?:e|ed|es|ing)|lags?|"
    r"queue\w*|only (?:at|after|when|once|the day)|after (?:it|the|we)|by (?:then|the time|that time))\b",
    "takes": r"\b(?:tak(?:es?|ing)|took|spends?|spent|costs?|eats?)\b",
    "loss": r"\b(?:los(?:e|es|t|ing|s)|wast\w+|penalt\w+|twice|again|fail\w*|breaks?|broke\w*|crash\w*|wrong|errors?|mistakes?|down|leav(?:e|es|ing)|"
    r"left|gone|disput\w+|reject\w*|bounce\w*|quit|expired?|time[sd]? out|outages?)\b",
    "problem": r"\b(?:problems?|issues?|troubles?|challeng\w+|pain\w*|bottleneck\w*|nightmare|mess\w*|headache|struggl\w*|difficult\w*|hard|"
    r"frustrat\w*|"
    r"annoy\w*|obstacles?|barriers?|pressures?|headwinds?|constrain\w*|gap|worse|worst|kill\w*|hurts?|terrible|crisis|scarce|declin\w+|collapsed?|"
    r"weak\w*|soft\w*|unfortunately|stops? us|in the way|keeps? us from|prevent\w*)\b",
    "no problem": r"\b(?:no|not|never|isn't|wasn't|not a|not the|no real|without) (?:\w+ )?(?:problems?|issues?|trouble|big deal|priority|crisis|"
    r"worries|"
    r"shortage)\b|\b(?:no worries|it's fine|is fine|not what|don't (?:mind|care|worry|need)|used to|not any ?more|works? (?:very |really |pretty |"
    r"quite )?"
    r"(?:well|fine)|nothing (?:to say )?against|went (?:well|smoothly|fine)|happy with|pretty (?:good|well|smooth|easy|painless))\b",
    "differ": r"\bdifferent\w*\b|\beach (?:one|of|\w+) (?:has|have|makes?|asks?|writes?|wants?|built|counts?|keeps?|is)\b|\b(?:their|its|his|"
    r"her) own\b|"
    r"\b(?:don't (?:talk|agree|match|speak)|doesn't (?:talk|match|know|agree)|conflict\w*|inconsisten\w*|separate|silos?|contradict\w*|depends on)\b|"
    rf"\bevery \w+ (?:has|is|wants)\b|\b(?:in )?{_COUNT} (?:different |separate )?(?:systems|places|formats|lists|models|agreements|versions|"
    rf"offices)\b",
    "one person": r"\bonly (?:one|person|\w+) (?:who|that|knows?|can)\b|\b(?:retires?|turnover|nobody's job|no one owns|owns? (?:it|the)|"
    r"knows? (?:how|the|what)|hire|hiring|recruit\w*|staff\w*|busy|vacan\w+)\b",
    "rule": r"\b(?:rules?|regulat\w+|unions?|contracts?|legal\w*|compliance|approv\w+|permi\w+|sign(?:ed|s|ature)?|allow\w*|licen[cs]e|statutory|"
    r"polic(?:y|ies)|require[sd]?|tariffs?|veto|law|forms?)\b",
    "system": r"\b(?:systems?|software|screens?|apps?|data|tools?|exports?|server|database|erp|modules?|numbers?|reports?|lists?|codes?|records?)\b",
    "so": r"^(?:and )?(?:so|then|which means|that means|and then|meaning)\b",
    "but": r"^(?:but|except|only|however|although|the thing is|the problem|the trouble)\b",
    "because": r"\b(?:because|since|'cause|due to|as a result|which is why|that's why|the reason)\b",
    "has to": r"\b(?:has|have|had|'ve|'s) (?:got )?to (?:ring|call|phone|ask|type|write|go|wait|do|change|chase|check|re-?\w+|guess|sign|pay|log|"
    r"open|"
    r"copy|correct|sit|drive)\b",
}
"""Something is in the way."""

MEASURES = {
    "measure word": r"\b(?:rate|share|margin|average|turnover|churn|attrition|accuracy|utili[sz]ation|lead time|throughput|ratio|coverage|ebitda|dso|"
    r"revenue|sales|cash flow|yield|uptime|latency|score|efficiency|occupancy|retention|conversion|backlog|inventory|stock|cost|price|overtime|scrap|"
    r"waste|spend|savings?|volume|growth|visits|vacancies|deficit|debt|response|error)\b",
    "counting": r"\b(?:measur\w+|track\w*|kpis?|metrics?|indicators?|number (?:i|we) (?:look|watch)|look at (?:first|the number|how)|counts?|counted|"
    r"counting|how (?:many|much|long|often)|benchmark)\b",
    "change": r"\b(?:up|down|from|fell|grew|increas\w+|dropp?\w*|reduc\w+|below|under|over|at least|more than|less than|improv\w+|declin\w+|rose|"
    r"versus|"
    r"compared|instead|better|halved?|points?)\b",
    "share": rf"\b(?:an?|one|two|three) (?:third|quarter|half|fifth|tenth)s?\b|\bhalf (?:of|the|a)\b|\b{_COUNT} (?:in|out of|of) (?:a |every )?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|\d+)\b|\bthird of\b|\bper ?cent\b|%",
    "wanted value": r"\b(?:should be|needs? to be|has to be|wants?|target|goal|get (?:it|that|this|to|under|below)|bring|by (?:the|next|20)|"
    r"down to|must|"
    r"at least|promised|expect|plan|under)\b",
    "description of us": r"\b(?:employ\w*|founded|headcount of|people work|years? old|listed|inhabitants|since (?:19|20)\d\d|i'm \w+|i've been|"
    r"we've been|"
    r"years ago|in (?:19|20)\d\d|team of|we're (?:about|around|now)|we have (?:about|around)|there(?:'s| are|'re) \w+ of us|based in|altogether|"
    r"minutes left|o'clock|half past)\b",
}
"""Somebody measures."""

TALK = {
    "question": r"\?[\"')]*$",
    "you": r"\byou(?:r|'re|'ve|'d|'ll)?\b",
    "you want": r"\byou (?:really |just |also |don't |do |have |would |actually )*(?:want|wanna|need|have|got|should|can|would|could)\b|\byou(?:'d|"
    r"'ve got)\b",
    "we": r"\b(?:we|us|our|ours|we're|we've|we'd|we'll)\b",
    "i": r"\b(?:i|my|me|i'm|i've|i'd|i'll|mine)\b",
    "they": r"\b(?:they|them|their|he|she|his|her|him|they're|they've)\b",
    "past": r"\b(?:was|were|had|did|went|came|got|said|started|built|thought|made|became|sold|moved|joined|knew|felt|saw|worked|used|took)\b",
    "advice": r"^(?:and |so |but )?(?:if|when|whenever) you\b|\bas a (?:company|founder|team|rule)\b|\bpeople (?:think|say|should|always|often|get|"
    r"don't)\b|"
    r"\bin general\b|\bgenerally\b|\busually\b",
    "explanation": r"\b(?:basically|for example|for instance|think of|it's like|kind of like|in other words|so for those|which is (?:called|an?)|"
    r"the idea is|"
    r"is just a|means that)\b",
    "praise": r"\b(?:great|nice|lovely|awesome|amazing|excited|fun|fantastic|love|beautiful|cool|proud|interesting|terrific|excellent|wonderful|"
    r"gorgeous|"
    r"best|good|happy|enjoy\w*|pleased|strong)\b",
    "courtesy": r"\b(?:thank\w*|welcome|hello|hi|bye|good morning|good afternoon|congrat\w+|appreciate|sorry|pardon|cheers)\b",
    "hedge": r"\b(?:i think|i guess|maybe|perhaps|probably|might|possibly|i suppose|i believe|i don't know|not sure|sort of|kind of|i'd say)\b",
    "supposition": r"\b(?:imagine|suppose|let's say|if i (?:wanted|were|was)|would have|could have|might have|what if|somebody could)\b",
    "elsewhere": r"\b(?:question|answer|podcast|show|slides?|meeting|interview|recording|recorded|presentation|chair|committee|member|operator|"
    r"call|episode|"
    r"listen\w*|agenda|as i said|as you know|going back|talk about|story|book|wife|husband|kids?|mother|father|son|daughter|dog|coffee|weekend|born|"
    r"university|school)\b",
    "wish of others": r"\b(?:the |our |my )?(?:auditors?|vendor|consultant|colleague|nephew|marketing|it department|head of it|sales guy|"
    r"salesperson) "
    r"(?:would (?:like|love)|wants?|wish\w*|dreams?|is after)\b|\beverybody wants\b|\beveryone wants\b|\bthey'd (?:like|love)\b",
    "pitch": r"\b(?:our (?:platform|product|customers|module|solution|clients)|your (?:team|company|data|people|employees|sites)|roll out|adoption|"
    r"premium|"
    r"upgrade|demo|unlimited)\b",
    "exclamation": r"!",
    "reported": '["\u201c\u201d]',
    "listing": r",[^,]{1,80},[^,]{1,80} (?:and|or) ",
    "request": r"^(?:let's|let me|please|look|imagine|go|say|don't|do not|tell)\b",
}
"""Mere talk, and whose talk it is."""

CUES = {name: re.compile(pattern) for group in (AIMS, OBSTACLES, MEASURES, TALK) for name, pattern in group.items()}
QUESTIONS = {
    "asked for trouble": re.compile(
        r"\b(?:problem|challeng\w+|hard|difficult|obstacle|way|pain|wrong|hurt\w*|why|pressures?|stop\w*|slow\w*|struggle|happens?|trouble|"
        r"keeps? you|can't|"
        r"consequence|worst|issue)\b"
    ),
    "asked for aims": re.compile(
        r"\b(?:goals?|trying|aim|want|achieve|success|vision|years?|priorit\w+|like to have|mission|expect|ask|plan|next|what's this year|"
        r"objective|wand)\b"
    ),
    "asked for measures": re.compile(
        r"\b(?:how (?:much|many|long|often|big|far|do you (?:know|measure))|what (?:share|percent\w*|rate)|number|measure|target|percent)\b"
    ),
    "asked to introduce": re.compile(
        r"\b(?:who are you|your (?:role|background|job|story)|about (?:yourself|you|the (?:company|group|firm|business|organi[sz]ation))|"
        r"what (?:does|do) .{1,30} (?:make|do)|introduce|how long have you|how did (?:you|it) (?:start|begin|get|end up|come)|where are you|"
        r"how big)\b"
    ),
    "asked leadingly": re.compile(
        r"\b(?:so (?:you|would|i guess|the)|would(?:n't)? (?:you|an?|that|it)|isn't it|don't you|i assume|must be|i suppose)\b|\bright\?"
    ),
}
"""What the question before an answer was after."""

_APOSTROPHES = str.maketrans("\u2019\u2018", "''")


def straighten(text: str) -> str:
    """Return the text with straight apostrophes, every character at its place."""
    return text.translate(_APOSTROPHES)


def fold(plain: str) -> str:
    """Return the text as cues read it: small letters, straight apostrophes; it may be longer than ``plain``."""
    return straighten(plain).casefold()


def find_cues(plain: str) -> dict[str, bool]:
    """Return for every cue whether the sentence holds it."""
    folded = fold(plain)
    return {name: bool(pattern.search(folded)) for name, pattern in CUES.items()}
