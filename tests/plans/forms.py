"""Which document shows which form (`forms.toml`); run as a module it prints the table."""

from __future__ import annotations

import re
import tomllib

from tests.plans.corpus import DOCUMENTS, HERE, own_text

FORMS: dict[str, str] = tomllib.loads((HERE / "forms.toml").read_text(encoding="utf-8"))["forms"]


def shown() -> dict[str, list[tuple[str, str]]]:
    """Form code to (number of the document, words that show it), one pair per document."""
    texts = {document.stem[:2]: own_text(document) for document in DOCUMENTS}
    answer: dict[str, list[tuple[str, str]]] = {code: [] for code in FORMS}
    for code, pattern in FORMS.items():
        for number, text in texts.items():
            if match := re.search(pattern, text):
                answer[code].append((number, match[0]))
    return answer


def coverage_table() -> str:
    """The table of README.md: form, documents that show it, the first example."""
    rows = ["| form | documents | example |", "|---|---|---|"]
    for code, hits in shown().items():
        numbers = " ".join(number for number, _ in hits)
        rows.append(f"| {code} | {numbers} | {hits[0][1][:30] if hits else 'MISSING'} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(coverage_table())
