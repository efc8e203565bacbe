DROP TABLE ocsp_response_cache;
