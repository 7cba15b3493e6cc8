"""Readers of timing files: each recognises one form by its content and reads it whole."""

from paddock.timing.readers.form import Aside, Parsed, Reader, Reading, Recognised, Source
from paddock.timing.readers.registry import all_readers, read, recognise

__all__ = ["Aside", "Parsed", "Reader", "Reading", "Recognised", "Source", "all_readers", "read", "recognise"]
