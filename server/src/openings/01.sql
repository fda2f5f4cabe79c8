CREATE TABLE signing_keys (
    id            TEXT PRIMARY KEY,       -- random, 32 hex digits
    officer       {int} NOT NULL,         -- whose key it is
    credential    {bytes} NOT NULL,       -- name by which the officer's authenticator knows the key
    public_key    {bytes} NOT NULL,       -- the key, a point of P-256
    relying_party TEXT NOT NULL,          -- host of the console on which it was made
    origin        TEXT NOT NULL,          -- scheme, host and port of the console on which it was made
    added_at      {int} NOT NULL,         -- when it was made
    revoked_at    {int}                   -- since when it signs nothing more
) {keyed};
CREATE INDEX signing_keys_by_officer ON signing_keys (officer);
CREATE INDEX signing_keys_by_end ON signing_keys (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE TABLE openings (
    id            TEXT PRIMARY KEY,       -- of the request, 32 hex digits
    case_id       TEXT NOT NULL REFERENCES cases (id), -- the case that it is for
    place         TEXT NOT NULL,          -- the place whose visitor log is to be opened
    district      TEXT NOT NULL,          -- district of the place, or province where there are no districts
    first         {int} NOT NULL,         -- officer who asks and signs first
    second        {int} NOT NULL,         -- officer who is to sign second
    asked_at      {int} NOT NULL,         -- when it was asked for
    expires_at    {int} NOT NULL,         -- when the request ends
    sealed        {bytes} NOT NULL,       -- request with place, hours, case number and reason, signatures, why it was refused, how many entries came, sealed under the case's key
    first_at      {int},                  -- when the first officer signed
    second_at     {int},                  -- when the second officer signed
    refused_at    {int},                  -- when one of them refused
    handed_out_at {int},                  -- when the file for the opener was first handed out
    imported_at   {int},                  -- when the opener's result became contacts
    contacts      {int}                   -- how many contacts it became
) {keyed};
CREATE INDEX openings_by_case ON openings (case_id, asked_at);
CREATE INDEX openings_by_place ON openings (place, asked_at);
CREATE INDEX openings_by_first ON openings (first, asked_at);
CREATE INDEX openings_by_second ON openings (second, asked_at);
CREATE INDEX openings_by_district ON openings (district, asked_at);
