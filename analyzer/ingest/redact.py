"""Personal identifiers -> stable pseudonyms, before the canonical text exists.

In: pieces of speech; on demand the names of the speakers. Out: the same with e-mail addresses, telephone, card and account numbers
replaced by ``[email k7q2]``, ``[phone ...]``, ``[card ...]``, ``[account ...]``, names by ``Person K7Q2``. Always true: the same value
gives the same pseudonym in every file; quantities stay (a number is taken for an identifier only by a form or a check digit that
quantities do not have). This is not anonymisation: what people say can still tell who they are.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from analyzer.ingest.words import fold

_EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_SPOKEN_EMAIL = re.compile(
    r"\b[\w.-]{2,40} (?:at|\(at\)|\[at\]) [\w-]{2,40}(?: dot [\w-]{2,20}){0,2} dot (?:com|org|net|io|co|eu|de|fr|uk|ch|at|es|it|nl|ai|edu|gov)\b",
    re.I,
)
_CARD = re.compile(r"(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d]|[.,]\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_ACCOUNT = re.compile(
    r"\b(?P<cue>(?:account|acct|a/c|routing|sort code|iban|kontonummer|konto|social security|ssn|passport|card)"
    r"(?: (?:number|no|nummer|nr|code))?\.?(?: is|:|#)?)"
    r"(?P<gap>[ :#]{1,3})(?P<number>\d(?:[ -]?\d){5,19})(?![\d%]|[.,]\d)",
    re.IGNORECASE,
)
_SSN = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
_PHONE_CUE = re.compile(
    r"\b(?P<cue>(?:phone|mobile|cell|tel|telephone|telefon|handy|(?:call|reach) me (?:on|at))(?: number)?\.?(?: is|:)?)"
    r"(?P<gap> )(?P<number>\d(?:[ .-]?\d){6,13})(?![\d%]|[.,]\d)",
    re.IGNORECASE,
)
_PHONES = (
    re.compile(r"(?<![\w+])\+\d{1,3}(?:[ ().\-/]{0,2}\d){7,13}(?!\d)"),
    re.compile(r"(?<![\d.,-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\d-]|[.,]\d)"),
    re.compile(r"(?<![\d.,:-])\(?0\d{1,4}\)?(?:[ /-]{1,2}\d{2,8}){1,4}(?![\d%:-]|[.,]\d)"),
)
_MIN_PHONE_DIGITS = 9
_LETTERS = 4


class Redactor:
    """Replaces identifiers and counts what it replaced."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """``names`` are the speakers' names to be replaced too; none means that names stay."""
        self.replaced: Counter[str] = Counter()
        self.names = _name_forms(names)
        # The longest first, so that a full name is not replaced word by word.
        forms = sorted(self.names, key=len, reverse=True)
        self.name_pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)") if forms else None

    def redact(self, text: str) -> str:
        """Return the text with every identifier replaced."""
        if "@" in text:
            text = _EMAIL.sub(lambda found: self._replace("email", found.group()), text)
        if " dot " in text:
            text = _SPOKEN_EMAIL.sub(lambda found: self._replace("email", found.group()), text)
        if any(character.isdigit() for character in text):
            text = self._redact_numbers(text)
        if self.name_pattern is not None:
            text = self.name_pattern.sub(lambda found: self._name(found.group()), text)
        return text

    def _redact_numbers(self, text: str) -> str:
        text = _IBAN.sub(lambda found: self._replace("account", found.group()) if is_iban(found.group()) else found.group(), text)
        text = _CARD.sub(lambda found: self._replace("card", found.group()) if passes_luhn(found.group()) else found.group(), text)
        text = _ACCOUNT.sub(lambda found: f"{found['cue']}{found['gap']}{self._replace('account', found['number'])}", text)
        text = _SSN.sub(lambda found: self._replace("account", found.group()), text)
        text = _PHONE_CUE.sub(lambda found: f"{found['cue']}{found['gap']}{self._replace('phone', found['number'])}", text)
        for pattern in _PHONES:
            text = pattern.sub(self._phone, text)
        return text

    def _phone(self, found: re.Match[str]) -> str:
        digits = sum(character.isdigit() for character in found.group())
        return self._replace("phone", found.group()) if digits >= _MIN_PHONE_DIGITS else found.group()

    def _replace(self, kind: str, value: str) -> str:
        self.replaced[kind] += 1
        plain = re.sub(r"[\s()./-]", "", value) if kind != "email" else fold(value)
        return f"[{kind} {pseudonym(plain)}]"

    def _name(self, form: str) -> str:
        self.replaced["name"] += 1
        return self.names[form]


def pseudonym(value: str) -> str:
    """Return four letters and digits that belong to the value: too few to find the value again by trying all."""
    digest = hashlib.sha256(f"pseudonym {value}".encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode()[:_LETTERS].lower()


def name_pseudonym(name: str) -> str:
    """Return the pseudonym of a person: ``Person K7Q2``."""
    return f"Person {pseudonym(fold(name)).upper()}"


def _name_forms(names: Iterable[str]) -> dict[str, str]:
    """Return every form in which the names may stand in speech, with its pseudonym; a first name that two people share becomes "Person"."""
    forms: dict[str, str] = {}
    for name in names:
        replacement = name_pseudonym(name)
        words = [word for word in name.split() if len(word) >= 3 and word[:1].isalpha() and not word[:1].islower()]
        for form in {name, *words}:
            forms[form] = replacement if forms.get(form, replacement) == replacement else "Person"
    return forms


def passes_luhn(number: str) -> bool:
    """Whether the check digit of a card number is right (ISO/IEC 7812)."""
    digits = [int(character) for character in number if character.isdigit()]
    if len(set(digits)) < 2:
        return False
    doubled = [digit if index % 2 else sum(divmod(2 * digit, 10)) for index, digit in enumerate(reversed(digits), 1)]
    return sum(doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right (ISO 13616)."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34 or not plain.isascii():
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1
