//! What the runbook asks the database when an alert fires, on a database of the product.

use anyhow::{Result, ensure};

use super::scene::RUNBOOK;
use crate::drill::data::{self, POSTGRES};
use crate::operator::runbook::{self, Block};
use crate::operator::terminal::Terminal;
use crate::service::postgres::Postgres;
use crate::stage::Stage;

/// Sections with questions to the database, and what an answer has.
const ASKED: &[(&str, &str)] = &[
    ("CertctlCertificateExpiringSoon", "expires_at"),
    ("CertctlAgentOffline", "silent_for"),
    ("CertctlJobFailureRateHigh", "max_attempts"),
    ("CertctlIssuanceFailures", "last_error"),
    ("Growth of the audit log", "pg_size_pretty"),
];

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let cluster = stage.install(&data::release(&[]), &[])?;
    let postgres = Postgres::start(&cluster, POSTGRES)?;
    data::load(&cluster, &postgres, 1)?;
    // Somebody to ask about.
    let troubled = "UPDATE agents SET last_heartbeat_at = NULL WHERE id = 'a-1'; \
                    UPDATE jobs SET status = 'Pending' WHERE id = 'j-1'";
    postgres.sql(&cluster, data::DATABASE, troubled)?;
    let (document, terminal) = (stage.document(RUNBOOK)?, Terminal::open(stage, &cluster)?);
    for (heading, column) in ASKED {
        let what = format!("the runbook's questions to the database are answered: {heading}");
        stage.measure(&what, || {
            let mut blocks = runbook::section(&document, heading)?;
            blocks.iter_mut().for_each(only_questions);
            blocks.retain(|block| !block.text.is_empty());
            let printed = terminal.run(&blocks.iter().collect::<Vec<_>>())?.concat();
            ensure!(printed.contains(column), "the answer has no {column}:\n{printed}");
            let rows = printed.matches(" row").count();
            ensure!(!printed.contains("(0 rows)"), "nothing is found:\n{printed}");
            Ok(((), format!("{rows} answers")))
        })?;
    }
    Ok(())
}

/// Leaves the lines that ask the database; the others are about a server and its log.
fn only_questions(block: &mut Block) {
    let asks = |line: &&str| line.contains("psql");
    block.text = block.text.lines().filter(asks).flat_map(|line| [line, "\n"]).collect();
    block.expected.clear();
}
