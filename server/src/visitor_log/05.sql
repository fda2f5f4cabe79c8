CREATE TABLE log_counts (
    log_id      {bytes} NOT NULL,         -- code generation of the place
    hour        {int} NOT NULL,           -- hours since 1970
    checked     {int} NOT NULL,           -- 1: of envelopes that checkers' devices brought; 0: that phones brought
    envelopes   {int} NOT NULL,           -- how many envelopes of the hour were taken
    PRIMARY KEY (log_id, hour, checked)
) {keyed};
CREATE INDEX log_counts_by_age ON log_counts (hour);

INSERT INTO log_counts (log_id, hour, checked, envelopes)
SELECT log_id, hour, checked, count(*) FROM log_envelopes GROUP BY log_id, hour, checked;
