"""Where imported files live: raw bytes by their SHA-256, tables as Parquet, one index card for each file, SQL over all.

    <root>/raw/ab/abcdef…           the bytes as they came
    <root>/tables/<table>-v<n>/…    one Parquet file for each file and table
    <root>/cards/ab/abcdef….json    what is known of a file; a file without its card does not exist
    <root>/drafts/…                 what a process is writing just now

The room knows nothing of what is in the files: whoever reads them hands in the tables (`Parsed`).
"""

from paddock.archive.asking import Answer
from paddock.archive.batch import Batch, Put
from paddock.archive.cards import Card, Parsed, Stored
from paddock.archive.store import Archive

__all__ = ["Answer", "Archive", "Batch", "Card", "Parsed", "Put", "Stored"]
