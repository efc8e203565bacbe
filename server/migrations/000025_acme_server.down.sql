-- loses: acme_accounts
-- loses: acme_orders

DROP TABLE acme_orders;
DROP TABLE acme_accounts;
