"""The tables of a database of awards. SQLite keeps the comments, so that `.schema` explains them."""

TABLES = """
CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    publisher TEXT NOT NULL,
    title TEXT NOT NULL,
    document TEXT,
    address TEXT,
    dated TEXT,
    sha256 TEXT,
    size INTEGER,
    complete INTEGER NOT NULL
);
CREATE TABLE claims (
    id TEXT PRIMARY KEY, -- source/claim
    source TEXT REFERENCES sources (id),
    says TEXT NOT NULL,
    figure TEXT, -- as printed
    names TEXT, -- as printed
    line INTEGER
);
CREATE TABLE organisations (
    organisation INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    official TEXT,
    kind TEXT,
    UNIQUE (id, name)
);
CREATE TABLE programmes (
    programme INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    funder INTEGER REFERENCES organisations (organisation),
    awarded TEXT, -- as far as it is known
    cap_pennies INTEGER,
    currency TEXT,
    stated_total_pennies INTEGER, -- what a source states, whatever its awards add up to
    rule TEXT
);
CREATE TABLE stated (
    programme INTEGER NOT NULL REFERENCES programmes (programme),
    what TEXT NOT NULL, -- total, projects, councils, bids
    value TEXT, -- an exact decimal
    basis TEXT NOT NULL,
    rule TEXT,
    PRIMARY KEY (programme, what)
) WITHOUT ROWID;
CREATE TABLE awards (
    award INTEGER PRIMARY KEY, -- in the order that was asked for
    id TEXT NOT NULL,
    title TEXT,
    description TEXT,
    programme INTEGER REFERENCES programmes (programme),
    funder INTEGER REFERENCES organisations (organisation),
    individual TEXT, -- a person who received it
    unnamed TEXT, -- bodies that are mentioned and not named
    stage TEXT,
    theme TEXT,
    project TEXT,
    follows TEXT, -- the id of an earlier award
    awarded TEXT, -- as far as it is known: 2019, 2019-09 or 2019-09-12
    awarded_from TEXT, -- the first day that it can be
    awarded_to TEXT, -- the last
    pennies INTEGER, -- the amount in hundredths of its currency; NULL is unknown, never zero
    currency TEXT,
    basis TEXT NOT NULL, -- stated, derived, disputed or unknown
    rule TEXT,
    place TEXT, -- where it stands in its file
    published TEXT -- the 360Giving grant that it was read from, as JSON
);
CREATE TABLE parties (
    award INTEGER NOT NULL REFERENCES awards (award),
    position INTEGER NOT NULL, -- 0 is the first
    role TEXT NOT NULL CHECK (role IN ('lead', 'partner')),
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    PRIMARY KEY (award, position)
) WITHOUT ROWID;
CREATE TABLE outcomes (
    award INTEGER NOT NULL REFERENCES awards (award),
    position INTEGER NOT NULL,
    says TEXT NOT NULL,
    saving_pennies INTEGER, -- an estimate
    basis TEXT NOT NULL,
    rule TEXT,
    PRIMARY KEY (award, position)
) WITHOUT ROWID;
CREATE TABLE notes (
    award INTEGER NOT NULL REFERENCES awards (award),
    position INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (award, position)
) WITHOUT ROWID;
CREATE TABLE extras (
    award INTEGER NOT NULL REFERENCES awards (award),
    heading TEXT NOT NULL, -- a column of the file that is no field
    value TEXT NOT NULL,
    PRIMARY KEY (award, heading)
) WITHOUT ROWID;
CREATE TABLE award_claims (
    award INTEGER NOT NULL REFERENCES awards (award),
    about TEXT NOT NULL, -- amount, parties, awarded, outcome
    claim TEXT NOT NULL REFERENCES claims (id),
    held INTEGER NOT NULL, -- 0: printed, and not held
    why TEXT, -- why it is not held
    PRIMARY KEY (award, about, claim, held)
) WITHOUT ROWID;
CREATE TABLE programme_claims (
    programme INTEGER NOT NULL REFERENCES programmes (programme),
    about TEXT NOT NULL,
    claim TEXT NOT NULL REFERENCES claims (id),
    held INTEGER NOT NULL,
    why TEXT,
    PRIMARY KEY (programme, about, claim, held)
) WITHOUT ROWID;
"""

INDEXES = """
CREATE INDEX awards_by_id ON awards (id);
CREATE INDEX awards_by_programme ON awards (programme);
CREATE INDEX awards_by_funder ON awards (funder);
CREATE INDEX awards_by_date ON awards (awarded_from);
CREATE INDEX awards_by_amount ON awards (currency, pennies);
CREATE INDEX parties_by_organisation ON parties (organisation);
CREATE INDEX organisations_by_name ON organisations (name);
CREATE INDEX extras_by_heading ON extras (heading, value);
CREATE INDEX award_claims_by_claim ON award_claims (claim);
CREATE VIEW award_list AS
SELECT a.id, a.title, p.title AS programme, f.name AS funder, l.name AS lead,
    a.pennies / 100.0 AS amount, a.currency, a.awarded
FROM awards a
LEFT JOIN programmes p ON p.programme = a.programme
LEFT JOIN organisations f ON f.organisation = a.funder
LEFT JOIN parties y ON y.award = a.award AND y.role = 'lead'
LEFT JOIN organisations l ON l.organisation = y.organisation
ORDER BY a.award;
CREATE VIEW programme_totals AS -- a row for each programme and currency, which never meet
SELECT p.title AS programme, a.currency, COUNT(*) AS awards, COUNT(*) - COUNT(a.pennies) AS unknown,
    SUM(a.pennies) AS pennies, SUM(a.pennies) / 100.0 AS total
FROM awards a LEFT JOIN programmes p ON p.programme = a.programme
GROUP BY p.title, a.currency
ORDER BY p.title, a.currency;
"""
