"""Reads FIT files with fitdecode: fitdecode_files.py FILE…, and prints the seconds of one round."""

import sys
import time

import fitdecode

began = time.perf_counter()
messages = 0
for path in sys.argv[1:]:
    try:
        with fitdecode.FitReader(path, error_handling=fitdecode.ErrorHandling.IGNORE) as reader:
            messages += sum(1 for frame in reader if isinstance(frame, fitdecode.FitDataMessage))
    except fitdecode.FitError:
        pass
print(time.perf_counter() - began, messages)
