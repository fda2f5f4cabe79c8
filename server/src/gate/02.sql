CREATE INDEX gate_passes_by_gate ON gate_passes (gate, valid_to);
