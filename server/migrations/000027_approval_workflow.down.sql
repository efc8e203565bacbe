-- loses: approvals

DROP TABLE approvals;
