DROP TABLE scep_probe_results;
