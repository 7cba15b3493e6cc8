"""Write the generated parts of the documentation, and refresh the output of its examples, in place.

    python docs/generate.py            # write
    python docs/generate.py --check    # exit 1 with a diff when something is stale
    python docs/generate.py --parts    # generated parts alone: examples take minutes, and the tests run them

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; NAME is one of `parts.PARTS`. What the
code itself does not say about a field stands in docs/fields.toml; a field without a meaning there is an error.
"""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path

import examples
from forms import MEANINGS
from parts import PARTS

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_parts(text: str) -> str:
    """Return a page with its generated parts as they are today."""

    def fresh(found: re.Match[str]) -> str:
        if found[2] not in PARTS:
            raise SystemExit(f"no generated part is called {found[2]!r}")
        return f"{found[1]}\n{PARTS[found[2]]()}\n{found[3]}"

    return _PART.sub(fresh, text)


def stale(*, parts_alone: bool = False) -> dict[Path, tuple[str, str]]:
    """Return every page that is out of date, as it is and as it should be; exits when an example fails."""
    found = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        fresh = with_parts(text)
        fresh, ran = (fresh, []) if parts_alone else examples.refresh(fresh)
        wrong = [one.wrong for one in ran if one.wrong]
        if wrong:
            raise SystemExit(f"{page.relative_to(ROOT)}: {wrong[0]}")
        if fresh != text:
            found[page] = (text, fresh)
    left = MEANINGS.unused()
    if left:
        raise SystemExit(f"docs/fields.toml: no field asks for {', '.join(left)}")
    return found


def main() -> int:
    """Write what is stale, or with --check only tell it."""
    pages = stale(parts_alone="--parts" in sys.argv[1:])
    for page, (text, fresh) in pages.items():
        name = str(page.relative_to(ROOT))
        if "--check" in sys.argv[1:]:
            lines = difflib.unified_diff(text.splitlines(), fresh.splitlines(), name, f"{name}, generated", lineterm="")
            print("\n".join(lines))
        else:
            page.write_text(fresh, encoding="utf-8")
            print(f"wrote {name}")
    if pages and "--check" in sys.argv[1:]:
        print(f"{len(pages)} pages are out of date. Run: make docs")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
