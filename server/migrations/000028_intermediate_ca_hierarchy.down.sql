-- loses: intermediate_cas

DROP TABLE intermediate_cas;
