-- loses: discovered_certificates WHERE status <> 'unmanaged'

DROP TABLE discovered_certificates;
