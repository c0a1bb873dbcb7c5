# Problems as pages.
problem-title-not-found = There is nothing here
problem-detail-not-found = What was asked for is not on this server. It may have been removed.
problem-title-invalid = Something does not hold together
problem-detail-invalid = The fields named below need another look.
problem-title-malformed = The request cannot be read
problem-detail-malformed = Go back and try again.
problem-title-storage = The database did not answer
problem-detail-storage = Nothing was stored. Try again; if it stays so, look at the server's log.
problem-title-unreadable-file = The file cannot be read
problem-detail-unreadable-file = Choose a FIT, TCX or GPX file, or a zip of them.
