# Problems as pages.
problem-title-not-found = There is nothing here
problem-detail-not-found = What was asked for is not on this server. It may have been removed.
problem-title-invalid = Something does not hold together
problem-detail-invalid = Fix the fields named below.
problem-title-malformed = The request cannot be read
problem-detail-malformed = Go back and try again.
problem-title-storage = The database did not answer
problem-detail-storage = Nothing was stored. Try again; if it stays so, look at the server's log.
problem-title-unreadable-file = The file cannot be read
problem-detail-unreadable-file = Choose a FIT, TCX or GPX file, or a zip of them.
problem-title-defect = The program has a defect
problem-detail-defect = This is a defect of the program, not of what you did. The server's log says more.
problem-title-cannot-be-stored = This cannot be stored
problem-detail-cannot-be-stored = Nothing was stored: a name or a file is longer than the database takes.
problem-title-timeout = It took too long
problem-detail-timeout = Try again later, or over a better connection.
